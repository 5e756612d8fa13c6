"""👍 and 👎 under an answer, and the word that a 👎 may be followed by."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Chat, Message

from db import Database, intake, learning
from handlers.answers import answer_sentence
from handlers.filters import Sentence, Tap
from handlers.keyboards import under_answer
from handlers.reply import reply_with
from knowledge import Knowledge, Understanding
from locales import Language, Say

NUMBER_LENGTH = 18
"""Digits of the longest message number that a button may carry; a longer one is forged."""


class Comment(StatesGroup):
    """The form after a 👎: one free sentence."""

    waiting = State()


async def thank(
    query: CallbackQuery,
    tapped: list[str],
    bot: Bot,
    event_chat: Chat,
    database: Database,
    knowledge: Knowledge,
    language: Language,
    say: Say,
    now: datetime,
) -> None:
    """Record the praise and say thanks."""
    rated = await _rated(tapped, event_chat, database)
    if rated is None:
        await query.answer(say("feedback-gone"))
        return
    number, entry, _ = rated
    await database.writing(learning.record_feedback, incoming_id=number, entry=entry, verdict="good", now=now)
    await query.answer(say("feedback-thanks"))
    await _put_thumbs_away(query, bot, event_chat, entry, knowledge, language, say, now)


async def ask_what_was_wrong(
    query: CallbackQuery,
    tapped: list[str],
    bot: Bot,
    event_chat: Chat,
    state: FSMContext,
    database: Database,
    knowledge: Knowledge,
    language: Language,
    say: Say,
    now: datetime,
) -> None:
    """Record the blame, and ask for a word about it."""
    rated = await _rated(tapped, event_chat, database)
    if rated is None:
        await query.answer(say("feedback-gone"))
        return
    number, entry, question = rated
    await database.writing(learning.record_feedback, incoming_id=number, entry=entry, verdict="bad", now=now)
    await database.writing(
        learning.record_miss,
        incoming_id=number,
        question=question,
        language=language,
        reason="thumbs_down",
        entry=entry,
        now=now,
    )
    await query.answer()
    await _put_thumbs_away(query, bot, event_chat, entry, knowledge, language, say, now)
    await state.set_state(Comment.waiting)
    await state.update_data(rated=number)
    await bot.send_message(event_chat.id, say("feedback-sorry"))


async def take_comment(
    message: Message,
    state: FSMContext,
    sentence: str,
    meant: Understanding,
    database: Database,
    knowledge: Knowledge,
    say: Say,
    now: datetime,
    update_number: int,
) -> None:
    """Keep the word; when it is a question that we can answer, answer it too."""
    data = await state.get_data()
    await database.writing(learning.comment_feedback, incoming_id=data.get("rated", 0), comment=sentence)
    await state.clear()
    if meant.entry is not None:
        await answer_sentence(message, meant, knowledge, database, now, update_number)
    else:
        await message.answer(say("feedback-comment-thanks"))


def router() -> Router:
    """Taps under an answer, and the one-sentence form."""
    part = Router(name="feedback")
    part.message.filter(Sentence(), StateFilter(Comment.waiting))
    part.message.register(take_comment)
    part.callback_query.register(thank, Tap("good"))
    part.callback_query.register(ask_what_was_wrong, Tap("bad"))
    return part


async def _rated(tapped: list[str], chat: Chat, database: Database) -> tuple[int, str, str] | None:
    """The rated message's number, the entry that answered it, and what it said; None when it is not this chat's."""
    match tapped:
        case [number, entry] if number.isdecimal() and len(number) <= NUMBER_LENGTH:
            question = await database.reading(intake.question_of, incoming_id=int(number), chat=chat.id)
            return None if question is None else (int(number), entry, question)
        case _:
            return None


async def _put_thumbs_away(
    query: CallbackQuery,
    bot: Bot,
    chat: Chat,
    entry_id: str,
    knowledge: Knowledge,
    language: Language,
    say: Say,
    now: datetime,
) -> None:
    entry = knowledge.entry(entry_id)
    if query.message is None or entry is None:
        return
    reply = reply_with(entry, knowledge, language=language, today=now.date())
    await bot.edit_message_reply_markup(
        chat_id=chat.id, message_id=query.message.message_id, reply_markup=under_answer(reply, say, question=None)
    )
