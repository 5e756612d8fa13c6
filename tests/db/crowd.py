"""Thirty people who are told something on Telegram, wave by wave."""

import secrets
from datetime import timedelta

import pytest

from db.broadcast_tables import broadcast, subscription
from db.delivering import claim_wave
from db.expansion import expand, start_due
from db.lanes import open_lane
from db.outcomes import write_outcomes
from db.people import recognise
from db.personal_tables import staff
from tests.db.conftest import NOON

LEASE = timedelta(minutes=1)


def gather(connection):
    for number in range(30):
        person = recognise(connection, channel="telegram", external_id=str(900 + number), language="zh", now=NOON)
        wish = {"user_id": person.user_id, "topic": "events", "channel": "telegram", "at": NOON}
        connection.execute(subscription.insert(), wish)
    open_lane(connection, name="telegram", per_second=10, now=NOON)


@pytest.fixture
async def crowd(database):
    """Thirty people on Telegram who want to hear about events; a lane of ten a second."""
    await database.writing(gather)
    return [900 + number for number in range(30)]


async def told(database, **values):
    """A broadcast that goes out to the crowd."""

    def write(connection):
        author = connection.execute(
            staff.insert().returning(staff.c.id), {"name": secrets.token_hex(4), "role": "admin", "created_at": NOON}
        ).scalar_one()
        row = {
            "title": "t",
            "state": "scheduled",
            "purpose": "news",
            "content": {"zh": {"text": "…"}},
            "audience": {"topic": "events"},
            "version": 1,
            "reviews_needed": 1,
            "urgent": False,
            "author_id": author,
            "cursor": 0,
            "created_at": NOON,
            "changed_at": NOON,
        }
        number = connection.execute(broadcast.insert().returning(broadcast.c.id), row | values).scalar_one()
        start_due(connection, now=NOON)
        while expand(connection, now=NOON, limit=7):
            pass
        return number

    return await database.writing(write)


async def claimed(database, *, worker=1, room=50, night=False, weekly=0, now=NOON):
    return await database.writing(
        claim_wave, lane="telegram", worker=worker, room=room, lease=LEASE, night=night, weekly=weekly, now=now
    )


async def written(database, *results, worker=1, now=NOON, most=10):
    return await database.writing(write_outcomes, worker=worker, results=results, most_faults=most, now=now)
