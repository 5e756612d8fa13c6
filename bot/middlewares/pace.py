"""Not too often: who sends too much is asked once for patience, and then heard again when the minute is over."""

import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.middlewares.user_context import EVENT_CHAT_KEY
from aiogram.types import TelegramObject
from cachetools import LRUCache

from bot import metrics
from db.people import Person
from locales import say_in

WINDOW = 60.0
"""Seconds over which messages are counted."""
PEOPLE = 50_000
"""How many people's pace is remembered; beyond, the quietest are forgotten."""


class Pace(BaseMiddleware):
    """Lets `per_minute` messages of a person through each minute; 0 lets everything through."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._lately: LRUCache[int, deque[float]] = LRUCache(PEOPLE)
        self._told: LRUCache[int, float] = LRUCache(PEOPLE)

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        person: Person = data["person"]
        now = self._clock()
        if not self._per_minute or self._may_speak(person.user_id, now):
            return await handler(event, data)
        metrics.throttled.labels(person.channel).inc()
        if now - self._told.get(person.user_id, -WINDOW) >= WINDOW:
            self._told[person.user_id] = now
            bot: Bot = data["bot"]
            chat = data[EVENT_CHAT_KEY]
            await bot.send_message(chat.id, say_in("en" if person.language == "en" else "zh")("too-many"))
        return None

    def _may_speak(self, user_id: int, now: float) -> bool:
        lately = self._lately.get(user_id)
        if lately is None:
            lately = self._lately[user_id] = deque()
        while lately and now - lately[0] >= WINDOW:
            lately.popleft()
        if len(lately) >= self._per_minute:
            return False
        lately.append(now)
        return True
