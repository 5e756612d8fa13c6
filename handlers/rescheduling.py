"""Moving a booking to another time in one step: the old one is kept until the new one is had."""

from typing import Final

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from db.booking import transfer
from db.catalogue import Booking, SlotCard, TicketLeft, booking_of, slot_card, upcoming
from db.refusals import NotFound, Refused
from handlers.bookings import actions, ahead, named_key, narrowed, own_booking
from handlers.cards import booking_words, head, moment, short_moment
from handlers.choice import numbers
from handlers.choosing import CHOICES, spread, waits
from handlers.desk import AtTheDesk, Desk
from handlers.filters import Action, Tap
from handlers.refused import tell_why
from knowledge import Understanding, When, covers, what_to_ask

LOOKED_AT: Final = 80


async def reschedule(_: Message, meant: Understanding, desk: Desk) -> None:
    """Find the booking and the new time in a sentence; ask for what is missing."""
    bookings = [one for one in await ahead(desk) if one.registration.status == "confirmed"]
    meant_ones = narrowed(bookings, meant, desk, by_time=False)
    said = meant.slots.get("when")
    if not meant_ones:
        await desk.tell(desk.say("move-nothing"), [[desk.key(desk.say("button-mine"), "mybook")]])
    elif len(meant_ones) > 1:
        await desk.tell(desk.say("move-which"), [[named_key(desk, one, "move")] for one in meant_ones])
    else:
        when = When.read(said) if isinstance(said, dict) else None
        await _offer_times(desk, meant_ones[0], None if when is None or what_to_ask(when) or when.past else when)


async def choose_time(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Offer the other times of what was booked."""
    booking = await own_booking(desk, tapped)
    if booking is not None:
        await _offer_times(desk, booking, None)


async def ask_to_move(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Say both times in full before anything is changed."""
    found = await _both(desk, tapped)
    if found is not None:
        await _ask(desk, found[0], found[1])


async def move_it(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Exchange the old time for the new one: both happen, or neither."""
    found = await _both(desk, tapped)
    if found is None:
        return
    booking, card = found
    ticket = _same_ticket(booking, card)
    if ticket is None:
        await desk.tell(desk.say("refused-gone"))
        return
    try:
        made = await desk.write(
            transfer,
            registration_id=booking.registration.id,
            user_id=desk.user_id,
            ticket_id=ticket.id,
            now=desk.now,
            key=desk.done_key,
        )
    except Refused as refusal:
        await tell_why(desk, refusal, registration_id=booking.registration.id)
        return
    moved = await desk.read(booking_of, registration_id=made.id, user_id=desk.user_id)
    await desk.tell(f"{desk.say('moved-booking')}\n{booking_words(desk, moved)}", actions(desk, moved))


def router() -> Router:
    """The sentence, and the buttons that lead to another time."""
    part = Router(name="rescheduling")
    part.message.filter(Action("reschedule"))
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(reschedule)
    part.callback_query.register(choose_time, Tap("move"))
    part.callback_query.register(ask_to_move, Tap("to"))
    part.callback_query.register(move_it, Tap("moved"))
    return part


async def _offer_times(desk: Desk, booking: Booking, when: When | None) -> None:
    page = await desk.read(upcoming, now=desk.now, offering_id=booking.card.offering_id, limit=LOOKED_AT)
    free = [card for card in page.cards if card.slot_id != booking.card.slot_id and _has_seats(booking, card)]
    if when is not None:
        fitting = [card for card in free if covers(when, card.starts_at.astimezone(desk.zone))]
        if fitting:
            await _ask(desk, booking, fitting[0], others=fitting[1:4])
            return
    if not free:
        await desk.tell(desk.say("move-none"))
        return
    before = booking.card.starts_at.astimezone(desk.zone)
    words, wanted = "move-when", before
    if when is not None and when.start is not None:
        words, wanted = "none-then", before + (when.start - before.date())
    free.sort(key=lambda card: abs(card.starts_at - wanted))
    shown = sorted(spread(desk, free)[:CHOICES], key=lambda card: card.starts_at)
    await desk.tell(desk.say(words), [[_key(desk, booking, card)] for card in shown])


async def _ask(desk: Desk, booking: Booking, card: SlotCard, *, others: list[SlotCard] | None = None) -> None:
    say = desk.say
    before = moment(desk, booking.card.starts_at)
    lines = [head(desk, card), say("move-from", moment=before), "", say("move-ask")]
    now = desk.key(say("button-move-now"), "moved", booking.registration.id, card.slot_id)
    keep = desk.key(say("button-keep-time"), "undrop", booking.registration.id)
    rows = [[_key(desk, booking, other, words="button-other-time")] for other in others or ()]
    await desk.tell("\n".join(lines), [[now], *rows, [keep]])


async def _both(desk: Desk, tapped: list[str]) -> tuple[Booking, SlotCard] | None:
    booking = await own_booking(desk, tapped)
    if booking is None:
        return None
    try:
        match numbers(tapped):
            case [_, slot_id]:
                return booking, await desk.read(slot_card, slot_id=slot_id)
    except NotFound:
        pass
    await desk.tell(desk.say("refused-gone"))
    return None


def _key(desk: Desk, booking: Booking, card: SlotCard, *, words: str | None = None) -> InlineKeyboardButton:
    when = short_moment(desk, card.starts_at)
    return desk.key(desk.say(words, moment=when) if words else when, "to", booking.registration.id, card.slot_id)


def _same_ticket(booking: Booking, card: SlotCard) -> TicketLeft | None:
    return next((one for one in card.tickets if one.key == booking.ticket.key), None)


def _has_seats(booking: Booking, card: SlotCard) -> bool:
    ticket = _same_ticket(booking, card)
    return ticket is not None and not waits(ticket, booking.registration.party)
