"""A worker: every lane it can speak by, the ledger, and what keeps broadcasts going. Any number of them may run."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from db import Database, DatabaseUnavailable
from db.expansion import expand
from db.keeping import keep_going
from db.lanes import open_lane
from db.unserved import note_served, pause_unserved
from delivery.clock import Clock
from delivery.lane import LaneAtWork
from delivery.ledger import Ledger
from delivery.night import Night
from delivery.speaking import Speaker

CLOCK_EVERY: Final = 10.0
"""Seconds between two times that the database is asked for its time."""
SERVED_EVERY: Final = timedelta(minutes=1)
"""Between two notes that the lanes are served, and two looks for broadcasts that wait for one that is not."""

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take, in seconds.

    `poll`: between two looks at the outbox. `keep`: between two looks at the broadcasts. `lease`: how long a worker may
    be silent until what it has in hand counts as in doubt. `stop`: how long a stop waits for what is begun.
    """

    poll: float = 0.2
    keep: float = 1.0
    lease: float = 60.0
    stop: float = 10.0


class Worker:
    """Sends what is due on these lanes, each with its speaker and its pace (messages a second)."""

    def __init__(
        self,
        database: Database,
        speakers: Mapping[str, tuple[Speaker, float]],
        *,
        night: Night,
        most_faults: int,
        weekly: int,
        timing: Timing | None = None,
    ) -> None:
        self._database = database
        self._timing = timing or Timing()
        self._clock = Clock(database)
        self._paces = {name: per_second for name, (_, per_second) in speakers.items()}
        self._served_at = self._clock.now()
        number = secrets.randbelow(2**31 - 1) + 1
        self._ledger = Ledger(
            database, worker=number, clock=self._clock, every=self._timing.poll, most_faults=most_faults
        )
        self._lanes = [
            LaneAtWork(
                name,
                speaker,
                database,
                self._ledger,
                others=tuple(self._paces),
                worker=number,
                clock=self._clock,
                is_night=night.is_at,
                weekly=weekly,
                poll=self._timing.poll,
                lease=self._timing.lease,
            )
            for name, (speaker, _) in speakers.items()
        ]

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Work for as long as this lasts. At the end what is begun is finished, and all else given back."""
        await self._clock.ask()
        self._served_at = self._clock.now()
        for name, per_second in self._paces.items():
            await self._database.writing(open_lane, name=name, per_second=per_second, now=self._clock.now())
        async with asyncio.TaskGroup() as tasks:
            lanes = [tasks.create_task(lane.run()) for lane in self._lanes]
            keepers = [
                tasks.create_task(self._ledger.run()),
                tasks.create_task(self._again_and_again(self._keep, self._timing.keep)),
                tasks.create_task(self._again_and_again(self._ask_the_time, CLOCK_EVERY)),
                tasks.create_task(self._again_and_again(self._expand, self._timing.keep)),
            ]
            try:
                yield
            finally:
                for keeper in keepers[1:]:
                    keeper.cancel()
                await self._stop(lanes)
                keepers[0].cancel()
        await self._write_the_last()

    async def _stop(self, lanes: list[asyncio.Task[None]]) -> None:
        for lane in self._lanes:
            lane.stop()
        _, late = await asyncio.wait(lanes, timeout=self._timing.stop)
        if late:
            logger.warning("stopped_with_messages_in_hand", lanes=len(late))
            for lane in self._lanes:
                lane.abandon()
            await asyncio.wait(late)

    async def _write_the_last(self) -> None:
        try:
            await self._ledger.write()
        except DatabaseUnavailable as error:
            logger.error("results_lost", error=str(error))  # noqa: TRY400 - the database is away, not the program wrong

    async def _again_and_again(self, step: Callable[[], Awaitable[bool]], seconds: float) -> None:
        while True:
            try:
                while await step():
                    pass
            except DatabaseUnavailable as error:
                logger.warning("database_unavailable", error=str(error))
            except Exception:
                # What goes wrong with one broadcast must not end the sending of all others.
                logger.exception("delivery_step_failed")
            await asyncio.sleep(seconds)

    async def _keep(self) -> bool:
        now = self._clock.now()
        if abs(now - self._served_at) >= SERVED_EVERY:
            await self._database.writing(note_served, names=list(self._paces), now=now)
            self._served_at = now
            for number in await self._database.writing(pause_unserved, now=now):
                logger.error("broadcast_waits_for_a_channel_that_is_off", broadcast=number)
        kept = await self._database.writing(keep_going, now=now)
        if kept.doubtful:
            logger.warning("worker_gone", messages=kept.doubtful)
        for number in kept.finished:
            logger.info("broadcast_finished", broadcast=number)
        return kept.skipped > 0

    async def _ask_the_time(self) -> bool:
        await self._clock.ask()
        return False

    async def _expand(self) -> bool:
        started = asyncio.get_running_loop().time()
        more = await self._database.writing(expand, now=self._clock.now())
        # Half of the time belongs to the conversation.
        await asyncio.sleep(asyncio.get_running_loop().time() - started)
        return more
