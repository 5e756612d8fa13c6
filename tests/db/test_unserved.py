"""A broadcast that waits for a channel which nobody serves pauses and says so; any other goes on."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.broadcast_control import resume
from db.broadcast_tables import broadcast
from db.lanes import open_lane
from db.outbox_tables import lane, outbox
from db.personal_tables import staff
from db.unserved import note_served, pause_unserved
from tests.db.conftest import NOON
from tests.db.crowd import claimed, told

LATER = NOON + timedelta(minutes=10)


@pytest.fixture
async def waiting(crowd, database):
    """A broadcast to the crowd, and somebody of the staff who is told."""
    number = await told(database)

    def join(connection):
        someone = connection.execute(select(outbox.c.user_id).limit(1)).scalar_one()
        member = {"name": "x", "role": "events", "user_id": someone, "created_at": NOON}
        connection.execute(staff.insert(), member)
        open_lane(connection, name="web", per_second=10, now=NOON)

    await database.writing(join)
    return number


async def paused(database, now=LATER):
    return await database.writing(pause_unserved, now=now)


async def served(database, *names, now=LATER):
    await database.writing(note_served, names=list(names), now=now)


async def test_it_pauses_once_says_why_and_can_be_resumed(waiting, database):
    await served(database, "web")
    assert await paused(database, LATER - timedelta(seconds=1)) == []
    assert await paused(database) == [waiting]
    assert await paused(database) == []
    [row] = await database.reading(lambda connection: connection.execute(select(broadcast)).all())
    assert (row.state, row.reason) == ("paused", "channel_off")
    rows = await database.reading(lambda connection: connection.execute(select(outbox)).all())
    assert {(one.state, one.attempts) for one in rows} == {("queued", 0)}
    [alarm] = [one for one in rows if one.kind == "broadcast_paused"]
    assert alarm.data == {"broadcast": waiting, "title": "t", "fault": "channel_off"}
    await database.writing(resume, broadcast_id=waiting, now=LATER)
    assert await paused(database) == []
    assert await paused(database, LATER + timedelta(minutes=10)) == [waiting]


async def test_a_lane_of_which_there_is_no_row_is_served_by_nobody(waiting, database):
    await served(database, "web")
    await database.writing(lambda connection: connection.execute(lane.delete().where(lane.c.name == "telegram")))
    assert await paused(database) == [waiting]


@pytest.mark.parametrize("why", ["served", "stopped and served", "the rest is on a channel that is served", "in hand"])
async def test_it_goes_on_while_somebody_can_say_some_of_it(waiting, database, why):
    if "rest" in why:
        some = outbox.c.id.in_(select(outbox.c.id).order_by(outbox.c.id.desc()).limit(1).scalar_subquery())
        await database.writing(lambda connection: connection.execute(update(outbox).where(some).values(lane="web")))
    elif why == "in hand":
        await claimed(database)
    await served(database, "web", *(["telegram"] if why[:6] == "served" or "stopped" in why else []))
    if "stopped" in why:  # of which staff know already
        await database.writing(lambda connection: connection.execute(update(lane).values(stopped=True)))
    assert await paused(database) == []
