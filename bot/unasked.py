"""What the bot says unasked, in words: notices of bookings, broadcasts, and what staff must know about the sending."""

from datetime import UTC, datetime
from typing import Any, Final

from aiogram.methods import DeleteMessage, SendMessage, TelegramMethod
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from cachetools import TTLCache
from sqlalchemy import Connection, select

from bot.assembly import Parts
from db.broadcast_tables import broadcast
from db.catalogue import booking_of
from db.delivering import Claimed
from db.refusals import NotFound
from handlers.desk import Voice
from handlers.notices import alarm, notice
from locales import Language, say_in

ALARMS: Final = ("lane_paused", "lane_stopped", "broadcast_paused")
REMEMBERED: Final = 60.0
"""Seconds for which a broadcast's words are kept: they stand still once it goes out."""

Method = TelegramMethod[Any]


class Words:
    """Makes of a message in hand the method that says it."""

    def __init__(self, shared: Parts) -> None:
        self._shared = shared
        self._broadcasts: TTLCache[tuple[int, Language], dict[str, Any]] = TTLCache(100, REMEMBERED)

    async def of(self, message: Claimed) -> Method:
        """What to do in the chat. Raises `NotFound` for what is about a booking that is gone."""
        if message.kind == "recall":
            return DeleteMessage(chat_id=message.chat, message_id=int(message.sent_as or 0))
        language: Language = "en" if message.language == "en" else "zh"
        if message.broadcast_id is not None:
            return SendMessage(chat_id=message.chat, **await self._of_broadcast(message.broadcast_id, language))
        zone = self._shared.shelf.zone
        voice = Voice(language=language, say=say_in(language), zone=zone, now=datetime.now(UTC))
        if message.kind in ALARMS:
            return SendMessage(chat_id=message.chat, text=alarm(message.kind, message.data, voice))
        booking = await self._shared.database.reading(
            booking_of, registration_id=message.data["registration"], user_id=message.user_id
        )
        text, keys = notice(message.kind, message.data, booking, voice)
        return SendMessage(chat_id=message.chat, text=text, reply_markup=keys)

    async def _of_broadcast(self, number: int, language: Language) -> dict[str, Any]:
        known: dict[str, Any] | None = self._broadcasts.get((number, language))
        if known is None:
            content = await self._shared.database.reading(_content, broadcast_id=number)
            known = self._broadcasts[number, language] = _plainly(content, language)
        return known


def _content(connection: Connection, *, broadcast_id: int) -> dict[str, Any]:
    found: dict[str, Any] | None = connection.execute(
        select(broadcast.c.content).where(broadcast.c.id == broadcast_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def _plainly(content: dict[str, Any], language: Language) -> dict[str, Any]:
    version = content.get(language) or content["zh"]
    buttons = [
        InlineKeyboardButton(
            text=button["label"].get(language) or button["label"]["zh"],
            url=button.get("url"),
            callback_data=button.get("data"),
        )
        for button in content.get("buttons", ())
    ]
    return {
        "text": version["text"],
        "entities": [MessageEntity(**entity) for entity in version.get("entities", ())] or None,
        "reply_markup": InlineKeyboardMarkup(inline_keyboard=[[button] for button in buttons]) if buttons else None,
    }
