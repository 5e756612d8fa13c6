"""The staff's desk in the chat: who is registered, who is admitted, who is next, how many seats there are."""

from datetime import timedelta
from typing import Final

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db.admission import approve, call_up_next, reject
from db.catalogue import SlotCard
from db.duty import Watched, close_or_reopen, set_capacity, slot_of, watched_slot
from db.ratings import liked
from db.refusals import CapacityBelowTaken, Closed, NobodyWaits, NotFound, Refused
from db.slots import pools_of
from db.staff import Roles
from handlers.cards import browse_card, pool_name
from handlers.choice import NUMBER_LENGTH, details_words, numbers
from handlers.commands import EVERYWHERE
from handlers.desk import AtTheDesk, Desk, Row
from handlers.files import ShortLivedFile
from handlers.filters import Answer, IsStaff, Tap
from handlers.registrants import AT_MOST, PAGE, Registrant, may_decide, registrants, spreadsheet, word

SHEET_LASTS: Final = timedelta(hours=24)
MOST_SEATS: Final = 100_000
_COUNTED: Final = ("confirmed", "checked_in", "pending", "waitlisted", "offered", "held", "no_show")


class StaffWork(StatesGroup):
    """What staff are asked in words."""

    reason = State()
    capacity = State()


async def show_slot(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """One slot with its counts, and what can be done about it."""
    watched = await _watched(desk, tapped)
    if watched is not None:
        await _show(desk, watched)


async def list_registrants(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Who is registered; those who wait for a decision have buttons."""
    watched = await _watched(desk, tapped)
    if watched is None or not await _allowed(desk, watched.card, staff):
        return
    after = numbers(tapped)[1] if len(numbers(tapped)) > 1 else 0
    people = await registrants(desk, watched.card, after=after, reason="list")
    if not people:
        await desk.tell(desk.say("staff-nobody"))
        return
    rows: list[Row] = []
    for one in people:
        made = one.listed.registration
        if made.status == "pending":
            rows.append(
                [
                    desk.key(desk.say("button-approve", number=made.id), "sok", made.id),
                    desk.key(desk.say("button-reject", number=made.id), "sno", made.id),
                ]
            )
    if len(people) == PAGE:
        last = people[-1].listed.registration.id
        rows.append([desk.key(desk.say("button-more"), "slist", watched.card.slot_id, last)])
    await desk.tell("\n\n".join(line(desk, watched.card, one) for one in people), rows)


async def approve_one(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Admit a person, who is told."""
    number = await _decided(desk, tapped, staff)
    if number is not None:
        try:
            await desk.write(approve, registration_id=number, by=desk.user_id, now=desk.now, key=desk.done_key)
        except Refused:
            await desk.tell(desk.say("staff-changed"))
        else:
            await desk.tell(desk.say("staff-approved", number=number))


async def ask_reason(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Ask for the reason that the person will read."""
    number = await _decided(desk, tapped, staff)
    if number is not None:
        await desk.ask(StaffWork.reason, desk.say("staff-ask-reason", number=number), declining=number)


async def reject_one(_: Message, sentence: str, desk: Desk, staff: Roles) -> None:
    """Decline a person with a reason."""
    number = (await desk.state.get_data()).get("declining")
    await desk.state.clear()
    if not isinstance(number, int) or await _decided(desk, [str(number)], staff) is None:
        return
    try:
        await desk.write(
            reject, registration_id=number, by=desk.user_id, reason=sentence, now=desk.now, key=desk.done_key
        )
    except Refused:
        await desk.tell(desk.say("staff-changed"))
        return
    await desk.tell(desk.say("staff-rejected", number=number))


async def call_next(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Offer a free place to the next who waits."""
    watched = await _watched(desk, tapped)
    if watched is None or not await _allowed(desk, watched.card, staff):
        return
    try:
        made = await desk.write(call_up_next, slot_id=watched.card.slot_id, by=desk.user_id, now=desk.now)
    except NobodyWaits:
        await desk.tell(desk.say("staff-nobody-waits"))
    except Closed:
        await desk.tell(desk.say("staff-changed"))
    else:
        await desk.tell(desk.say("staff-called", number=made.id))


async def close_or_open(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Take no more registrations, or take them again."""
    watched = await _watched(desk, tapped)
    if watched is None:
        return
    try:
        await desk.write(close_or_reopen, slot_id=watched.card.slot_id, actor=staff.actor, now=desk.now)
    except Refused:
        await desk.tell(desk.say("staff-changed"))
        return
    await _show(desk, await desk.read(watched_slot, slot_id=watched.card.slot_id))


async def show_pools(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """The slot's pools, to choose from."""
    watched = await _watched(desk, tapped)
    if watched is None:
        return
    pools = await desk.read(pools_of, slot_id=watched.card.slot_id)
    rows = [
        [desk.key(f"{pool_name(desk, watched.card, one)} {one.taken}/{one.capacity}", "spool", one.id)] for one in pools
    ]
    await desk.tell(desk.say("staff-which-pool"), rows)


async def ask_capacity(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Ask how many seats there are to be."""
    match numbers(tapped):
        case [pool_id]:
            await desk.ask(StaffWork.capacity, desk.say("staff-ask-capacity"), pool=pool_id)
        case _:
            await desk.tell(desk.say("refused-gone"))


async def take_capacity(_: Message, sentence: str, desk: Desk, staff: Roles) -> None:
    """Change how many seats there are; never below what is taken."""
    written = sentence.strip()
    if not written.isdecimal() or len(written) > NUMBER_LENGTH or int(written) > MOST_SEATS:
        await desk.tell(desk.say("staff-ask-capacity"))
        return
    pool_id = (await desk.state.get_data()).get("pool", 0)
    try:
        await desk.write(set_capacity, pool_id=pool_id, capacity=int(written), actor=staff.actor, now=desk.now)
    except CapacityBelowTaken as refusal:  # the question stays open
        await desk.tell(desk.say("staff-below-taken", taken=refusal.taken))
        return
    except Refused:
        await desk.tell(desk.say("refused-gone"))
    else:
        await desk.tell(desk.say("staff-capacity-changed", capacity=int(written)))
    await desk.state.clear()


async def export(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """The list as a spreadsheet, which is gone after a day."""
    watched = await _watched(desk, tapped)
    if watched is None or not await _allowed(desk, watched.card, staff):
        return
    people = await registrants(desk, watched.card, limit=AT_MOST, reason="export")
    content = spreadsheet(desk, watched.card, people)
    file = ShortLivedFile(content, f"{desk.say('file-sheet')}.xlsx", lasts=SHEET_LASTS)
    await desk.bot.send_document(desk.chat_id, file, caption=desk.say("staff-sheet"))


def router() -> Router:
    """The buttons of a slot; the role is asked last, for it is a look into the database."""
    part = Router(name="staff desk")
    part.callback_query.middleware(AtTheDesk())
    part.callback_query.register(show_slot, Tap("sslot"), IsStaff())
    part.callback_query.register(list_registrants, Tap("slist"), IsStaff())
    part.callback_query.register(approve_one, Tap("sok"), IsStaff())
    part.callback_query.register(ask_reason, Tap("sno"), IsStaff())
    part.callback_query.register(call_next, Tap("snext"), IsStaff())
    part.callback_query.register(close_or_open, Tap("sclose"), IsStaff())
    part.callback_query.register(show_pools, Tap("scap"), IsStaff())
    part.callback_query.register(ask_capacity, Tap("spool"), IsStaff())
    part.callback_query.register(export, Tap("sheet"), IsStaff())
    return part


def form() -> Router:
    """What staff are asked in words; the words that work everywhere are none of it."""
    part = Router(name="staff form")
    part.message.filter(StateFilter(StaffWork.reason, StaffWork.capacity), Answer(*EVERYWHERE), IsStaff())
    part.message.middleware(AtTheDesk())
    part.message.register(reject_one, StateFilter(StaffWork.reason))
    part.message.register(take_capacity, StateFilter(StaffWork.capacity))
    return part


def line(desk: Desk, card: SlotCard, one: Registrant) -> str:
    """A registration in one line."""
    made = one.listed.registration
    ticket = next((desk.words(kind.title) for kind in card.tickets if kind.id == made.ticket_id), "")
    parts = [
        f"#{made.id}",
        " ".join([one.name, *one.company]).strip(),
        one.phone,
        f"{ticket}×{made.party}",
        details_words(desk, made.details),
        word(desk, made.status),
    ]
    return " · ".join(part for part in parts if part)


async def _show(desk: Desk, watched: Watched) -> None:
    say, number = desk.say, watched.card.slot_id
    counts = [f"{word(desk, status)} {watched.counts[status]}" for status in _COUNTED if watched.counts.get(status)]
    state = say("staff-slot-open" if watched.card.status == "open" else "staff-slot-closed")
    rows: list[Row] = [
        [desk.key(say("button-list"), "slist", number), desk.key(say("button-next"), "snext", number)],
        [
            desk.key(say("button-close" if watched.card.status == "open" else "button-reopen"), "sclose", number),
            desk.key(say("button-capacity"), "scap", number),
        ],
        [desk.key(say("button-sheet"), "sheet", number), desk.key(say("button-door"), "sdoor", number)],
        [desk.key(say("button-write-them"), "smsg", number), desk.key(say("button-call-off"), "soff", number)],
    ]
    parts = [browse_card(desk, watched.card), " · ".join([state, *counts])]
    how = await desk.read(liked, slot_id=number)
    if how.mean is not None:
        parts += [say("rate-mean", mean=f"{how.mean:.1f}", number=how.number), *(f"“{words}”" for words in how.words)]
    await desk.tell("\n".join(parts), rows)


async def _watched(desk: Desk, tapped: list[str]) -> Watched | None:
    try:
        match numbers(tapped):
            case [number, *_]:
                return await desk.read(watched_slot, slot_id=number)
    except NotFound:
        pass
    await desk.tell(desk.say("refused-gone"))
    return None


async def _allowed(desk: Desk, card: SlotCard, staff: Roles) -> bool:
    if may_decide(card, staff):
        return True
    await desk.tell(desk.say("staff-not-yours"))
    return False


async def _decided(desk: Desk, tapped: list[str], staff: Roles) -> int | None:
    """The number of the registration that a decision is about, if it is this person's to make."""
    try:
        match numbers(tapped):
            case [number]:
                card = await desk.read(slot_of, registration_id=number)
                return number if await _allowed(desk, card, staff) else None
    except NotFound:
        pass
    await desk.tell(desk.say("refused-gone"))
    return None
