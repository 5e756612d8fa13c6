"""Correcting one's own name and phone number."""

from typing import Final

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db.consent import ConsentMissing
from db.profile import Field, record_field
from handlers.commands import EVERYWHERE
from handlers.consent import consent_version, has_consented
from handlers.desk import AtTheDesk, Desk
from handlers.filters import Answer, Tap, Words
from handlers.privacy import MINE, WITHDRAW, lead_elsewhere
from knowledge import person_name, phone_number

CHANGE_PHONE: Final = ("改手机号", "修改手机号", "改电话", "change my phone")
CHANGE_NAME: Final = ("改姓名", "修改姓名", "change my name")


class PrivateChange(StatesGroup):
    """The form of one field. What is said in a group called Private… is written down encrypted."""

    name = State()
    phone = State()


_STATES: Final[dict[Field, State]] = {"name": PrivateChange.name, "phone": PrivateChange.phone}


async def ask(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Ask for the new value."""
    for field in _STATES:
        if tapped == [field]:
            await _ask(desk, field)


async def ask_for_phone(_: Message, desk: Desk) -> None:
    """The same, said in words."""
    await _ask(desk, "phone")


async def ask_for_name(_: Message, desk: Desk) -> None:
    """The same, said in words."""
    await _ask(desk, "name")


async def take_name(_: Message, sentence: str, desk: Desk) -> None:
    """Keep the new name."""
    await _take(desk, "name", person_name(sentence))


async def take_phone(_: Message, sentence: str, desk: Desk) -> None:
    """Keep the new number."""
    await _take(desk, "phone", phone_number(sentence))


def form() -> Router:
    """The answers in the form: a name may sound like a greeting, so they come before what words may mean."""
    part = Router(name="own fields form")
    part.message.filter(
        StateFilter(PrivateChange.name, PrivateChange.phone),
        Answer(*EVERYWHERE, *MINE, *WITHDRAW, *CHANGE_PHONE, *CHANGE_NAME),
    )
    part.message.middleware(AtTheDesk())
    part.message.register(take_name, StateFilter(PrivateChange.name))
    part.message.register(take_phone, StateFilter(PrivateChange.phone))
    return part


def router() -> Router:
    """The words and the buttons that lead into the form."""
    part = Router(name="own fields")
    part.message.filter(Words(*CHANGE_PHONE, *CHANGE_NAME))
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(ask_for_phone, Words(*CHANGE_PHONE))
    part.message.register(ask_for_name)
    part.callback_query.register(ask, Tap("change"))
    return part


async def _ask(desk: Desk, field: Field) -> None:
    if not desk.shows_personal:
        await lead_elsewhere(desk, "change", field)
    elif not await has_consented(desk.database, desk.person, "booking"):
        await desk.tell(desk.say("field-needs-consent"))
    else:
        await desk.ask(_STATES[field], desk.say(f"ask-{field}"))


async def _take(desk: Desk, field: Field, value: str | None) -> None:
    if value is None:
        await desk.tell(desk.say(f"not-a-{field}"))
        return
    try:
        await desk.write(
            record_field,
            vault=desk.vault,
            user_id=desk.user_id,
            field=field,
            value=value,
            consent_version=consent_version("booking"),
            now=desk.now,
        )
    except ConsentMissing:  # withdrawn on another channel meanwhile
        await desk.tell(desk.say("field-needs-consent"))
    else:
        await desk.tell(desk.say("field-changed"))
    await desk.state.clear()
