"""Why something was not booked or changed, in words that say what to do next."""

from db.catalogue import booking_of
from db.refusals import (
    AlreadyRegistered,
    BusyThen,
    Closed,
    NotFound,
    NotOpenYet,
    PartySize,
    Refused,
    SlotFull,
    TooLate,
    WrongStatus,
)
from handlers.cards import booking_words, moment
from handlers.desk import Desk


async def tell_why(desk: Desk, refusal: Refused, *, registration_id: int | None = None) -> None:
    """Say it. `registration_id`: the booking that it was about, which is shown as it stands now."""
    say = desk.say
    match refusal:
        case AlreadyRegistered():
            await _with_booking(desk, "refused-already", refusal.registration_id)
        case BusyThen():
            await _with_booking(desk, "refused-busy", refusal.registration_id)
        case NotOpenYet():
            opens = moment(desk, refusal.opens_at)
            await desk.tell(say("refused-not-open", moment=opens))
        case TooLate():
            until = moment(desk, refusal.until)
            await desk.tell(say("refused-late", moment=until))
        case Closed():
            await desk.tell(say("refused-closed"))
        case SlotFull():
            await desk.tell(say("refused-full"))
        case PartySize():
            await desk.tell(say("party-size", least=refusal.persons, most=refusal.most))
        case WrongStatus() if registration_id is not None:
            await _with_booking(desk, "refused-changed", registration_id)
        case _:
            await desk.tell(say("refused-gone"), [[desk.key(say("button-mine"), "mybook")]])


async def _with_booking(desk: Desk, words: str, registration_id: int) -> None:
    try:
        booking = await desk.read(booking_of, registration_id=registration_id, user_id=desk.user_id)
    except NotFound:
        await desk.tell(desk.say("refused-gone"))
        return
    keys = [[desk.key(desk.say("button-mine"), "mybook")]]
    await desk.tell(f"{desk.say(words)}\n\n{booking_words(desk, booking)}", keys)
