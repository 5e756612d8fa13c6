"""Databases to test on: a SQLite file or a PostgreSQL database of each test's own, with what it is to find there."""

import asyncio
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.engine import make_url

from bot.publishing import bring_in
from bot.settings import Settings
from db import Database
from db.schema import migrate
from db.tables import metadata
from knowledge import read_pack
from tests.conftest import SMALL, left_out


def run_on(url: str, operation: Callable[[Connection], Any]) -> None:
    """Run one writing operation on a database."""

    async def work() -> None:
        database = Database(url)
        try:
            await database.writing(operation)
        finally:
            await database.close()

    asyncio.run(work())


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them, to copy."""
    path = tmp_path_factory.mktemp("template") / "jinyue.db"
    run_on(f"sqlite:///{path}", migrate)
    return path


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The PostgreSQL server to test on, by the URL of a database in which databases may be made."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    if not url:
        left_out("PostgreSQL: TEST_DATABASE_URL is not set (postgresql://user@host/name)")
    return url


def administer(server: str, statement: str) -> None:
    """Run what PostgreSQL does not do inside a transaction."""
    import asyncpg

    async def work() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(work())


@pytest.fixture(scope="session")
def fresh_postgres(postgres_server: str) -> Iterator[Callable[[], str]]:
    """Make new, empty databases; all are dropped at the end."""
    made = []

    def make() -> str:
        name = f"jinyue_test_{secrets.token_hex(6)}"
        administer(postgres_server, f"CREATE DATABASE {name}")
        # No test cuts the server's power: there is nothing that its disk would have to be waited for.
        administer(postgres_server, f"ALTER DATABASE {name} SET synchronous_commit = off")
        made.append(name)
        return make_url(postgres_server).set(database=name).render_as_string(hide_password=False)

    yield make
    for name in made:
        administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_template(fresh_postgres: Callable[[], str]) -> str:
    """A PostgreSQL database with all tables, which every test finds empty."""
    url = fresh_postgres()
    run_on(url, migrate)
    return url


@pytest.fixture(scope="session")
def on_postgres(postgres_template: str) -> Iterator[Callable[[str], None]]:
    """Runs statements on that database, on one line for all tests: a new one takes longer than what is said on it."""
    import asyncpg

    async def execute(statement: str) -> None:
        nonlocal line
        line = line or await asyncpg.connect(postgres_template)
        await line.execute(statement)

    line: asyncpg.Connection | None = None
    with asyncio.Runner() as runner:

        def run(statement: str) -> None:
            nonlocal line
            try:
                runner.run(execute(statement))
            except (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError):  # a test has cut all lines
                line = None
                runner.run(execute(statement))

        yield run
        if line is not None:
            runner.run(line.close())


EMPTIED = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))
"""All in one message to the server: TRUNCATE or a new database takes fifty times as long."""


def publish(url: str) -> None:
    """Bring in what the small pack offers, as the program does at its start."""
    settings = Settings(_env_file=None)
    given = {"demo": settings.offers_samples, "remind": settings.reminders, "now": datetime.now(UTC)}
    run_on(url, lambda connection: bring_in(connection, pack=read_pack(SMALL), **given))


@pytest.fixture(scope="session")
def sqlite_with_offers(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file to copy in which the small pack's offers are."""
    path = tmp_path_factory.mktemp("offers") / "jinyue.db"
    shutil.copy(sqlite_template, path)
    publish(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def offers_restored(postgres_template: str) -> str:
    """What puts the small pack's offers, and nothing else, into the PostgreSQL database."""
    administer(postgres_template, EMPTIED)
    publish(postgres_template)
    full: list[str] = []

    def keep(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE SCHEMA kept")
        for table in metadata.sorted_tables:
            if connection.execute(select(table).limit(1)).first():
                connection.exec_driver_sql(f'CREATE TABLE kept."{table.name}" AS TABLE "{table.name}"')
                full.append(table.name)

    run_on(postgres_template, keep)
    return "; ".join([EMPTIED, *(f'INSERT INTO "{name}" SELECT * FROM kept."{name}"' for name in full)])


@pytest.fixture
def with_offers(request: pytest.FixtureRequest) -> bool:
    """Whether the program has been there today and brought in what the small pack offers: it would do just that."""
    return not {"app", "all_workers"}.isdisjoint(request.fixturenames)


@pytest.fixture
def database_url(backend: str, with_offers: bool, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with all tables and nothing in them, but for the small pack's offers in some stories."""
    if backend == "postgresql":
        url: str = request.getfixturevalue("postgres_template")
        restored = request.getfixturevalue("offers_restored") if with_offers else EMPTIED
        request.getfixturevalue("on_postgres")(restored)
        return url
    path = tmp_path / "jinyue.db"
    shutil.copy(request.getfixturevalue("sqlite_with_offers" if with_offers else "sqlite_template"), path)
    return f"sqlite:///{path}"
