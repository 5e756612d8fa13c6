"""Writes down what became of messages: many at once, and nothing is lost while the database is away."""

import asyncio
from typing import Final

import structlog

from db import Database, DatabaseUnavailable
from db.delivering import Claimed
from db.outcomes import Outcome, write_outcomes
from delivery.clock import Clock

MANY: Final = 200
"""How many results are written without waiting for more."""

logger = structlog.get_logger(__name__)


class Ledger:
    """The results that wait to be written, for one worker."""

    def __init__(self, database: Database, *, worker: int, clock: Clock, every: float, most_faults: int) -> None:
        self._database = database
        self._worker = worker
        self._clock = clock
        self._every = every
        self._most_faults = most_faults
        self._waiting: list[tuple[Claimed, Outcome]] = []
        self._many = asyncio.Event()
        self._writing = asyncio.Lock()
        self.unwritten: dict[str, int] = {}
        """How many results of each lane stand nowhere but here."""

    def note(self, message: Claimed, outcome: Outcome) -> None:
        """Write this down soon."""
        self._waiting.append((message, outcome))
        self.unwritten[message.lane] = self.unwritten.get(message.lane, 0) + 1
        if len(self._waiting) >= MANY:
            self._many.set()

    def hurry(self) -> None:
        """Nothing else is under way: do not wait for more."""
        self._many.set()

    def knows(self, lane: str) -> set[int]:
        """The messages of a lane whose results are here."""
        return {message.id for message, _ in self._waiting if message.lane == lane}

    def has_a_list(self, lane: str) -> bool:
        """Whether the result of a whole list is here."""
        return any(message.mass is not None and message.lane == lane for message, _ in self._waiting)

    async def run(self) -> None:
        """Write for ever; when the database is away, keep everything and try again."""
        while True:
            try:
                async with asyncio.timeout(self._every):
                    await self._many.wait()
            except TimeoutError:
                pass
            self._many.clear()
            try:
                await self.write()
            except DatabaseUnavailable as error:
                logger.warning("results_wait_for_the_database", results=len(self._waiting), error=str(error))
                await asyncio.sleep(self._every)
            except Exception:
                # The results are kept: whatever it is, it must not end the conversation, too.
                logger.exception("results_not_written", results=len(self._waiting))
                await asyncio.sleep(1)

    async def write(self) -> None:
        """Write down all that waits. Raises `DatabaseUnavailable`, and then keeps it."""
        async with self._writing:
            results = self._waiting[:]
            if not results:
                return
            paused = await self._database.writing(
                write_outcomes,
                worker=self._worker,
                results=results,
                most_faults=self._most_faults,
                now=self._clock.now(),
            )
            del self._waiting[: len(results)]
            for message, _ in results:
                self.unwritten[message.lane] -= 1
        for number in paused:
            logger.error("broadcast_paused_itself", broadcast=number)
