"""Questions: an answer with its source, a choice of what may be meant, or an honest refusal."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Chat, Message

from db import Database, learning
from db.learning import Reason
from handlers.filters import Sentence, Tap
from handlers.keyboards import suggestions, under_answer, way_out
from handlers.reply import Reply, remark, reply_to, reply_with
from knowledge import Decision, Knowledge, Understanding
from locales import Language, Say, say_in


async def answer_question(
    message: Message,
    meant: Understanding,
    knowledge: Knowledge,
    database: Database,
    now: datetime,
    update_number: int,
    missed_before: bool,
) -> None:
    """Answer what was asked. An edited question is a new one."""
    await answer_sentence(message, meant, knowledge, database, now, update_number, missed_before=missed_before)


async def answer_tap(
    query: CallbackQuery,
    tapped: list[str],
    bot: Bot,
    event_chat: Chat,
    knowledge: Knowledge,
    language: Language,
    say: Say,
    now: datetime,
) -> None:
    """Answer with the entry whose button was tapped."""
    entry = knowledge.entry(tapped[0]) if tapped else None
    if entry is None:
        await query.answer(say("button-old"), show_alert=True)
        return
    await query.answer()
    reply = reply_with(entry, knowledge, language=language, today=now.date())
    await bot.send_message(event_chat.id, reply.text, reply_markup=under_answer(reply, say, question=None))


async def none_of_these(
    query: CallbackQuery, bot: Bot, event_chat: Chat, knowledge: Knowledge, language: Language, say: Say
) -> None:
    """Nothing offered was meant: say what else can be done."""
    await query.answer()
    text = remark("none-of-these-answer", knowledge, language=language).text
    await bot.send_message(event_chat.id, text, reply_markup=way_out(language, say))


def router() -> Router:
    """Whatever was said in words, and the entries that are tapped."""
    part = Router(name="answers")
    part.message.filter(Sentence())
    part.message.register(answer_question)
    part.edited_message.filter(Sentence())
    part.edited_message.register(answer_question)
    part.callback_query.register(answer_tap, Tap("ask"))
    part.callback_query.register(none_of_these, Tap("none"))
    return part


async def answer_sentence(
    message: Message,
    meant: Understanding,
    knowledge: Knowledge,
    database: Database,
    now: datetime,
    update_number: int,
    *,
    missed_before: bool = False,
) -> None:
    """Answer an understood sentence, and record it when it was not known."""
    reply = reply_to(meant, knowledge, today=now.date(), missed_before=missed_before)
    say = say_in(reply.language)
    if reply.refused:
        near = meant.matches[0].entry if meant.matches else meant.about
        await database.writing(
            learning.record_miss,
            incoming_id=update_number,
            question=meant.whole or meant.sentence,
            language=reply.language,
            reason=_reason(meant, reply),
            entry=near.id if near else None,
            now=now,
        )
    if meant.decision is Decision.ANSWER or not reply.refused:
        knows = meant.entry is not None and meant.entry.kind in {"fact", "unknown"}
        markup = under_answer(reply, say, question=update_number if knows else None)
    elif meant.decision is Decision.DID_YOU_MEAN:
        markup = suggestions(reply, say)
    else:
        markup = way_out(reply.language, say, reply.offers)
    await message.answer(reply.text, reply_markup=markup)


def _reason(meant: Understanding, reply: Reply) -> Reason:
    if meant.decision is Decision.DID_YOU_MEAN:
        return "unsure"
    return "unknown" if reply.entry is not None else "refused"
