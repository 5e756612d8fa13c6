"""Whoever was named in a registration agrees to come along: they see first what it is, and then say yes or no."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db.admission import agree
from db.catalogue import Booking, booking_of, slot_card
from db.invitations import Invitation, invitation
from db.refusals import NotFound, Refused, UnknownCode, WrongStatus
from handlers.cards import booking_words, head
from handlers.desk import AtTheDesk, Desk
from handlers.filters import Tap
from handlers.refused import tell_why


async def read_code(_: Message, sentence: str, desk: Desk) -> None:
    """Somebody sends the code that they were given."""
    code = sentence.partition(" ")[2].strip()
    if code:
        await _invite(desk, code)
    else:
        await desk.tell(desk.say("agree-usage"))


async def open_link(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Somebody opened the link with their code."""
    await _invite(desk, "".join(tapped))


async def come_along(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """They agree; a second tap shows how it stands."""
    code = "".join(tapped)
    try:
        made = await desk.write(agree, code=code, user_id=desk.user_id, now=desk.now, key=desk.done_key)
        booking = await desk.read(booking_of, registration_id=made.id, user_id=desk.user_id)
    except UnknownCode:
        await desk.tell(desk.say("agree-wrong"))
    except WrongStatus:
        booking_now = await _own(desk, await desk.read(invitation, code=code))
        if booking_now is None:
            await desk.tell(desk.say("agree-over"))
        else:
            await _show(desk, booking_now, "")
    except Refused as refusal:
        await tell_why(desk, refusal)
    else:
        await _show(desk, booking, "agreed" if made.status in {"held", "offered", "waitlisted"} else "agreed-all")


def commands() -> Router:
    """The command that goes with a code."""
    part = Router(name="companions' codes")
    part.message.filter(Command("agree"))
    part.message.middleware(AtTheDesk())
    part.message.register(read_code)
    return part


def router() -> Router:
    """The link with a code, and the button under what it shows."""
    part = Router(name="companions")
    part.callback_query.middleware(AtTheDesk())
    part.callback_query.register(open_link, Tap("invited"))
    part.callback_query.register(come_along, Tap("along"))
    return part


def invitation_link(page: str, code: str) -> str:
    """The web page's address that shows an invitation."""
    return f"{page}/?agree={code}"


async def _invite(desk: Desk, code: str) -> None:
    try:
        invited = await desk.read(invitation, code=code)
    except UnknownCode:
        await desk.tell(desk.say("agree-wrong"))
        return
    booking = await _own(desk, invited)
    if booking is not None:
        waits_for_other = booking.registration.user_id == desk.user_id and invited.agreed_at is None
        await _show(desk, booking, "agree-own" if waits_for_other else "")
    elif invited.agreed_at is not None:
        await desk.tell(desk.say("agree-wrong"))
    else:
        card = await desk.read(slot_card, slot_id=invited.slot_id)
        lines = [desk.say("invited"), head(desk, card), desk.words(card.description), "", desk.say("invited-ask")]
        agreed = desk.key(desk.say("button-come-along"), "along", invited.code)
        await desk.tell("\n".join(lines), [[agreed], [desk.key(desk.say("button-not-now"), "notnow")]])


async def _own(desk: Desk, invited: Invitation) -> Booking | None:
    """The booking that an invitation is about, if the person is one of its people already."""
    try:
        return await desk.read(booking_of, registration_id=invited.registration_id, user_id=desk.user_id)
    except NotFound:
        return None


async def _show(desk: Desk, booking: Booking, words: str) -> None:
    text = booking_words(desk, booking)
    said = f"{desk.say(words)}\n{text}" if words else text
    await desk.tell(said, [[desk.key(desk.say("button-mine"), "mybook")]])
