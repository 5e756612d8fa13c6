"""What waits for the bot: the updates, fetched by long polling or delivered to a webhook."""

import asyncio
import secrets
from collections import deque
from collections.abc import Iterable
from typing import Any

from tests.stubs.bot_api.refusal import Refusal

Json = dict[str, Any]
LEFT_OUT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Updates that a bot gets only when it asks for them."""


class UpdateQueue:
    """Updates in order, kept until they are acknowledged."""

    def __init__(self) -> None:
        self.waiting: deque[Json] = deque()
        self.webhook: Json = {}
        self.last_error = ""
        self.arrived = asyncio.Event()
        self.polled = asyncio.Event()
        """Set once a bot has asked for updates, or set a webhook."""
        self._allowed: frozenset[str] = frozenset()
        self._next = 10**8 + secrets.randbelow(9 * 10**8)  # no two servers give the same ids
        self._poller: asyncio.Future[None] | None = None

    def put(self, kind: str, content: Json) -> int:
        """Add an update, unless the bot does not want its kind; returns its id."""
        self._next += 1
        wanted = kind in self._allowed if self._allowed else kind not in LEFT_OUT
        if wanted:
            self.waiting.append({"update_id": self._next, kind: content})
            self.arrived.set()
            if self._poller is not None and not self._poller.done():
                self._poller.set_result(None)
        return self._next

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Take only these kinds from now on; an empty list means the usual ones, None leaves it as it was."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    def acknowledge(self, before: int) -> None:
        """Forget what came before an update id; a negative one counts from the end."""
        if before < 0:
            before = self._next + 1 + before
        while self.waiting and self.waiting[0]["update_id"] < before:
            self.waiting.popleft()

    async def get(self, offset: int = 0, limit: int = 100, seconds: float = 0) -> list[Json]:
        """What `getUpdates` answers, which ends an earlier call that still waits."""
        if self.webhook:
            raise Refusal(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete it first", 409
            )
        self.polled.set()
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(
                Refusal("terminated by other getUpdates request; make sure that only one bot instance is running", 409)
            )
        self.acknowledge(offset)
        if not self.waiting and seconds > 0:
            poller = self._poller = asyncio.get_running_loop().create_future()
            done, _ = await asyncio.wait((poller,), timeout=seconds)
            poller.cancel() if not done else poller.result()
        return [update for update, _ in zip(self.waiting, range(limit), strict=False)]
