"""Which language, and what is meant: the last things found out before a handler sees a message."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, cast

from aiogram import BaseMiddleware, Bot
from aiogram.types import Message, TelegramObject, Update, User
from pydantic import ValidationError

from bot import metrics
from bot.shelf import Shelf
from db import Database, intake
from db.people import Person
from handlers.reply import not_a_sentence
from handlers.so_far import MOST, PAUSE, Opened, Said, SoFar, so_far
from knowledge import Decision, Knowledge
from locales import Language, say_in

GROUPS = frozenset({"group", "supergroup"})


class Meaning(BaseMiddleware):
    """Finds out what is meant and puts it into the data for the handlers.

    They get `knowledge`, `now` (in the city's zone), `language`, `say`, `sentence`, `meant`, `missed_before` (whether
    the sentence before was not understood either; only said of one that is refused), and `update_number` (the message's
    number in our own book). `meant` is None for what is no sentence: taps, pictures, and what is empty or too long.
    In a group only what is said to the bot goes further.
    """

    def __init__(self, shelf: Shelf, database: Database) -> None:
        self._shelf = shelf
        self._database = database

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        update = cast(Update, event)
        person: Person = data["person"]
        knowledge = self._shelf.knowledge
        now = datetime.now(UTC).astimezone(self._shelf.zone)
        language: Language = "en" if person.language == "en" else "zh"
        message = update.message or update.edited_message
        sentence = meant = None
        missed_before = False
        if message is not None:
            sentence = await _said_to_us(message, data["bot"])
            if sentence is None:
                return None
            if not_a_sentence(sentence) is None:
                meant = knowledge.understand(sentence, today=now.date())
                if meant.leans or meant.decision is Decision.REFUSE:
                    stands = await self._so_far(update, message, data["bot"], knowledge, now)
                    meant = knowledge.understand(sentence, today=now.date(), after=stands.earlier)
                    missed_before = stands.missed
                metrics.answered.labels(person.channel, meant.decision.value).inc()
                if not sentence.startswith("/"):  # a command is of no language
                    language = meant.language
        elif update.callback_query is not None:
            language = _language_of_tap(update.callback_query.data) or language
        data.update(
            knowledge=knowledge,
            now=now,
            language=language,
            say=say_in(language),
            sentence=sentence,
            meant=meant,
            missed_before=missed_before,
            update_number=update.update_id,
        )
        return await handler(event, data)

    async def _so_far(self, update: Update, message: Message, bot: Bot, knowledge: Knowledge, now: datetime) -> SoFar:
        before = await self._database.reading(intake.said_before, incoming_id=update.update_id, pause=PAUSE, most=MOST)
        said = []
        for one in before:
            try:
                earlier = Update.model_validate({**one.payload, "update_id": update.update_id}, context={"bot": bot})
            except ValidationError:
                continue  # its own handling failed on it, and has said so
            words = await _words_of(earlier, message.from_user, bot)
            if words is not None:
                said.append(Said(words, one.refused) if isinstance(words, str) else words)
        return so_far(said, knowledge, today=now.date())


async def _words_of(update: Update, speaker: User | None, bot: Bot) -> str | Opened | None:
    """What this person said to us in an update, or the entry that they opened; None for anything else."""
    said = update.message or update.edited_message or update.callback_query
    if said is None or said.from_user is None or speaker is None or said.from_user.id != speaker.id:
        return None
    if isinstance(said, Message):
        return await _said_to_us(said, bot)
    match (said.data or "").split(":"):
        case ["ask", _, entry]:
            return Opened(entry, _language_of_tap(said.data) or "zh")
        case _:
            return None


async def _said_to_us(message: Message, bot: Bot) -> str | None:
    """What was said, without our name; None when it was said to others in a group. Empty for what has no words."""
    text = message.text or message.caption or ""
    if message.chat.type not in GROUPS:
        return text
    me = await bot.me()
    named = re.sub(rf"@{re.escape(me.username or '')}\b", "", text, flags=re.IGNORECASE).strip()
    answers_us = message.reply_to_message is not None and (
        message.reply_to_message.from_user is not None and message.reply_to_message.from_user.id == me.id
    )
    for_any_bot = re.match(r"/\w+(\s|$)", text) is not None  # "/help@another_bot" is not for us
    return named if named != text.strip() or answers_us or for_any_bot else None


def _language_of_tap(data: str | None) -> Language | None:
    """The language of the message whose button was tapped: its data says so in the second place."""
    match (data or "").split(":"):
        case [_, "zh", *_]:
            return "zh"
        case [_, "en", *_]:
            return "en"
        case _:
            return None
