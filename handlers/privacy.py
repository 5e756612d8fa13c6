"""A person's rights over their data: seeing it, a copy, withdrawing consent, having all of it deleted."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import get_args

from aiogram import Bot, Router
from aiogram.filters import Command, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, InlineKeyboardButton, InlineKeyboardMarkup, Message

from db import Database, own_data
from db.codes import TooManyTries
from db.consent import Purpose
from db.people import Person
from db.profile import masked, own_profile, remove_fields
from db.vault import Vault
from handlers.consent import has_consented, record_consent
from handlers.data_copy import as_json, as_text
from handlers.files import ShortLivedFile
from handlers.filters import Action, Everywhere, Tap, Words
from handlers.forms import Forms
from locales import Language, Say

Forget = Callable[[Collection[int]], Awaitable[None]]
"""Makes the program forget what it has in memory of people; these identities are gone."""

INTENTS = {"privacy_export", "privacy_delete"}
MINE = ("我的资料", "我的信息", "my data", "my profile")
WITHDRAW = ("撤回同意", "撤回我的同意", "withdraw consent", "withdraw my consent")
EXPORTS_LAST = timedelta(hours=24)
_PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


async def show_mine(
    message: Message,
    person: Person,
    database: Database,
    vault: Vault,
    forms: Forms,
    abroad: bool,
    language: Language,
    say: Say,
    now: datetime,
) -> None:
    """Show what is held, masked, with what can be done about it."""
    if not forms.may_ask_here(abroad=abroad):
        await lead_elsewhere(message.answer, f"mine:{language}:show", person, database, vault, forms, say, now)
        return
    text, keys = await _mine(person, database, vault, language, say)
    await message.answer(text, reply_markup=keys)


async def show_mine_on_tap(
    query: CallbackQuery,
    bot: Bot,
    event_chat: Chat,
    person: Person,
    database: Database,
    vault: Vault,
    language: Language,
    say: Say,
) -> None:
    """The same, where a link from another channel led."""
    await query.answer()
    text, keys = await _mine(person, database, vault, language, say)
    await bot.send_message(event_chat.id, text, reply_markup=keys)


async def export(
    message: Message,
    bot: Bot,
    person: Person,
    database: Database,
    vault: Vault,
    forms: Forms,
    abroad: bool,
    language: Language,
    say: Say,
    now: datetime,
) -> None:
    """Hand out everything held about the person; from a channel abroad, on the web page."""
    if not forms.may_ask_here(abroad=abroad):
        await lead_elsewhere(message.answer, f"copy:{language}", person, database, vault, forms, say, now)
        return
    await _hand_out(bot, message.chat.id, person, database, vault, say, now)


async def export_on_tap(
    query: CallbackQuery,
    bot: Bot,
    event_chat: Chat,
    person: Person,
    database: Database,
    vault: Vault,
    say: Say,
    now: datetime,
    forms: Forms,
    abroad: bool,
    language: Language,
) -> None:
    """The same, from a button."""
    await query.answer()
    if not forms.may_ask_here(abroad=abroad):

        async def answer(text: str, reply_markup: InlineKeyboardMarkup | None = None) -> object:
            return await bot.send_message(event_chat.id, text, reply_markup=reply_markup)

        await lead_elsewhere(answer, f"copy:{language}", person, database, vault, forms, say, now)
        return
    await _hand_out(bot, event_chat.id, person, database, vault, say, now)


async def ask_to_withdraw(message: Message, language: Language, say: Say) -> None:
    """Say what withdrawing does, with a button."""
    await message.answer(say("withdraw-confirm"), reply_markup=_withdraw_keys(language, say))


async def ask_to_withdraw_on_tap(
    query: CallbackQuery, bot: Bot, event_chat: Chat, language: Language, say: Say
) -> None:
    """The same, from a button."""
    await query.answer()
    await bot.send_message(event_chat.id, say("withdraw-confirm"), reply_markup=_withdraw_keys(language, say))


async def withdraw(
    query: CallbackQuery,
    bot: Bot,
    event_chat: Chat,
    person: Person,
    database: Database,
    state: FSMContext,
    say: Say,
    now: datetime,
) -> None:
    """Withdraw every consent, at once."""
    await query.answer()
    await state.clear()
    withdrawn = await database.writing(
        own_data.withdraw_consent, user_id=person.user_id, channel=person.channel, now=now
    )
    await bot.send_message(event_chat.id, say("withdrawn" if withdrawn else "nothing-to-withdraw"))


async def ask_to_delete(message: Message, language: Language, say: Say) -> None:
    """Say what deleting does, with a button."""
    await message.answer(say("delete-confirm"), reply_markup=_delete_keys(language, say))


async def ask_to_delete_on_tap(query: CallbackQuery, bot: Bot, event_chat: Chat, language: Language, say: Say) -> None:
    """The same, from a button."""
    await query.answer()
    await bot.send_message(event_chat.id, say("delete-confirm"), reply_markup=_delete_keys(language, say))


async def delete(
    query: CallbackQuery, person: Person, database: Database, forget: Forget, say: Say, now: datetime
) -> None:
    """Delete everything about the person. The goodbye is a note that is kept nowhere."""
    gone = await database.writing(own_data.erase, user_id=person.user_id, now=now)
    await database.scrub()
    await query.answer(say("deleted"), show_alert=True)
    await forget(gone)


async def keep(query: CallbackQuery, bot: Bot, event_chat: Chat, say: Say) -> None:
    """Nothing is deleted."""
    await query.answer()
    await bot.send_message(event_chat.id, say("kept"))


async def decline(
    query: CallbackQuery,
    tapped: list[str],
    bot: Bot,
    event_chat: Chat,
    person: Person,
    database: Database,
    state: FSMContext,
    say: Say,
    now: datetime,
) -> None:
    """The person does not agree: nothing is asked, what an earlier yes gave is gone, and policy answers go on."""
    await query.answer()
    await state.clear()
    for purpose in _PURPOSES:
        if tapped == [purpose]:
            await record_consent(database, person, purpose, given=False, now=now)
            await database.writing(remove_fields, user_id=person.user_id, purpose=purpose)
    await bot.send_message(event_chat.id, say("consent-declined"))


async def lead_elsewhere(
    answer: Callable[..., Awaitable[object]],
    step: str,
    person: Person,
    database: Database,
    vault: Vault,
    forms: Forms,
    say: Say,
    now: datetime,
) -> None:
    """Hand a step with personal fields over to the web page by a one-time link."""
    try:
        link = await forms.link_to(step, person=person, database=database, vault=vault, now=now)
    except TooManyTries:
        await answer(say("code-too-many"))
        return
    if link is None:
        await answer(say("mine-elsewhere-no-page"))
        return
    key = InlineKeyboardButton(text=say("button-open-page"), url=link)
    await answer(say("mine-elsewhere"), reply_markup=InlineKeyboardMarkup(inline_keyboard=[[key]]))


def router() -> Router:
    """These words, asked for before any form takes them for an answer."""
    part = Router(name="privacy")
    part.message.filter(Everywhere(words={*MINE, *WITHDRAW}, intents=INTENTS))
    part.message.register(show_mine, or_f(Command("me"), Words(*MINE)))
    part.message.register(ask_to_withdraw, or_f(Command("withdraw"), Words(*WITHDRAW)))
    part.message.register(export, or_f(Command("export"), Action("privacy_export")))
    part.message.register(ask_to_delete, or_f(Command("forget"), Action("privacy_delete")))
    part.callback_query.register(show_mine_on_tap, Tap("mine"))
    part.callback_query.register(export_on_tap, Tap("copy"))
    part.callback_query.register(ask_to_withdraw_on_tap, Tap("withdraw"))
    part.callback_query.register(withdraw, Tap("withdrawn"))
    part.callback_query.register(ask_to_delete_on_tap, Tap("erase"))
    part.callback_query.register(delete, Tap("erased"))
    part.callback_query.register(keep, Tap("keep"))
    part.callback_query.register(decline, Tap("decline"))
    return part


async def _mine(
    person: Person, database: Database, vault: Vault, language: Language, say: Say
) -> tuple[str, InlineKeyboardMarkup]:
    profile = masked(await database.reading(own_profile, vault=vault, user_id=person.user_id))
    lines = [say(f"mine-{field}", value=value) for field, value in profile.items()]
    agreed = [purpose for purpose in _PURPOSES if await has_consented(database, person, purpose)]
    lines += [say(f"mine-agreed-{purpose}") for purpose in agreed]
    text = "\n".join([say("mine-title"), *lines]) if lines else say("mine-nothing")
    change = [_key(say(f"button-change-{field}"), f"change:{language}:{field}") for field in ("name", "phone")]
    rows = [
        *([change] if "booking" in agreed else []),
        [_key(say("button-export"), f"copy:{language}")],
        *([[_key(say("button-withdraw"), f"withdraw:{language}")]] if agreed else []),
        [_key(say("button-delete"), f"erase:{language}")],
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


async def _hand_out(
    bot: Bot, chat_id: int, person: Person, database: Database, vault: Vault, say: Say, now: datetime
) -> None:
    await bot.send_message(chat_id, say("export-first"))
    held = await database.writing(own_data.everything_about, vault=vault, user_id=person.user_id, now=now)
    name = say("file-export")
    readable = ShortLivedFile(as_text(held, say=say, now=now).encode(), f"{name}.txt", lasts=EXPORTS_LAST)
    exact = ShortLivedFile(as_json(held).encode(), f"{name}.json", lasts=EXPORTS_LAST)
    await bot.send_document(chat_id, readable, caption=say("export-caption"))
    await bot.send_document(chat_id, exact)


def _withdraw_keys(language: Language, say: Say) -> InlineKeyboardMarkup:
    keys = [_key(say("button-withdraw-now"), f"withdrawn:{language}"), _key(say("button-keep"), f"keep:{language}")]
    return InlineKeyboardMarkup(inline_keyboard=[keys])


def _delete_keys(language: Language, say: Say) -> InlineKeyboardMarkup:
    rows = [
        [_key(say("button-delete-now"), f"erased:{language}"), _key(say("button-keep"), f"keep:{language}")],
        [_key(say("button-withdraw"), f"withdraw:{language}")],
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _key(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data)
