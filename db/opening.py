"""A database that is opened for a piece of work, and closed after it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.database import Database
from db.schema import migrate, require_current


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database at an address, its tables up to date (SQLite) or checked (PostgreSQL, where others run).

    Raises `DatabaseUnavailable` and `SchemaBehind`.
    """
    database = Database(url)
    try:
        if database.on_sqlite:
            await database.writing(migrate)
        else:
            await database.reading(require_current)
        yield database
    finally:
        await database.close()
