"""The time that all workers share: their database's."""

import time
from datetime import UTC, datetime, timedelta

from db import Database
from db.moment import database_time


class Clock:
    """The database's time, asked for now and then and counted on in between.

    So that workers on several machines agree, and none jumps when its own machine's clock is set. SQLite has no time of
    its own, and one program: there it is the machine's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._base: tuple[datetime, float] | None = None

    async def ask(self) -> None:
        """Set it by the database."""
        if not self._database.on_sqlite:
            self._base = (await self._database.reading(database_time), time.monotonic())

    def now(self) -> datetime:
        """The moment."""
        if self._base is None:
            return datetime.now(UTC)
        asked, then = self._base
        return asked + timedelta(seconds=time.monotonic() - then)
