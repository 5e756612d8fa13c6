"""Which language, and what is meant: the last things found out before a handler sees a message."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, cast

from aiogram import BaseMiddleware, Bot
from aiogram.types import Message, TelegramObject, Update, User

from bot import metrics
from bot.shelf import Shelf
from db import Database, intake
from db.intake import Before
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
                meant = knowledge.understand(sentence, now=now)
                if meant.leans or meant.decision is Decision.REFUSE:
                    stands = await self._so_far(update, message, data["bot"], knowledge, now)
                    meant = knowledge.understand(sentence, now=now, after=stands.earlier)
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
        said = [await _words_in(one, message.from_user, bot) for one in before]
        return so_far([one for one in said if one is not None], knowledge, now=now)


async def _words_in(before: Before, speaker: User | None, bot: Bot) -> Said | Opened | None:
    """What this person said to us in an earlier update, or the entry that they opened; None for anything else.

    The update is read as the JSON it is: building aiogram's models for each would cost more than all the rest.
    """
    payload = before.payload
    said = payload.get("message") or payload.get("edited_message") or payload.get("callback_query") or {}
    if speaker is None or said.get("from", {}).get("id") != speaker.id:
        return None
    if "data" in said:
        match said["data"].split(":"):
            case ["ask", _, entry]:
                return Opened(entry, _language_of_tap(said["data"]) or "zh")
            case _:
                return None
    text = said.get("text") or said.get("caption") or ""
    replied_to = said.get("reply_to_message", {}).get("from", {}).get("id")
    words = await _addressed_to_us(text, said.get("chat", {}).get("type"), replied_to, bot)
    return None if words is None else Said(words, before.refused)


async def _said_to_us(message: Message, bot: Bot) -> str | None:
    replied_to = message.reply_to_message.from_user if message.reply_to_message else None
    text = message.text or message.caption or ""
    return await _addressed_to_us(text, message.chat.type, replied_to.id if replied_to else None, bot)


async def _addressed_to_us(text: str, chat_type: str | None, replied_to: int | None, bot: Bot) -> str | None:
    """What was said, without our name; None when it was said to others in a group. Empty for what has no words."""
    if chat_type not in GROUPS:
        return text
    me = await bot.me()
    named = re.sub(rf"@{re.escape(me.username or '')}\b", "", text, flags=re.IGNORECASE).strip()
    for_any_bot = re.match(r"/\w+(\s|$)", text) is not None  # "/help@another_bot" is not for us
    return named if named != text.strip() or replied_to == me.id or for_any_bot else None


def _language_of_tap(data: str | None) -> Language | None:
    """The language of the message whose button was tapped: its data says so in the second place."""
    match (data or "").split(":"):
        case [_, "zh", *_]:
            return "zh"
        case [_, "en", *_]:
            return "en"
        case _:
            return None
