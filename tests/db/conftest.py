"""Databases for the operations' tests."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from db import Database

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Every test runs on both databases."""
    return str(request.param)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with all tables and nothing in them."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def another(database_url: str) -> AsyncIterator[Database]:
    """The same database as another program sees it."""
    database = Database(database_url)
    yield database
    await database.close()
