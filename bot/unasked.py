"""What the bot says unasked, in words: notices of bookings, broadcasts, and what staff must know about the sending."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from aiogram.methods import DeleteMessage, SendMessage, TelegramMethod
from aiogram.types import InlineKeyboardMarkup
from cachetools import LRUCache, TTLCache

from bot.assembly import Parts
from bot.channels.own_files import address_of
from db.broadcasts import Broadcast, BroadcastGone, Enclosure, broadcast_of, enclosure_of, known_there
from db.catalogue import booking_of, slot_card
from db.deciding import WANTED
from db.delivering import Claimed
from db.files import keep_file
from db.profile import own_profile
from db.refusals import NotFound
from handlers import staff_notices
from handlers.broadcast_words import NAME, broadcast_message, same_for_all
from handlers.desk import Voice
from handlers.notices import alarm, closed_notice, notice
from locales import Language, say_in

ALARMS: Final = ("lane_paused", "lane_stopped", "broadcast_paused")
REMEMBERED: Final = 60.0
"""Seconds for which a broadcast's words are kept: they stand still once it goes out."""
WITH_ADDRESSES: Final = ("web", "wechat")
"""The lanes on which a file goes by its address with us."""
_SENT_FILES: Final = {"picture": "photo", "document": "document"}
"""Under which name Telegram gives back what was sent."""

Method = TelegramMethod[Any]


class Words:
    """Makes of a message in hand the method that says it. `abroad`: lanes on which nothing personal is said unasked."""

    def __init__(self, shared: Parts, *, abroad: Collection[str]) -> None:
        self._shared = shared
        self._abroad = frozenset(abroad)
        self._keeping = asyncio.Lock()
        self._asking = asyncio.Lock()
        self._broadcasts: TTLCache[int, tuple[Broadcast, Enclosure | None]] = TTLCache(100, REMEMBERED)
        # By language and lane, where all are told the same: to make it anew costs a tenth of the sending.
        self._same: LRUCache[tuple[int, Language, str], tuple[Broadcast, Method]] = LRUCache(100)

    async def of(self, message: Claimed) -> Method:
        """What to do in the chat. Raises `NotFound` for what is about a booking or a broadcast that is gone."""
        if message.kind == "recall":
            return DeleteMessage(chat_id=message.chat, message_id=int(message.sent_as or 0))
        language: Language = "en" if message.language == "en" else "zh"
        if message.broadcast_id is not None:
            return await self._of_broadcast(message, message.broadcast_id, language)
        voice = Voice(language=language, say=say_in(language), zone=self._shared.shelf.zone, now=datetime.now(UTC))
        text, markup = await self._of_notice(message, voice)
        return SendMessage(chat_id=message.chat, text=text, reply_markup=markup)

    async def for_all(self, number: int, language: Language, *, lane: str) -> SendMessage | None:
        """A broadcast in the words that are the same for all who read this language; see `same_for_all`."""
        told, file = await self._broadcast(number)
        if not same_for_all(told, with_file=file is not None):
            return None
        method = self._same_for_all(told, language, lane)
        return method if isinstance(method, SendMessage) else None

    async def is_news(self, message: Claimed) -> bool:
        """Whether it is news, and not about a booking of the person's. Raises `NotFound` as `of` does."""
        if message.broadcast_id is None:
            return False
        told, _ = await self._broadcast(message.broadcast_id)
        return told.purpose == "news"

    async def learn(self, message: Claimed, result: Mapping[str, Any]) -> None:
        """Remember what Telegram calls the file that went with a broadcast, so that it is not sent again and again."""
        if message.broadcast_id is None:
            return
        _, file = await self._broadcast(message.broadcast_id)
        if file is None or message.lane in file.known_as:
            return
        sent = result.get(_SENT_FILES[file.kind])
        if isinstance(sent, list):
            sent = sent[-1] if sent else None
        if isinstance(sent, dict) and isinstance(sent.get("file_id"), str):
            await self._note(message.broadcast_id, message.lane, sent["file_id"])

    async def _of_notice(self, message: Claimed, voice: Voice) -> tuple[str, InlineKeyboardMarkup | None]:
        if message.kind in ALARMS:
            return alarm(message.kind, message.data, voice)
        if message.kind in staff_notices.KINDS:
            told, _ = await self._broadcast(message.data["broadcast"], fresh=True)
            return staff_notices.staff_notice(message.kind, message.data, told.title, voice)
        if message.kind == WANTED:
            card = await self._shared.database.reading(slot_card, slot_id=message.data["slot"])
            return staff_notices.decision_wanted(card, voice)
        booking = await self._shared.database.reading(
            booking_of, registration_id=message.data["registration"], user_id=message.user_id
        )
        if message.lane in self._abroad:
            return closed_notice(message.kind, message.id, booking, voice)
        return notice(message.kind, message.data, booking, voice)

    async def _of_broadcast(self, message: Claimed, number: int, language: Language) -> Method:
        told, file = await self._broadcast(number)
        if file is not None and message.lane in WITH_ADDRESSES:
            file = await self._with_an_address(number, message.lane)
        version = told.content.get(language) or told.content["zh"]
        if NAME not in version["text"] and file is None:
            return self._same_for_all(told, language, message.lane).model_copy(update={"chat_id": message.chat})
        name = None
        if NAME in version["text"] and message.lane not in self._abroad:
            profile = await self._shared.database.reading(
                own_profile, vault=self._shared.vault, user_id=message.user_id
            )
            name = profile.get("name")
        return broadcast_message(told, chat=message.chat, language=language, name=name, file=file, lane=message.lane)

    def _same_for_all(self, told: Broadcast, language: Language, lane: str) -> Method:
        """A broadcast without names and files as the method that says it, in no chat yet."""
        key = told.id, language, lane
        known = self._same.get(key)
        if known is None or known[0] is not told:
            known = self._same[key] = told, broadcast_message(told, chat=0, language=language, lane=lane)
        return known[1]

    async def _with_an_address(self, number: int, lane: str) -> Enclosure | None:
        """The file with an address at which everybody finds it: one for all, not one for each."""
        async with self._keeping:
            _, file = await self._broadcast(number)
            if file is None or lane in file.known_as:
                return file
            token = await self._shared.database.writing(
                keep_file, name=file.name, media_type=file.media_type, content=file.content, now=datetime.now(UTC)
            )
            return await self._note(number, lane, address_of(token, file.name))

    async def _broadcast(self, number: int, *, fresh: bool = False) -> tuple[Broadcast, Enclosure | None]:
        known: tuple[Broadcast, Enclosure | None] | None = None if fresh else self._broadcasts.get(number)
        if known is not None:
            return known
        async with self._asking:  # of the many that begin at once, one asks
            known = None if fresh else self._broadcasts.get(number)
            if known is None:
                try:
                    told = await self._shared.database.reading(broadcast_of, broadcast_id=number)
                except BroadcastGone as error:
                    raise NotFound from error
                known = told, await self._shared.database.reading(enclosure_of, broadcast_id=number)
                self._broadcasts[number] = known
        return known

    async def _note(self, number: int, lane: str, name: str) -> Enclosure | None:
        await self._shared.database.writing(known_there, broadcast_id=number, lane=lane, name=name)
        told, file = await self._broadcast(number)
        if file is not None:
            file = replace(file, known_as={**file.known_as, lane: name})
            self._broadcasts[number] = told, file
        return file
