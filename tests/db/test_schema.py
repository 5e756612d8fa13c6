"""The tables are those of the migrations, at one version, on both databases."""

import asyncio
import json

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from db import Database, SchemaBehind
from db.schema import HEAD, MIGRATIONS, migrate, require_current, version
from db.tables import metadata


@pytest.fixture
def empty_url(backend, tmp_path, request):
    """A database without tables."""
    if backend == "postgresql":
        return request.getfixturevalue("fresh_postgres")()
    return f"sqlite:///{tmp_path}/new.db"


@pytest.fixture
async def empty(empty_url):
    database = Database(empty_url)
    yield database
    await database.close()


def differences(connection):
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


def upgrade(connection):
    """Run all migrations, one after the other."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def shape(connection):
    """Everything that the database itself says about its tables, in words."""
    look = inspect(connection)
    parts = (
        look.get_columns,
        look.get_indexes,
        look.get_unique_constraints,
        look.get_foreign_keys,
        look.get_pk_constraint,
        look.get_check_constraints,
    )

    def words(found):
        return json.dumps(found, default=str, sort_keys=True)

    return {
        table: [sorted(map(words, found)) if isinstance(found := part(table), list) else words(found) for part in parts]
        for table in sorted(metadata.tables)
    }


def set_version(connection, *, number):
    connection.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})


def test_the_newest_migration_is_the_one_that_the_program_expects():
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(settings).get_heads() == [HEAD]


async def test_a_new_database_is_brought_up(empty):
    assert await empty.reading(version) is None
    with pytest.raises(SchemaBehind, match="jinyue migrate"):
        await empty.reading(require_current)

    await empty.writing(migrate)
    assert await empty.reading(version) == HEAD
    await empty.reading(require_current)
    await empty.writing(migrate)  # a second time there is nothing to do


async def test_step_by_step_and_at_once_the_same_tables_are_made(empty, database):
    await empty.writing(upgrade)
    assert await empty.reading(version) == HEAD
    assert await empty.writing(differences) == []
    assert await database.writing(differences) == []
    assert await empty.reading(shape) == await database.reading(shape)


async def test_the_comparison_would_notice_a_difference(empty):
    await empty.writing(upgrade)
    before = await empty.reading(shape)
    await empty.writing(lambda connection: connection.execute(text("DROP INDEX ix_message_at")))
    assert [found[0] for found in await empty.writing(differences)] == ["add_index"]
    assert await empty.reading(shape) != before


async def test_a_newer_database_is_refused(empty):
    await empty.writing(migrate)
    await empty.writing(set_version, number="9999")
    with pytest.raises(SchemaBehind, match="9999"):
        await empty.writing(migrate)
    with pytest.raises(SchemaBehind, match="9999"):
        await empty.reading(require_current)


@pytest.mark.parametrize("backend", ["sqlite"])  # PostgreSQL is migrated by command, once
async def test_two_programs_that_start_at_once_make_the_tables_once(empty, empty_url):
    another = Database(empty_url)
    try:
        await asyncio.gather(empty.writing(migrate), another.writing(migrate))
    finally:
        await another.close()
    assert await empty.reading(version) == HEAD
