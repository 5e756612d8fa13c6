"""The way in: every message is written down, then acknowledged, then handled, one at a time for each chat.

A message that was acknowledged is never lost: what is written down and not done runs again at the next start. What ran
before the program was stopped is not said twice: see `bot.handling`.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import structlog

from bot import metrics
from bot.handling import Handling, handling
from db import Database, DatabaseUnavailable
from db import intake as log_book
from db.intake import Arrival, Incoming, Receipt
from knowledge import mask_personal

MAX_ATTEMPTS = 20
"""After so many runs that ended with the program, a message is given up: it may be what ends the program."""
AT_ONCE = 32
"""How many messages of one channel are handled at the same time."""
FINISH_EVERY = 0.25
"""Seconds between two writings-down of what is done. Being late is harmless: a second run says nothing twice."""
LOOK_AROUND_EVERY = 5.0
"""Seconds between two looks for messages that another program, now gone, has left (PostgreSQL)."""
PERSONAL = frozenset(
    {"text", "caption", "phone_number", "vcard", "file_name", "title", "address", "question"}
    | {"first_name", "last_name", "sender_user_name", "author_signature"}
)
"""The fields of an update in which people write; their personal numbers are masked before anything is kept."""

logger = structlog.get_logger(__name__)

Handle = Callable[[Incoming], Awaitable[None]]
Apologise = Callable[[Incoming, str], Awaitable[None]]
Hide = Callable[[Arrival], Awaitable[Arrival]]
"""Gives an arrival as it may be written down."""
Chat = tuple[str, int]


async def _hide_nothing(arrival: Arrival) -> Arrival:
    return arrival


class Intake:
    """Takes messages in for some channels and has them handled.

    Use as ``async with``: entering it starts what an earlier run left undone, leaving it waits `stop_seconds` for
    what is in hand. `handle` handles one message; when it raises, `apologise` tells the person, with a reference that
    stands in the log too. `hide` takes out what must not be written down as it was
    said. `keep_numbers` are the office's own telephone numbers, which are not masked.
    """

    def __init__(
        self,
        database: Database,
        *,
        channels: Collection[str],
        handle: Handle,
        apologise: Apologise,
        hide: Hide = _hide_nothing,
        keep_numbers: Collection[str] = (),
        stop_seconds: float = 10.0,
    ) -> None:
        self._database = database
        self._channels = tuple(channels)
        self._handle = handle
        self._apologise = apologise
        self._hide = hide
        self._keep_numbers = tuple(keep_numbers)
        self._stop_seconds = stop_seconds
        self._worker = secrets.randbelow(2**31 - 1) + 1
        self._waiting: dict[Chat, deque[Incoming]] = {}
        self._speaking: dict[Chat, asyncio.Task[None]] = {}
        self._keepers: list[asyncio.Task[None]] = []
        # Each channel has room of its own: one that must wait for its server does not hold up the others.
        self._room = {channel: asyncio.Semaphore(AT_ONCE) for channel in channels}
        self._done: list[int] = []
        self._tasks = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        await self._take_over()
        self._keepers.append(self._tasks.create_task(self._every(FINISH_EVERY, self._write_down_done)))
        if not self._database.on_sqlite:
            self._keepers.append(self._tasks.create_task(self._every(LOOK_AROUND_EVERY, self._take_over)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        in_hand = set(self._speaking.values())
        if in_hand and kind is None:
            _, in_hand = await asyncio.wait(in_hand, timeout=self._stop_seconds)
            if in_hand:
                logger.warning("stopped_with_messages_in_hand", chats=len(in_hand))
        for task in (*in_hand, *self._keepers):
            task.cancel()
        await self._tasks.__aexit__(None, None, None)
        await self._write_down_done()

    async def accept(self, arrivals: Sequence[Arrival]) -> list[Receipt]:
        """Write messages down and have the new ones handled. Once this returns they may be acknowledged, not before."""
        masked = [self._mask(await self._hide(arrival)) for arrival in arrivals]
        receipts = await self._database.writing(
            log_book.record, arrivals=masked, worker=self._worker, now=datetime.now(UTC)
        )
        for arrival, receipt in zip(masked, receipts, strict=True):
            metrics.incoming.labels(arrival.channel, "new" if receipt.new else "again").inc()
            if receipt.new:
                self._queue(Incoming(receipt.id, arrival.channel, arrival.chat, arrival.payload))
        return receipts

    async def quiet(self, chat: Chat | None = None) -> None:
        """Wait until nothing is in hand: in this chat (channel and number), or in any."""
        while in_hand := [task for one, task in self._speaking.items() if chat in {None, one}]:
            await asyncio.wait(in_hand)

    def _mask(self, arrival: Arrival) -> Arrival:
        shown = arrival.shown
        if shown is not None:
            shown = (shown[0], self._masked(shown[1]))
        return replace(arrival, payload=self._masked(arrival.payload), shown=shown)

    def _masked(self, value: Any, field: str = "") -> Any:
        if isinstance(value, dict):
            return {name: self._masked(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._masked(inner) for inner in value]
        if not isinstance(value, str):
            return value
        # No database keeps half a character or a NUL.
        kept = value.encode("utf-8", "replace").decode().replace("\0", " ")
        return mask_personal(kept, self._keep_numbers) if field in PERSONAL else kept

    def _queue(self, message: Incoming) -> None:
        chat = (message.channel, message.chat)
        if chat in self._waiting:
            self._waiting[chat].append(message)
            return
        self._waiting[chat] = deque([message])
        self._speaking[chat] = self._tasks.create_task(self._attend(chat))

    async def _attend(self, chat: Chat) -> None:
        """Handle what waits in one chat, in order, until nothing does."""
        try:
            while self._waiting[chat]:
                async with self._room[chat[0]]:
                    await self._handle_one(self._waiting[chat].popleft())
        finally:
            del self._waiting[chat], self._speaking[chat]

    async def _handle_one(self, message: Incoming) -> None:
        token = handling.set(Handling(message.id, answered_before=message.answers))
        try:
            if message.attempts > MAX_ATTEMPTS:
                raise GivenUp(message.attempts)
            await self._handle(message)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the person is told
            await self._fail(message, error)
        else:
            self._done.append(message.id)
        finally:
            handling.reset(token)

    async def _fail(self, message: Incoming, error: Exception) -> None:
        reference = secrets.token_hex(4).upper()
        metrics.failures.labels(message.channel).inc()
        logger.error(
            "message_failed", reference=reference, incoming=message.id, channel=message.channel, exc_info=error
        )
        try:
            await self._apologise(message, reference)
            await self._database.writing(
                log_book.fail, incoming_id=message.id, reference=reference, now=datetime.now(UTC)
            )
        except Exception:
            # The message stays undone, so it is not lost: the next start handles it, `MAX_ATTEMPTS` times at most.
            logger.exception("apology_failed", reference=reference, incoming=message.id)

    async def _take_over(self) -> None:
        await self._database.hold_worker(self._worker)
        left = await self._database.writing(
            log_book.take_over, channels=self._channels, worker=self._worker, alone=self._database.on_sqlite
        )
        if left:
            logger.info("taking_over", messages=len(left))
        for message in left:
            self._queue(message)

    async def _write_down_done(self) -> None:
        if not self._done:
            return
        done, self._done = self._done, []
        try:
            await self._database.writing(log_book.finish, done=done, now=datetime.now(UTC))
        except DatabaseUnavailable:
            self._done.extend(done)
            raise

    async def _every(self, seconds: float, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await step()
            except DatabaseUnavailable as error:
                logger.warning("database_unavailable", error=str(error))


class GivenUp(Exception):
    """A message was in hand each time the program ended; it is not tried any more."""
