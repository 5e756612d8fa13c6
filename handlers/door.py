"""At the door: staff check people in by what their ticket shows, or find them by name."""

from typing import Final, cast

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db.checkin import check_in
from db.duty import slot_of, slots_at_the_door, watched_slot
from db.refusals import AlreadyCheckedIn, NotFound, Refused, TooEarly, TooLate, UnknownCode, WrongStatus
from db.slots import slot_registrations
from db.staff import Roles, staff_name
from db.statuses import Status
from handlers.cards import moment, short_moment, title
from handlers.choice import details_words, numbers
from handlers.desk import AtTheDesk, Desk, Row
from handlers.filters import IsStaff, Tap
from handlers.registrants import AT_MOST, Registrant, may_decide, registrants, word
from handlers.tickets import Forged, entry_code

SHOWN: Final = 8
_COMES: Final = frozenset({"confirmed", "no_show"})


async def scan(_: Message, sentence: str, desk: Desk, staff: Roles) -> None:
    """Check in by what was scanned or typed; what is no code is taken for a name."""
    words = sentence.partition(" ")[2].strip()
    if not words:
        await desk.tell(desk.say("door-usage"))
    elif not await _let_in_by(desk, words):
        await _find(desk, words, staff)


async def open_link(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:  # noqa: ARG001 - the filter's
    """Check in by the link of a ticket, which somebody of the staff has opened."""
    if not await _let_in_by(desk, f"?checkin={''.join(tapped)}"):
        await desk.tell(desk.say("door-nobody"))


async def leave_to_staff(_: Message | CallbackQuery, desk: Desk) -> None:
    """Somebody else has opened the link, or typed the command: nothing is checked in and nothing shown."""
    await desk.tell(desk.say("door-for-staff"))


async def choose(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Those who are expected, to be tapped when they are there, page by page."""
    match numbers(tapped):
        case [slot_id, *after]:
            try:
                watched = await desk.read(watched_slot, slot_id=slot_id)
            except NotFound:
                await desk.tell(desk.say("refused-gone"))
                return
            if not may_decide(watched.card, staff):
                await desk.tell(desk.say("staff-not-yours"))
                return
            people = await registrants(desk, watched.card, after=after[0] if after else 0, limit=AT_MOST, reason="door")
            expected = [one for one in people if one.listed.registration.status in _COMES]
            await _offer(desk, expected, more=slot_id)
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
                await _check_in(desk, listed[0].registration.code)
            case _:
                await desk.tell(desk.say("refused-gone"))
    except NotFound:
        await desk.tell(desk.say("refused-gone"))
    except Refused as refusal:
        await _tell_why(desk, refusal)


def router() -> Router:
    """One command, the link of a ticket, and the buttons that lead there."""
    part = Router(name="door")
    part.message.filter(Command("checkin"))
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(scan, IsStaff())
    part.message.register(leave_to_staff)
    part.callback_query.register(open_link, Tap("scan"), IsStaff())
    part.callback_query.register(leave_to_staff, Tap("scan"))
    part.callback_query.register(choose, Tap("sdoor"), IsStaff())
    part.callback_query.register(let_in, Tap("shere"), IsStaff())
    return part


async def _let_in_by(desk: Desk, words: str) -> bool:
    """Check in by a code, if there is one in the words; False when it is nobody's."""
    try:
        code = entry_code(words, vault=desk.vault)
        if code is None:
            return False
        await _check_in(desk, code)
    except Forged:
        await desk.tell(desk.say("door-forged"))
    except UnknownCode:
        return False
    except Refused as refusal:
        await _tell_why(desk, refusal)
    return True


async def _check_in(desk: Desk, code: str) -> None:
    made = await desk.write(check_in, code=code, by=desk.user_id, now=desk.now, key=desk.done_key)
    card = await desk.read(slot_of, registration_id=made.id)
    ticket = next(one for one in card.tickets if one.id == made.ticket_id)
    lines = [
        desk.say("door-in", number=made.id),
        f"{title(desk, card)} · {short_moment(desk, card.starts_at)}",
        desk.say("confirm-party", ticket=desk.words(ticket.title), party=made.party),
    ]
    if along := details_words(desk, made.details):
        lines.append(along)
    await desk.tell("\n".join(lines))


async def _find(desk: Desk, words: str, staff: Roles) -> None:
    found: list[Registrant] = []
    for card in await desk.read(slots_at_the_door, now=desk.now):
        if may_decide(card, staff):
            people = await registrants(desk, card, limit=AT_MOST, reason="door")
            found += [one for one in people if words in one.name and one.listed.registration.status in _COMES]
    await _offer(desk, found)


async def _offer(desk: Desk, people: list[Registrant], *, more: int | None = None) -> None:
    """`more`: the slot whose next people a last button shows."""
    if not people:
        await desk.tell(desk.say("door-nobody" if more is None else "door-all-here"))
        return
    shown = people[:SHOWN]
    rows: list[Row] = [
        [desk.key(f"#{one.listed.registration.id} {one.name}".strip(), "shere", one.listed.registration.id)]
        for one in shown
    ]
    if more is not None and len(people) > SHOWN:
        rows.append([desk.key(desk.say("button-more"), "sdoor", more, shown[-1].listed.registration.id)])
    await desk.tell(desk.say("door-who"), rows)


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
