"""Many people at once: messages at a steady rate or as fast as they are answered, and how long the answers took."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from tests.stubs.bot_api.person import Person
from tests.stubs.bot_api.server import BotApi


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is said, and how."""

    messages: int
    texts: list[str]
    """What is said, in turn."""
    answered_by: str
    """What an answer has in it; the bot's other messages do not count."""
    people: int = 50
    rate: float = 0
    """Messages a second, spread evenly over all people; 0 for as many as are answered."""
    in_flight: int = 2
    """At full speed, how many messages one person has unanswered at a time."""
    patience: float = 60
    """Seconds without any answer after which the rest is given up."""


class Load:
    """One run of a plan."""

    def __init__(self, telegram: BotApi, plan: Plan, people: list[Person]) -> None:
        self._telegram = telegram
        self._plan = plan
        self._people = {person.id: person for person in people[: plan.people]}
        self._said: dict[int, deque[float]] = {chat: deque() for chat in self._people}
        self._latencies: list[float] = []
        self._left = plan.messages
        self._progress = asyncio.Event()
        self._last = 0.0

    async def run(self) -> dict[str, Any]:
        """Say everything and wait for the answers; returns what was measured, in seconds."""
        self._telegram.on_call = self._look
        start = time.monotonic()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._say_steadily() if self._plan.rate else self._say_first())
                tasks.create_task(self._wait())
        finally:
            self._telegram.on_call = None
        return {
            "answered": len(self._latencies),
            "unanswered": self._plan.messages - len(self._latencies),
            "seconds": self._last - start,
            "latencies": self._latencies,
        }

    async def _say_steadily(self) -> None:
        start = time.monotonic()
        chats = list(self._people)
        for number in range(self._plan.messages):
            await asyncio.sleep(max(0.0, start + number / self._plan.rate - time.monotonic()))
            self._say(chats[number % len(chats)])

    async def _say_first(self) -> None:
        for _ in range(self._plan.in_flight):
            for chat in self._people:
                self._say(chat)

    def _say(self, chat: int) -> None:
        if self._left:
            self._left -= 1
            self._said[chat].append(time.monotonic())
            self._people[chat].says_at_once(self._plan.texts[self._left % len(self._plan.texts)])

    def _look(self, method: str, given: dict[str, Any]) -> None:
        if method != "sendMessage" or self._plan.answered_by not in given["text"]:
            return
        chat: int = given["chat_id"]
        if not self._said.get(chat):
            return
        self._last = time.monotonic()
        self._latencies.append(self._last - self._said[chat].popleft())
        self._progress.set()
        if not self._plan.rate:
            self._say(chat)

    async def _wait(self) -> None:
        while len(self._latencies) < self._plan.messages:
            self._progress.clear()
            try:
                await asyncio.wait_for(self._progress.wait(), self._plan.patience)
            except TimeoutError:
                return
