"""Turns: what is said to a message while its callback waits for the answer."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from cachetools import TTLCache

from bot.channels.wechat.limits import RETRIES_SECONDS
from bot.channels.wechat.parts import News, Text

REMEMBERED = 50_000
"""Turns kept in memory for deliveries that come again."""


@dataclass(slots=True)
class Turn:
    """One callback's turn. `spoken` is how many answers are in it, by message."""

    answer: asyncio.Future[Text | News | None]
    bodies: list[dict[str, Any]] = field(default_factory=list)
    spoken: dict[int, int] = field(default_factory=dict)
    open: bool = True


class Turns:
    """The turns under way, and those of the last minute, by the numbers of their messages."""

    def __init__(self) -> None:
        self._turns: TTLCache[int, Turn] = TTLCache(REMEMBERED, RETRIES_SECONDS)

    def begin(self, messages: Collection[int]) -> Turn:
        """A turn for these messages, which came in one callback."""
        turn = Turn(asyncio.get_running_loop().create_future())
        for message in messages:
            self._turns[message] = turn
        return turn

    def of(self, message: int) -> Turn | None:
        """The turn of a message, unless it is long over."""
        return self._turns.get(message)

    def add(self, message: int, body: dict[str, Any], ordinal: int) -> bool:
        """Say something in a message's turn; False when it is over."""
        turn = self._turns.get(message)
        if turn is None or not turn.open:
            return False
        turn.bodies.append(body)
        turn.spoken[message] = ordinal
        return True
