"""The two doors: what goes through them happens whole or not at all."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import text

from db import Database, DatabaseUnavailable, people
from db.database import answers
from db.tables import Utc, identity, user
from tests.db.conftest import NOON


def meet(connection, *, name, then=None):
    person = people.recognise(connection, channel="web", external_id=name, language="zh", now=NOON)
    if then is not None:
        raise then
    return person


def how_many(connection, *, table):
    return len(connection.execute(table.select()).all())


async def test_it_answers(database):
    assert await database.reading(answers)


async def test_a_failed_operation_changes_nothing(database):
    with pytest.raises(ZeroDivisionError):
        await database.writing(meet, name="she", then=ZeroDivisionError())
    assert await database.reading(how_many, table=user) == 0
    assert await database.reading(how_many, table=identity) == 0


async def test_a_failed_operation_does_not_take_its_neighbours_with_it(database):
    outcomes = await asyncio.gather(
        *(
            database.writing(meet, name=str(number), then=ValueError() if number % 3 == 0 else None)
            for number in range(30)
        ),
        return_exceptions=True,
    )
    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [number % 3 == 0 for number in range(30)]
    assert await database.reading(how_many, table=user) == 20


async def test_a_caller_who_gives_up_stops_nobody_else(database):
    given_up = asyncio.ensure_future(database.writing(meet, name="impatient"))
    others = [asyncio.ensure_future(database.writing(meet, name=str(number))) for number in range(5)]
    await asyncio.wait([given_up], timeout=0)
    given_up.cancel()
    await asyncio.gather(*others)
    assert await database.reading(how_many, table=identity) >= 5


async def test_two_programs_write_to_one_database(database, another):
    await asyncio.gather(
        *(door.writing(meet, name=f"{number}") for number in range(40) for door in (database, another))
    )
    assert await database.reading(how_many, table=identity) == 40
    assert await another.reading(how_many, table=user) == 40


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_reading_cannot_write(database):
    with pytest.raises(DatabaseUnavailable, match="readonly"):
        await database.reading(meet, name="she")
    assert await database.reading(how_many, table=user) == 0


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_postgres_reader_cannot_write(database):
    with pytest.raises(Exception, match="read-only transaction"):
        await database.reading(meet, name="she")


@pytest.mark.parametrize(
    "url", ["postgresql://jinyue:sesame@127.0.0.1:9/nothing", "sqlite:////proc/no/such/folder/jinyue.db"]
)
async def test_a_database_that_is_not_there_is_named_without_its_password(url):
    with pytest.raises((DatabaseUnavailable, OSError)) as caught:
        await look_into(url)
    assert "sesame" not in str(caught.value)


async def look_into(url):
    database = Database(url)
    try:
        await database.reading(answers)
    finally:
        await database.close()


def test_sqlite_in_memory_is_refused():
    with pytest.raises(DatabaseUnavailable, match="file"):
        Database("sqlite:///:memory:")


def test_a_moment_needs_its_zone():
    with pytest.raises(ValueError, match="time zone"):
        Utc().process_bind_param(NOON.replace(tzinfo=None), None)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_sqlite_is_set_up_as_the_design_says(database):
    def pragma(connection, *, name):
        return connection.execute(text(f"PRAGMA {name}")).scalar_one()

    assert await database.writing(pragma, name="journal_mode") == "wal"
    assert await database.writing(pragma, name="foreign_keys") == 1
    assert await database.reading(pragma, name="query_only") == 1
    assert await database.reading(pragma, name="busy_timeout") == 10_000


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_connections_that_were_cut_while_idle_are_replaced(database, another, monkeypatch):
    monkeypatch.setattr("db.database.IDLE_SECONDS", 0)
    await asyncio.gather(*(database.reading(answers) for _ in range(5)))
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = :here"
    here = database.address.rpartition("/")[2]
    await another.writing(lambda connection: connection.execute(text(cut), {"here": here}).all())
    assert all(await asyncio.gather(*(database.reading(answers) for _ in range(5))))


async def test_a_new_file_that_another_program_is_preparing_is_waited_for(tmp_path):
    holder = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    holder.execute("CREATE TABLE something (id INTEGER)")
    holder.execute("BEGIN IMMEDIATE")
    database = Database(f"sqlite:///{tmp_path}/new.db")
    asked = asyncio.ensure_future(database.writing(answers))
    await asyncio.wait([asked], timeout=0.2)
    holder.execute("COMMIT")
    holder.close()
    assert await asked
    await database.close()
