"""The two doors to the database: `Database.reading` and `Database.writing`.

Operations are synchronous functions over one connection. On PostgreSQL they run on asyncpg (SQLAlchemy bridges their
statements to the event loop). On SQLite a whole transaction runs in one writer thread: one hop between threads a
transaction instead of one a statement, and every operation that waits at that moment shares one commit.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from db.intake import hold_worker

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

P = ParamSpec("P")
T = TypeVar("T")
Operation = Callable[Concatenate[Connection, P], T]

BUSY_MS = 10_000
"""How long a SQLite connection waits for a lock that another program holds."""
IDLE_SECONDS = 1.0
"""After how long a PostgreSQL connection is asked whether it still stands before it is used."""
READERS = 2
"""Threads that read from SQLite at the same time."""


class DatabaseUnavailable(Exception):
    """The database cannot be reached or refuses to answer; the message says which one (no password) and why."""


class Database:
    """One database, by its URL: ``sqlite:///path`` or ``postgresql://user@host/name``.

    Open with :meth:`open`, use :meth:`reading` and :meth:`writing`, close with :meth:`close`.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.address = parsed.render_as_string(hide_password=True)
        self.on_sqlite = parsed.get_backend_name() == "sqlite"
        self._doors: _SqliteDoors | _PostgresDoors = _SqliteDoors(parsed) if self.on_sqlite else _PostgresDoors(parsed)

    async def reading(self, operation: Operation[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation that changes nothing. On SQLite a write in it fails (``query_only``)."""
        try:
            return await self._doors.read(lambda connection: operation(connection, *args, **kwargs))
        except (DBAPIError, OSError) as error:
            if not _is_away(error):
                raise
            raise self._unavailable(error) from error

    async def writing(self, operation: Operation[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation in a transaction of its own: all of it happens, or nothing.

        When this returns, the end of the program cannot undo it; on SQLite a cut of the machine's power may undo the
        last moments (``synchronous=NORMAL``).
        """
        try:
            return await self._doors.write(lambda connection: operation(connection, *args, **kwargs))
        except (DBAPIError, OSError) as error:
            if not _is_away(error):
                raise
            raise self._unavailable(error) from error

    async def scrub(self) -> None:
        """Overwrite what was deleted in SQLite's files, as far as no reader stands in the way.

        (PostgreSQL frees deleted rows by its own vacuum.)
        """
        if isinstance(self._doors, _SqliteDoors):
            await self._doors.scrub()

    async def hold_worker(self, worker: int) -> None:
        """Show the other programs on this PostgreSQL that this one lives; call it again to make sure of it."""
        if isinstance(self._doors, _PostgresDoors):
            try:
                await self._doors.hold_worker(worker)
            except (DBAPIError, OSError) as error:
                raise self._unavailable(error) from error

    async def close(self) -> None:
        await self._doors.close()

    def _unavailable(self, error: Exception) -> DatabaseUnavailable:
        cause = error.orig if isinstance(error, DBAPIError) else error
        return DatabaseUnavailable(f"{self.address}: {cause}")


AWAY = ("08", "53", "55000", "57")
"""What the SQLSTATE of a server begins with that cannot be reached, is being started or stopped, or lets nobody in."""


def _is_away(error: Exception) -> bool:
    """Whether it is the database that is away, not the statement that is wrong."""
    if isinstance(error, OperationalError | InterfaceError | OSError):
        return True
    # asyncpg has many more ways to say so, and SQLAlchemy knows only some of them.
    cause = error.orig if isinstance(error, DBAPIError) else None
    code = getattr(cause, "sqlstate", None) or getattr(cause.__cause__, "sqlstate", None) if cause else None
    return (isinstance(code, str) and code.startswith(AWAY)) or (isinstance(error, InternalError) and code is None)


class _SqliteDoors:
    """One writing connection that begins with ``BEGIN IMMEDIATE``, and readers that cannot write.

    A deferred transaction that reads and then writes fails at once with ``SQLITE_BUSY_SNAPSHOT``, whatever the timeout.
    """

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise DatabaseUnavailable("SQLite needs a file: an in-memory database shares one transaction between all")
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        url = url.set(drivername="sqlite+pysqlite")
        self._writer = self._engine(
            url,
            begin="BEGIN IMMEDIATE",
            # Deleted means overwritten: what people had deleted must not be readable in the file.
            pragmas=("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"),
            size=1,
        )
        self._reader = self._engine(url, begin="BEGIN", pragmas=("query_only=ON",), size=READERS)
        self._writing = ThreadPoolExecutor(1, "sqlite-writer")
        self._reading = ThreadPoolExecutor(READERS, "sqlite-reader")
        self._waiting: list[tuple[Callable[[Connection], Any], asyncio.Future[Any]]] = []
        self._round: asyncio.Task[None] | None = None

    @staticmethod
    def _engine(url: URL, *, begin: str, pragmas: tuple[str, ...], size: int) -> Engine:
        engine = create_engine(
            url,
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=0,
            connect_args={"check_same_thread": False},
            hide_parameters=True,
        )

        @event.listens_for(engine, "connect")
        def prepare(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None  # we begin transactions ourselves, below
            connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            for pragma in ("foreign_keys=ON", *pragmas):
                _execute_patiently(connection, f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def start(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    async def read(self, work: Callable[[Connection], T]) -> T:
        def transaction() -> T:
            with self._reader.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._reading, transaction)

    async def write(self, work: Callable[[Connection], T]) -> T:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._round is None or self._round.done():
            self._round = asyncio.get_running_loop().create_task(self._commit_rounds())
        return await done

    async def scrub(self) -> None:
        """Bring the log of writes into the file and empty it: it holds what the rows were before."""

        def checkpoint() -> None:
            raw = self._writer.raw_connection()
            try:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

        await asyncio.get_running_loop().run_in_executor(self._writing, checkpoint)

    async def _commit_rounds(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting, []
            outcomes = await loop.run_in_executor(self._writing, self._commit, [work for work, _ in batch])
            for (_, done), (value, failure) in zip(batch, outcomes, strict=True):
                if done.cancelled():
                    continue
                if failure is None:
                    done.set_result(value)
                else:
                    done.set_exception(failure)

    def _commit(self, works: list[Callable[[Connection], Any]]) -> list[tuple[Any, Exception | None]]:
        """Run all in one transaction; when one fails, each in its own, so that its failure is not its neighbours'."""
        try:
            with self._writer.begin() as connection:
                return [(work(connection), None) for work in works]
        except Exception as error:  # noqa: BLE001 - whatever stopped it, everyone who waits is told
            if len(works) == 1:
                return [(None, error)]
            return [self._commit([work])[0] for work in works]

    async def close(self) -> None:
        while self._round is not None and not self._round.done():
            await self._round
        self._writing.shutdown()
        self._reading.shutdown()
        self._writer.dispose()
        self._reader.dispose()


def _execute_patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Where another program makes the same new file to WAL, SQLite gives up at once, whatever its time-out."""
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


class _PostgresDoors:
    def __init__(self, url: URL) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine  # SQLite does without it, and starts sooner

        url = url.set(drivername="postgresql+asyncpg")
        self._engine = create_async_engine(url, pool_size=16, max_overflow=4, hide_parameters=True)
        self._look_before_use(self._engine.sync_engine)
        self._reader = self._engine.execution_options(postgresql_readonly=True)
        self._life: AsyncConnection | None = None

    @staticmethod
    def _look_before_use(engine: Engine) -> None:
        """Ask a connection whether it still stands, unless it was in use just now: that costs a fifth of a booking."""

        @event.listens_for(engine, "checkin")
        def note(_connection: object, record: ConnectionPoolEntry) -> None:
            record.info["used_at"] = time.monotonic()

        @event.listens_for(engine, "checkout")
        def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
            if time.monotonic() - record.info.get("used_at", time.monotonic()) < IDLE_SECONDS:
                return
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError("the connection was lost while it was idle") from error

    async def read(self, work: Callable[[Connection], T]) -> T:
        async with self._reader.begin() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def hold_worker(self, worker: int) -> None:
        """Hold the worker's advisory lock on a connection of its own, which lives as long as the program."""
        try:
            if self._life is not None:
                await self._life.execute(text("SELECT 1"))
                return
        except DBAPIError:
            self._life = None
        life = await self._engine.connect()
        await life.execution_options(isolation_level="AUTOCOMMIT")
        await life.run_sync(lambda connection: hold_worker(connection, worker=worker))
        self._life = life

    async def close(self) -> None:
        if self._life is not None:
            await self._life.invalidate()
            await self._life.close()
        await self._engine.dispose()


def answers(connection: Connection) -> bool:
    """Whether the database answers at all (for ``/readyz`` and ``jinyue doctor``)."""
    return bool(connection.execute(text("SELECT 1")).scalar_one())
