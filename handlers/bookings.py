"""One's own bookings: seeing them, cancelling, the ticket, and what the waiting list offers."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from db.admission import accept_offer
from db.catalogue import Booking, booking_of, bookings_of
from db.flats import complex_of
from db.leaving import cancel, decline_offer
from db.refusals import NotFound, Refused, TooLate
from handlers.cards import booking_words, moment, short_moment, title
from handlers.choice import numbers
from handlers.desk import AtTheDesk, Desk, Row, Voice
from handlers.files import ShortLivedFile
from handlers.filters import Action, Tap
from handlers.refused import tell_why
from handlers.tickets import calendar_file, qr_picture, ticket_address
from knowledge import Understanding, When, covers

INTENTS: Final = ("my_bookings", "cancel_booking")
FILE_LASTS: Final = timedelta(days=40)
"""How long tickets and calendar files are kept: longer than anything is offered ahead."""
_CANCELLABLE: Final = frozenset({"held", "pending", "waitlisted", "offered", "confirmed"})
_KIND_OF_TOPIC: Final = {"apartments": "viewing", "activities": "event"}
_KIND_OF_SUBJECT: Final = {"complex": "viewing", "event": "event", "service": "appointment"}


async def show_mine(_: Message, desk: Desk) -> None:
    """Show all that is ahead."""
    await _show_all(desk)


async def show_mine_on_tap(_: CallbackQuery, desk: Desk) -> None:
    """The same, from a button."""
    await _show_all(desk)


async def show_one(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Show one booking, with what can be done about it."""
    booking = await own_booking(desk, tapped)
    if booking is not None:
        await desk.tell(booking_words(desk, booking), actions(desk, booking))


async def ask_what_to_cancel(_: Message, meant: Understanding, desk: Desk) -> None:
    """Ask whether the meant booking is to be cancelled; which one, when several may be meant."""
    bookings = [one for one in await ahead(desk) if one.registration.status in _CANCELLABLE]
    meant_ones = narrowed(bookings, meant, desk, by_time=True)
    if not meant_ones:
        await desk.tell(desk.say("cancel-none"), [[desk.key(desk.say("button-mine"), "mybook")]])
    elif len(meant_ones) == 1:
        await _ask_to_cancel(desk, meant_ones[0])
    else:
        await desk.tell(desk.say("cancel-which"), [[named_key(desk, one, "drop")] for one in meant_ones])


