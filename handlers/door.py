"""At the door: staff check people in by the code of their ticket, or find them by name."""

from typing import Final, cast

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db.checkin import check_in
from db.duty import slot_of, watched_slot, watched_slots
from db.refusals import AlreadyCheckedIn, NotFound, Refused, TooEarly, TooLate, UnknownCode, WrongStatus
from db.slots import slot_registrations
from db.staff import Roles, staff_name
from db.statuses import Status
from handlers.booking import numbers
from handlers.cards import moment
from handlers.desk import AtTheDesk, Desk, Row
from handlers.filters import IsStaff, Tap
from handlers.registrants import AT_MOST, Registrant, may_decide, registrants, word

SHOWN: Final = 8
_COMES: Final = frozenset({"confirmed", "no_show"})


async def scan(_: Message, sentence: str, desk: Desk, staff: Roles) -> None:
    """Check in by a code; what is no code is taken for a name."""
    words = sentence.partition(" ")[2].strip()
    if not words:
        await desk.tell(desk.say("door-usage"))
        return
    try:
        made = await desk.write(check_in, code=words, by=desk.user_id, now=desk.now, key=desk.done_key)
    except UnknownCode:
        await _find(desk, words, staff)
    except Refused as refusal:
        await _tell_why(desk, refusal)
    else:
        await desk.tell(desk.say("door-in", number=made.id))


async def choose(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Those who are expected, to be tapped when they are there."""
    match numbers(tapped):
        case [slot_id]:
            try:
                watched = await desk.read(watched_slot, slot_id=slot_id)
            except NotFound:
                await desk.tell(desk.say("refused-gone"))
                return
            if not may_decide(watched.card, staff):
                await desk.tell(desk.say("staff-not-yours"))
                return
            people = await registrants(desk, watched.card, limit=AT_MOST, reason="door")
            await _offer(desk, [one for one in people if one.listed.registration.status in _COMES], "door-who")
        case _:
            await desk.tell(desk.say("refused-gone"))


async def let_in(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """The person is there."""
    try:
        match numbers(tapped):
            case [number]:
                card = await desk.read(slot_of, registration_id=number)
                if not may_decide(card, staff):
                    await desk.tell(desk.say("staff-not-yours"))
                    return
                listed = await desk.read(slot_registrations, slot_id=card.slot_id, after=number - 1, limit=1)
                code = listed[0].registration.code
                made = await desk.write(check_in, code=code, by=desk.user_id, now=desk.now, key=desk.done_key)
                await desk.tell(desk.say("door-in", number=made.id))
            case _:
                await desk.tell(desk.say("refused-gone"))
    except NotFound:
        await desk.tell(desk.say("refused-gone"))
    except Refused as refusal:
        await _tell_why(desk, refusal)


def router() -> Router:
    """One command, and the buttons that lead there."""
    part = Router(name="door")
    part.message.filter(Command("checkin"), IsStaff())
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(scan)
    part.callback_query.register(choose, Tap("sdoor"), IsStaff())
    part.callback_query.register(let_in, Tap("shere"), IsStaff())
    return part


async def _find(desk: Desk, words: str, staff: Roles) -> None:
    found: list[Registrant] = []
    for watched in await desk.read(watched_slots, now=desk.now):
        if may_decide(watched.card, staff):
            people = await registrants(desk, watched.card, limit=AT_MOST, reason="door")
            found += [one for one in people if words in one.name and one.listed.registration.status in _COMES]
    await _offer(desk, found, "door-who")


async def _offer(desk: Desk, people: list[Registrant], words: str) -> None:
    if not people:
        await desk.tell(desk.say("door-nobody"))
        return
    rows: list[Row] = [
        [desk.key(f"#{one.listed.registration.id} {one.name}".strip(), "shere", one.listed.registration.id)]
        for one in people[:SHOWN]
    ]
    await desk.tell(desk.say(words), rows)


async def _tell_why(desk: Desk, refusal: Refused) -> None:
    match refusal:
        case AlreadyCheckedIn():
            by = await desk.read(staff_name, user_id=refusal.by) if refusal.by is not None else None
            clock = f"{refusal.at.astimezone(desk.zone):%H:%M}"
            await desk.tell(desk.say("door-again", clock=clock, name=by or desk.say("door-somebody")))
        case TooEarly():
            await desk.tell(desk.say("door-early", moment=moment(desk, refusal.begins_at)))
        case TooLate():
            await desk.tell(desk.say("refused-late", moment=moment(desk, refusal.until)))
        case WrongStatus():
            await desk.tell(desk.say("door-wrong-status", status=word(desk, cast(Status, refusal.status))))
        case _:
            await desk.tell(desk.say("refused-gone"))
