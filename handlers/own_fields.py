"""Correcting one's own name and phone number."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import StateFilter, or_f
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Chat, Message

from db import Database
from db.consent import ConsentMissing
from db.people import Person
from db.profile import Field, record_field
from db.vault import Vault
from handlers.consent import consent_version, has_consented
from handlers.filters import Sentence, Tap, Words
from handlers.forms import Forms
from handlers.privacy import lead_elsewhere
from knowledge import person_name, phone_number
from locales import Language, Say


class PrivateChange(StatesGroup):
    """The form of one field. What is said in a group called Private… is written down encrypted."""

    name = State()
    phone = State()


_STATES: dict[Field, State] = {"name": PrivateChange.name, "phone": PrivateChange.phone}


async def ask(
    query: CallbackQuery,
    tapped: list[str],
    bot: Bot,
    event_chat: Chat,
    person: Person,
    state: FSMContext,
    database: Database,
    say: Say,
    vault: Vault,
    forms: Forms,
    abroad: bool,
    language: Language,
    now: datetime,
) -> None:
    """Ask for the new value."""
    await query.answer()

    async def answer(text: str, **more: object) -> object:
        return await bot.send_message(event_chat.id, text, **more)  # type: ignore[arg-type]

    for field in _STATES:
        if tapped == [field]:
            await _ask(answer, field, person, state, database, say, vault, forms, abroad, language, now)


async def ask_for_phone(
    message: Message,
    person: Person,
    state: FSMContext,
    database: Database,
    say: Say,
    vault: Vault,
    forms: Forms,
    abroad: bool,
    language: Language,
    now: datetime,
) -> None:
    """The same, said in words."""
    await _ask(message.answer, "phone", person, state, database, say, vault, forms, abroad, language, now)


async def ask_for_name(
    message: Message,
    person: Person,
    state: FSMContext,
    database: Database,
    say: Say,
    vault: Vault,
    forms: Forms,
    abroad: bool,
    language: Language,
    now: datetime,
) -> None:
    """The same, said in words."""
    await _ask(message.answer, "name", person, state, database, say, vault, forms, abroad, language, now)


async def take_name(
    message: Message,
    sentence: str,
    person: Person,
    state: FSMContext,
    database: Database,
    vault: Vault,
    say: Say,
    now: datetime,
) -> None:
    """Keep the new name."""
    await _take(message, "name", person_name(sentence), person, state, database, vault, say, now)


async def take_phone(
    message: Message,
    sentence: str,
    person: Person,
    state: FSMContext,
    database: Database,
    vault: Vault,
    say: Say,
    now: datetime,
) -> None:
    """Keep the new number."""
    await _take(message, "phone", phone_number(sentence), person, state, database, vault, say, now)


def router() -> Router:
    """The buttons under one's data, and the form behind each."""
    part = Router(name="own fields")
    part.message.filter(
        or_f(
            Words("改手机号", "修改手机号", "改电话", "change my phone", "改姓名", "修改姓名", "change my name"),
            StateFilter(PrivateChange.name, PrivateChange.phone),
        )
    )
    part.message.register(take_name, StateFilter(PrivateChange.name), Sentence())
    part.message.register(take_phone, StateFilter(PrivateChange.phone), Sentence())
    part.message.register(ask_for_phone, Words("改手机号", "修改手机号", "改电话", "change my phone"))
    part.message.register(ask_for_name, Words("改姓名", "修改姓名", "change my name"))
    part.callback_query.register(ask, Tap("change"))
    return part


async def _ask(
    answer: Callable[..., Awaitable[object]],
    field: Field,
    person: Person,
    state: FSMContext,
    database: Database,
    say: Say,
    vault: Vault,
    forms: Forms,
    abroad: bool,
    language: Language,
    now: datetime,
) -> None:
    if not forms.may_ask_here(abroad=abroad):
        await lead_elsewhere(answer, f"change:{language}:{field}", person, database, vault, forms, say, now)
    elif not await has_consented(database, person, "booking"):
        await answer(say("field-needs-consent"))
    else:
        await state.set_state(_STATES[field])
        await answer(say(f"ask-{field}"))


async def _take(
    message: Message,
    field: Field,
    value: str | None,
    person: Person,
    state: FSMContext,
    database: Database,
    vault: Vault,
    say: Say,
    now: datetime,
) -> None:
    if value is None:
        await message.answer(say(f"not-a-{field}"))
        return
    try:
        await database.writing(
            record_field,
            vault=vault,
            user_id=person.user_id,
            field=field,
            value=value,
            consent_version=consent_version("booking"),
            now=now,
        )
    except ConsentMissing:  # withdrawn on another channel meanwhile
        await message.answer(say("field-needs-consent"))
    else:
        await message.answer(say("field-changed"))
    await state.clear()