async def ask_to_cancel(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Ask before a booking is cancelled."""
    booking = await own_booking(desk, tapped)
    if booking is not None:
        await _ask_to_cancel(desk, booking)


async def cancel_it(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Cancel; a second tap changes nothing and shows the same."""
    booking = await own_booking(desk, tapped)
    if booking is None:
        return
    number = booking.registration.id
    if booking.registration.status != "cancelled":
        try:
            await desk.write(cancel, registration_id=number, user_id=desk.user_id, now=desk.now, key=desk.done_key)
        except TooLate as refusal:
            pack, until = desk.knowledge.pack, moment(desk, refusal.until)
            office = pack.office.said_in(desk.language)
            await desk.tell(desk.say("too-late-to-cancel", until=until, phone=pack.phone, office=office))
            return
        except Refused as refusal:
            await tell_why(desk, refusal, registration_id=number)
            return
    name = title(desk, booking.card)
    when = moment(desk, booking.card.starts_at)
    await desk.tell(f"{desk.say('cancelled-booking')}\n{name}\n{when}")


async def keep_it(_: CallbackQuery, desk: Desk) -> None:
    """Nothing is cancelled."""
    await desk.tell(desk.say("kept-booking"))


async def hand_out(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """The entry code as a picture, and a calendar file."""
    booking = await own_booking(desk, tapped)
    if booking is None:
        return
    if booking.registration.status != "confirmed":
        await desk.tell(booking_words(desk, booking), actions(desk, booking))
        return
    code = booking.registration.code
    name = title(desk, booking.card)
    address = ticket_address(code, vault=desk.vault, page=desk.forms.page)
    picture = ShortLivedFile(qr_picture(address), f"{code}.png", lasts=FILE_LASTS)
    caption = f"{name}\n{moment(desk, booking.card.starts_at)}\n"
    await desk.bot.send_photo(desk.chat_id, picture, caption=caption + desk.say("ticket-caption", code=code))
    entry = calendar_file(booking, title=name, language=desk.language, now=desk.now)
    file = ShortLivedFile(entry, f"{desk.say('file-ics')}.ics", lasts=FILE_LASTS)
    await desk.bot.send_document(desk.chat_id, file, caption=desk.say("ics-caption", phone=desk.knowledge.pack.phone))
    await _show_the_way(desk, booking)


async def take_offer(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """The person takes the place that became free; a second tap shows the same."""
    booking = await own_booking(desk, tapped)
    if booking is None:
        return
    number = booking.registration.id
    try:
        made = await desk.write(
            accept_offer, registration_id=number, user_id=desk.user_id, now=desk.now, key=desk.done_key
        )
    except Refused as refusal:
        await tell_why(desk, refusal, registration_id=number)
        return
    booking = await desk.read(booking_of, registration_id=number, user_id=desk.user_id)
    words = "offer-taken" if made.status == "confirmed" else "done-pending"
    await desk.tell(f"{desk.say(words)}\n{booking_words(desk, booking)}", actions(desk, booking))


async def pass_offer(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """The person lets the next one have it."""
    booking = await own_booking(desk, tapped)
    if booking is None:
        return
    number = booking.registration.id
    try:
        await desk.write(decline_offer, registration_id=number, user_id=desk.user_id, now=desk.now, key=desk.done_key)
    except Refused as refusal:
        await tell_why(desk, refusal, registration_id=number)
        return
    await desk.tell(desk.say("offer-passed"))


def commands() -> Router:
    """Commands are asked for before anybody looks at what their words might mean."""
    part = Router(name="booking commands")
    part.message.filter(Command("mine"))
    part.message.middleware(AtTheDesk())
    part.message.register(show_mine)
    return part


def router() -> Router:
    """What is said about one's bookings, and the buttons under them."""
    part = Router(name="bookings")
    part.message.filter(Action(*INTENTS))
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(show_mine, Action("my_bookings"))
    part.message.register(ask_what_to_cancel, Action("cancel_booking"))
    part.callback_query.register(show_mine_on_tap, Tap("mybook"))
    part.callback_query.register(show_one, Tap("one"))
    part.callback_query.register(ask_to_cancel, Tap("drop"))
    part.callback_query.register(cancel_it, Tap("dropped"))
    part.callback_query.register(keep_it, Tap("undrop"))
    part.callback_query.register(hand_out, Tap("ticket"))
    part.callback_query.register(take_offer, Tap("take"))
    part.callback_query.register(pass_offer, Tap("pass"))
    return part


async def ahead(desk: Desk) -> list[Booking]:
    """The person's bookings that are ahead."""
    return await desk.read(bookings_of, user_id=desk.user_id, now=desk.now)


async def own_booking(desk: Desk, tapped: list[str]) -> Booking | None:
    """The booking that a button is about; says so when it is not the person's."""
    try:
        match numbers(tapped):
            case [number, *_]:
                return await desk.read(booking_of, registration_id=number, user_id=desk.user_id)
    except NotFound:
        pass
    await desk.tell(desk.say("refused-gone"))
    return None


def narrowed(bookings: Sequence[Booking], meant: Understanding, desk: Desk, *, by_time: bool) -> list[Booking]:
    """Those that a sentence may mean: what it names and when it says; each only where it leaves any."""
    left = list(bookings)
    named = meant.slots.get("which")
    if isinstance(named, list):
        subjects = {f"{one['kind']}:{one['id']}" for one in named}
        subjects |= {
            f"{one.kind}:{one.id}" for one in desk.knowledge.pack.subjects if f"event:{one.within}" in subjects
        }
        kinds = {_KIND_OF_SUBJECT[one["kind"]] for one in named if one["kind"] in _KIND_OF_SUBJECT}
        left = [one for one in left if one.card.subject in subjects] or [one for one in left if one.card.kind in kinds]
    elif (topic := _KIND_OF_TOPIC.get(str(meant.slots.get("topic")))) is not None:
        left = [one for one in left if one.card.kind == topic] or left
    said = meant.slots.get("when")
    if by_time and isinstance(said, dict):
        when = When.read(said)
        left = [one for one in left if covers(when, one.card.starts_at.astimezone(desk.zone))]
    return left


def actions(voice: Voice, booking: Booking) -> list[Row]:
    """What can be done about a booking."""
    say, one = voice.say, booking.registration
    rows: list[Row] = []
    if one.status == "offered":
        rows.append(
            [voice.key(say("button-take-offer"), "take", one.id), voice.key(say("button-pass-offer"), "pass", one.id)]
        )
    if one.status == "confirmed":
        rows.append([voice.key(say("button-ticket"), "ticket", one.id)])
        rows.append([voice.key(say("button-move"), "move", one.id), voice.key(say("button-cancel-it"), "drop", one.id)])
    elif one.status in _CANCELLABLE - {"offered"}:  # an offer is let go to the next
        rows.append([voice.key(say("button-cancel-it"), "drop", one.id)])
    return rows


def named_key(desk: Desk, booking: Booking, kind: str) -> InlineKeyboardButton:
    """A button with the name and the time of a booking."""
    when = short_moment(desk, booking.card.starts_at)
    return desk.key(f"{desk.words(booking.card.title)} {when}", kind, booking.registration.id)


async def _show_all(desk: Desk) -> None:
    bookings = await ahead(desk)
    if not bookings:
        await desk.tell(desk.say("mine-none"))
    elif len(bookings) == 1:
        await desk.tell(booking_words(desk, bookings[0]), actions(desk, bookings[0]))
    else:
        texts = [desk.say("mine-list"), *(booking_words(desk, one) for one in bookings)]
        await desk.tell("\n\n".join(texts), [[named_key(desk, one, "one")] for one in bookings])


async def _show_the_way(desk: Desk, booking: Booking) -> None:
    """A pin on the map, when it is known where the complex is."""
    kind, _, key = booking.card.subject.partition(":")
    if kind == "complex":
        with suppress(NotFound):
            await desk.point_at(await desk.read(complex_of, key=key))


async def _ask_to_cancel(desk: Desk, booking: Booking) -> None:
    number = booking.registration.id
    keys = [
        desk.key(desk.say("button-cancel-now"), "dropped", number),
        desk.key(desk.say("button-keep-it"), "undrop", number),
    ]
    await desk.tell(f"{booking_words(desk, booking)}\n\n{desk.say('cancel-ask')}", [keys])
