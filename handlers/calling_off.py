"""Staff call a time off: everybody concerned is told why, and their places are given up."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db.catalogue import SlotCard, slot_card
from db.duty import call_off
from db.refusals import NotFound, Refused
from db.staff import Roles
from handlers.choice import numbers
from handlers.commands import EVERYWHERE
from handlers.desk import AtTheDesk, Desk
from handlers.filters import Answer, IsStaff, Tap
from handlers.registrants import may_decide


class CallingOff(StatesGroup):
    """What staff are asked before it is done."""

    reason = State()


async def ask_reason(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Ask for the reason that everybody will read; nothing is done before."""
    card = await _theirs(desk, next(iter(numbers(tapped)), 0), staff)
    if card is not None:
        await desk.state.set_state(CallingOff.reason)
        await desk.state.set_data({"slot": card.slot_id})
        await desk.tell(desk.say("calloff-ask-reason", title=desk.words(card.title)))


async def call_it_off(_: Message, sentence: str, desk: Desk, staff: Roles) -> None:
    """Call it off with this reason."""
    card = await _theirs(desk, (await desk.state.get_data()).get("slot", 0), staff)
    await desk.state.clear()
    if card is None:
        return
    try:
        told = await desk.write(
            call_off, slot_id=card.slot_id, by=desk.user_id, actor=staff.actor, reason=sentence, now=desk.now
        )
    except Refused:
        await desk.tell(desk.say("staff-changed"))
    else:
        await desk.tell(desk.say("calloff-done", title=desk.words(card.title), number=told))


def router() -> Router:
    """The form, and the button."""
    part = Router(name="calling off")
    part.message.filter(StateFilter(CallingOff.reason), Answer(*EVERYWHERE), IsStaff())
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(call_it_off)
    part.callback_query.register(ask_reason, Tap("soff"), IsStaff())
    return part


async def _theirs(desk: Desk, slot_id: int, staff: Roles) -> SlotCard | None:
    try:
        card = await desk.read(slot_card, slot_id=slot_id)
    except NotFound:
        await desk.tell(desk.say("refused-gone"))
        return None
    if may_decide(card, staff):
        return card
    await desk.tell(desk.say("staff-not-yours"))
    return None
