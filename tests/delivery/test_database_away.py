"""The database goes away while the words of messages are read: they are said later, and no attempt is counted."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.assembly import parts
from bot.channels.web import Web
from bot.delivering import delivering
from bot.settings import Settings
from bot.shelf import Shelf
from db.broadcast_tables import subscription
from db.tables import identity, message, user
from delivery import Timing
from tests.delivery.town import QUICK, until

PEOPLE = 120


@pytest.mark.parametrize("backend", ["postgresql"])  # SQLite can always be read
async def test_on_telegram_what_could_not_be_read_is_said_later(town, several, away_from):
    await town.grows(PEOPLE)
    await town.is_told()
    town.telegram.latency = 0.05
    town.works(several, per_second=100, patches={"bot.unasked.REMEMBERED": 0})  # read for each message anew
    await until(lambda: town.sent > 20)
    async with away_from(town):
        await until(lambda: "results_wait_for_the_database" in town.log)
    await town.comes_to("finished")
    assert town.got() == [1] * PEOPLE
    assert {(row.state, row.attempts) for row in await town.rows()} == {("sent", 1)}


async def test_on_a_channel_of_our_own_too(town, away_from, log, monkeypatch):
    monkeypatch.setattr("bot.unasked.REMEMBERED", 0)
    monkeypatch.setattr("db.database.BUSY_MS", 100)
    await town.database.writing(visitors)
    await town.is_told()
    settings = Settings(_env_file=None, **town.settings, quiet_hours="off")
    shelf = Shelf(settings.pack_folder, settings.cache_folder, settings.thresholds)

    async def written() -> int:
        count = select(func.count()).select_from(message)
        return await town.database.reading(lambda connection: connection.execute(count).scalar_one())

    async def is_noted() -> bool:
        return bool(await town.rows(state="sent"))

    async with parts(settings, shelf) as shared:
        page = Web(shared.database, shared.people, shared.vault)
        async with delivering(shared, [page.bot], Timing(**QUICK)):
            await until(is_noted)
            async with away_from(town):
                await until(lambda: log.of("results_wait_for_the_database"))
            await town.comes_to("finished")
    assert await written() == PEOPLE
    assert {(row.state, row.attempts) for row in await town.rows()} == {("sent", 1)}


async def test_on_wechat_what_could_not_be_written_into_the_history_is_said_later(wechat_town, several, away_from):
    town = wechat_town
    await town.grows(40)
    await town.is_told("{name}，周六有招聘会")  # to each their own, by customer service
    town.api.delay = 0.05
    town.works(several, patches={"db.database.BUSY_MS": 100})
    await until(lambda: town.api.calls["custom/send"] > 5)
    async with away_from(town):
        await until(lambda: "results_wait_for_the_database" in town.log)
    await town.comes_to("finished")
    assert town.got() == [1] * 40
    assert {(row.state, row.attempts) for row in await town.rows()} == {("sent", 1)}


def visitors(connection) -> None:
    """People on the page who want to hear news."""
    now = datetime.now(UTC)
    for number in range(PEOPLE):
        person = connection.execute(user.insert().returning(user.c.id), {"language": "zh", "created_at": now}).scalar()
        account = {"channel": "web", "external_id": f"visitor {number}", "user_id": person, "created_at": now}
        connection.execute(identity.insert(), account)
        connection.execute(subscription.insert(), {"user_id": person, "topic": "events", "channel": "web", "at": now})
