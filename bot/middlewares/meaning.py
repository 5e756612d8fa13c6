"""Which language, and what is meant: the last things found out before a handler sees a message."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, cast

from aiogram import BaseMiddleware, Bot
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from bot import metrics
from bot.shelf import Shelf
from db.people import Person
from handlers.reply import not_a_sentence
from locales import Language, say_in

GROUPS = frozenset({"group", "supergroup"})


class Meaning(BaseMiddleware):
    """Finds out what is meant and puts it into the data for the handlers.

    They get `knowledge`, `now` (in the city's zone), `language`, `say`, `sentence`, `meant`, and `update_number` (the
    message's number in our own book). `meant` is None for what is no sentence: taps, pictures, and what is empty or too
    long. In a group only what is said to the bot goes further.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

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
        if message is not None:
            sentence = await _said_to_us(message, data["bot"])
            if sentence is None:
                return None
            if not_a_sentence(sentence) is None:
                meant = knowledge.understand(sentence, now=now)
                metrics.answered.labels(person.channel, meant.decision.value).inc()
                if not sentence.startswith("/"):  # a command is of no language
                    language = meant.language
        elif update.callback_query is not None:
            language = _language_of_tap(update.callback_query) or language
        data.update(
            knowledge=knowledge,
            now=now,
            language=language,
            say=say_in(language),
            sentence=sentence,
            meant=meant,
            update_number=update.update_id,
        )
        return await handler(event, data)


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


def _language_of_tap(tap: CallbackQuery) -> Language | None:
    """The language of the message whose button was tapped: its data says so in the second place."""
    match (tap.data or "").split(":"):
        case [_, "zh", *_]:
            return "zh"
        case [_, "en", *_]:
            return "en"
        case _:
            return None
