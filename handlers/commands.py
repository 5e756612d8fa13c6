"""The words that work everywhere, inside every form too: start, help, a person, another language, cancel."""

from collections.abc import Awaitable, Callable

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, Message

from db.people import Person
from handlers.filters import Action, Tap, Words
from handlers.keyboards import languages, menu
from handlers.reply import remark
from knowledge import Knowledge
from locales import Language, Say, say_in

ChooseLanguage = Callable[[Person, Language], Awaitable[None]]
"""Remembers the language that a person chose."""

ENGLISH = ("english", "english please", "speak english", "in english", "en", "英文", "英语")
CHINESE = ("中文", "说中文", "讲中文", "chinese", "普通话", "zh", "汉语", "用中文")
CANCEL = ("取消", "算了", "不填了", "退出", "cancel", "stop it", "never mind")

router = Router(name="commands")


@router.message(or_f(Command("start", "menu"), Words("菜单", "menu", "主菜单"), Action("greeting")))
async def greet(message: Message, knowledge: Knowledge, language: Language, say: Say, abroad: bool) -> None:
    """Say who we are, and offer the menu."""
    await message.answer(
        _greeting(knowledge, language, say, abroad=abroad), reply_markup=menu(knowledge.pack, language)
    )


@router.message(or_f(Command("help"), Words("帮助", "help", "?", "?"), Action("help")))
async def explain(message: Message, knowledge: Knowledge, language: Language) -> None:
    """Say what we can do, and offer the menu."""
    text = remark("help", knowledge, language=language).text
    await message.answer(text, reply_markup=menu(knowledge.pack, language))


@router.message(or_f(Command("human"), Words("人工", "转人工", "human"), Action("human")))
async def offer_person(message: Message, knowledge: Knowledge, language: Language) -> None:
    """Say whom to ring."""
    await message.answer(remark("human", knowledge, language=language).text)


@router.message(Command("language"))
async def offer_languages(message: Message, say: Say) -> None:
    """Offer the languages."""
    await message.answer(say("choose-language"), reply_markup=languages(say))


@router.message(Words(*ENGLISH))
async def speak_english(message: Message, person: Person, choose_language: ChooseLanguage) -> None:
    """Speak English from now on."""
    await choose_language(person, "en")
    await message.answer(say_in("en")("language-chosen"))


@router.message(Words(*CHINESE))
async def speak_chinese(message: Message, person: Person, choose_language: ChooseLanguage) -> None:
    """Speak Chinese from now on."""
    await choose_language(person, "zh")
    await message.answer(say_in("zh")("language-chosen"))


@router.message(or_f(Command("cancel"), Words(*CANCEL)), ~StateFilter(None))
async def cancel(message: Message, state: FSMContext, say: Say) -> None:
    """Leave the form that is being filled in."""
    await state.clear()
    await message.answer(say("cancelled"))


@router.message(Command("cancel"))
async def nothing_to_cancel(message: Message, say: Say) -> None:
    """Say that there is nothing to cancel."""
    await message.answer(say("nothing-to-cancel"))


@router.callback_query(Tap("speak"))
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


@router.callback_query(Tap("human"))
async def offer_person_on_tap(
    query: CallbackQuery, bot: Bot, event_chat: Chat, knowledge: Knowledge, language: Language
) -> None:
    """Say whom to ring."""
    await query.answer()
    await bot.send_message(event_chat.id, remark("human", knowledge, language=language).text)


@router.callback_query(Tap("menu"))
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
