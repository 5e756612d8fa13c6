"""The official account for tests that are told on WeChat alone."""

from datetime import UTC, datetime

import pytest

from bot.channels.wechat.channel import calling
from bot.keyring import vault_for
from db import Database
from db.people import recognise


@pytest.fixture
def place():
    return ("sqlite", "wechat")


@pytest.fixture
def phone(she):
    """What only WeChat's people can do."""
    return she.phone


@pytest.fixture
def restarted(app, configured):
    """Start the program again with other settings."""

    async def restart(**changes):
        await app.stop()
        app.settings = configured(**{"port": app.settings.port, "public_url": app.settings.public_url} | changes)
        await app.start()

    return restart


@pytest.fixture
def reminder_is_due(app, moved_clock):
    """Let the program's clock run ahead to the first reminder."""

    async def move():
        due = min(row["due_at"] for row in await app.rows("outbox") if row["kind"] == "remind")
        moved_clock(seconds=(due - datetime.now(UTC)).total_seconds() + 1)

    return move


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("bot.ticking.EVERY", 0.02)
    monkeypatch.setattr("bot.channels.wechat.callback.BREATH", 0.02)


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def client(configured, database):
    settings = configured()
    async with calling(settings, database, vault_for(settings)) as client:
        yield client


NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)


async def people(database, api, number):
    found = []
    for one in range(number):
        person = await database.writing(
            recognise, channel="wechat", external_id=f"oFollower{one:05}", language="zh", now=NOON
        )
        api.followers.add(f"oFollower{one:05}")
        found.append(person.identity_id)
    return found
