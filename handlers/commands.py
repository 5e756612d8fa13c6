"""The words that work everywhere, inside every form too: start, help, a person, another language, cancel."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, Message

from db.people import Person
from handlers.filters import Action, AnotherLanguage, Everywhere, Tap, Words
from handlers.keyboards import languages, menu, under_answer
from handlers.reply import remark, reply_to
from knowledge import Knowledge, Understanding
from locales import Language, Say, say_in

ChooseLanguage = Callable[[Person, Language], Awaitable[None]]
"""Remembers the language that a person chose."""

INTENTS = {"greeting", "help", "human"}
MENU = ("菜单", "主菜单", "menu")
HELP = ("帮助", "help", "?", "？")
PERSON = ("人工", "转人工", "human")
CANCEL = ("取消", "算了", "不填了", "退出", "cancel", "stop it", "never mind")

EVERYWHERE = (*MENU, *HELP, *PERSON, *CANCEL)
"""These words, which also work inside every form."""


async def greet(message: Message, knowledge: Knowledge, language: Language, say: Say, abroad: bool) -> None:
    """Say who we are, and offer the menu."""
    await message.answer(
        _greeting(knowledge, language, say, abroad=abroad), reply_markup=menu(knowledge.pack, language)
    )


async def explain(message: Message, knowledge: Knowledge, language: Language) -> None:
    """Say what we can do, and offer the menu."""
    text = remark("help", knowledge, language=language).text
    await message.answer(text, reply_markup=menu(knowledge.pack, language))


async def offer_person(message: Message, knowledge: Knowledge, language: Language) -> None:
    """Say whom to ring."""
    await message.answer(remark("human", knowledge, language=language).text)


async def offer_languages(message: Message, say: Say) -> None:
    """Offer the languages."""
    await message.answer(say("choose-language"), reply_markup=languages(say))


async def speak_another_language(
    message: Message,
    meant: Understanding,
    knowledge: Knowledge,
    person: Person,
    choose_language: ChooseLanguage,
    now: datetime,
) -> None:
    """Speak the other language from now on, and say the last answer again in it."""
    await choose_language(person, meant.language)
    reply = reply_to(meant, knowledge, today=now.date())
    await message.answer(reply.text, reply_markup=under_answer(reply, say_in(reply.language), question=None))


async def cancel(message: Message, state: FSMContext, say: Say) -> None:
    """Leave the form that is being filled in."""
    await state.clear()
    await message.answer(say("cancelled"))


async def nothing_to_cancel(message: Message, say: Say) -> None:
    """Say that there is nothing to cancel."""
    await message.answer(say("nothing-to-cancel"))


async def speak(
    query: CallbackQuery,
    bot: Bot,
    event_chat: Chat,
    person: Person,
    language: Language,
    choose_language: ChooseLanguage,
) -> None:
    """Speak the chosen language from now on: a tap's own language is the chosen one."""
    await choose_language(person, language)
    await query.answer()
    await bot.send_message(event_chat.id, say_in(language)("language-chosen"))


async def offer_person_on_tap(
    query: CallbackQuery, bot: Bot, event_chat: Chat, knowledge: Knowledge, language: Language
) -> None:
    """Say whom to ring."""
    await query.answer()
    await bot.send_message(event_chat.id, remark("human", knowledge, language=language).text)


async def show_menu_on_tap(
    query: CallbackQuery, bot: Bot, event_chat: Chat, knowledge: Knowledge, language: Language, say: Say, abroad: bool
) -> None:
    """Offer the menu again."""
    await query.answer()
    text = _greeting(knowledge, language, say, abroad=abroad)
    await bot.send_message(event_chat.id, text, reply_markup=menu(knowledge.pack, language))


def _greeting(knowledge: Knowledge, language: Language, say: Say, *, abroad: bool) -> str:
    text = remark("greeting", knowledge, language=language).text
    return f"{text}\n\n{say('greeting-abroad')}" if abroad else text


def router() -> Router:
    """These words, asked for first. A cheap look at the root keeps every other message from all the filters below."""
    part = Router(name="commands")
    part.message.filter(Everywhere(words=EVERYWHERE, intents=INTENTS))
    part.message.register(greet, or_f(Command("start", "menu"), Words(*MENU), Action("greeting")))
    part.message.register(explain, or_f(Command("help"), Words(*HELP), Action("help")))
    part.message.register(offer_person, or_f(Command("human"), Words(*PERSON), Action("human")))
    part.message.register(offer_languages, Command("language"))
    part.message.register(speak_another_language, AnotherLanguage())
    part.message.register(cancel, or_f(Command("cancel"), Words(*CANCEL)), ~StateFilter(None))
    part.message.register(nothing_to_cancel, Command("cancel"))
    part.callback_query.register(speak, Tap("speak"))
    part.callback_query.register(offer_person_on_tap, Tap("human"))
    part.callback_query.register(show_menu_on_tap, Tap("menu"))
    return part
