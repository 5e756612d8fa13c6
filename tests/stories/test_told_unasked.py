"""A broadcast reaches people where they are: on an open page at once, on a closed one when it is opened again."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from db import Database
from db.broadcast_tables import broadcast, subscription
from db.outbox_tables import outbox
from db.personal_tables import staff
from db.tables import identity
from tests.driver.places import told_on


@pytest.fixture
async def database(app):
    database = Database(app.settings.database_url)
    yield database
    await database.close()


@pytest.fixture
def configured(configured):
    """It may be night here."""
    return lambda **changes: configured(**{"quiet_hours": "off"} | changes)


def let_out(connection):
    """A broadcast for everybody who is there."""
    now = datetime.now(UTC)
    for number in connection.execute(select(identity.c.user_id)).scalars().all():
        wish = {"user_id": number, "topic": "events", "channel": "web", "at": now}
        connection.execute(subscription.insert(), wish)
    author = connection.execute(
        staff.insert().returning(staff.c.id), {"name": "小近", "role": "admin", "created_at": now}
    ).scalar_one()
    row = {
        "title": "招聘会",
        "state": "scheduled",
        "purpose": "news",
        "content": {"zh": {"text": "周六有招聘会"}, "en": {"text": "A job fair on Saturday"}},
        "audience": {"topic": "events"},
        "version": 1,
        "reviews_needed": 1,
        "urgent": False,
        "author_id": author,
        "cursor": 0,
        "created_at": now,
        "changed_at": now,
    }
    connection.execute(broadcast.insert(), row)


async def finished(app):
    async with asyncio.timeout(10):
        while {row["state"] for row in await app.rows("broadcast")} != {"finished"}:
            await asyncio.sleep(0.05)


@told_on(["web", "telegram", "wechat"], postgres=["web"])
async def test_everybody_is_told_in_their_language_and_on_their_channel(she, app, database):
    he = await app.person("web", "en")
    await database.writing(let_out)
    await she.sees("周六有招聘会")
    await he.sees("A job fair on Saturday")
    await finished(app)


@told_on(["web"], postgres=["web"])
async def test_what_was_sent_while_the_page_was_closed_is_there_once_when_it_opens(she, app, database):
    await she.leaves()
    await database.writing(let_out)
    await finished(app)
    # As if the program had been killed before it could write down that it was said.
    await database.writing(lambda c: c.execute(update(outbox).values(state="queued", sent_as=None)))
    await database.writing(lambda c: c.execute(update(broadcast).values(state="sending")))
    await finished(app)
    await she.comes_back()
    await she.sees("周六有招聘会")
    said = [row for row in await app.rows("message") if "周六有招聘会" in str(row["body"])]
    assert len(said) == 1
    assert [row["sent_as"] for row in await app.rows("outbox")] == [str(said[0]["id"])]
