"""Nobody is told more news in a week than the office wants; what cannot wait is said all the same."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.broadcast_tables import broadcast
from db.lanes import open_lane
from db.outbox import tell_staff
from db.outbox_tables import outbox
from db.outcomes import Outcome
from db.personal_tables import staff
from tests.db.conftest import NOON
from tests.db.crowd import claimed, told, written

DAY = timedelta(days=1)
SENT = Outcome("sent")


@pytest.fixture
async def fast(crowd, database):
    """The crowd of thirty, who are all told in one wave."""
    await database.writing(open_lane, name="telegram", per_second=1000, now=NOON)


async def hears(database, now, *, fate=SENT, weekly=2, **values):
    """A broadcast goes out to all, whose messages come to this; how many were taken in hand."""
    this = broadcast.c.id == await told(database)
    if values:
        await database.writing(lambda connection: connection.execute(update(broadcast).where(this).values(**values)))
    wave = await claimed(database, now=now, weekly=weekly)
    if wave.messages:
        await written(database, *[(one, fate) for one in wave.messages], now=now)
    return len(wave.messages)


async def fates(database):
    query = select(outbox.c.state, outbox.c.reason).where(outbox.c.broadcast_id.is_not(None)).distinct()
    return sorted(await database.reading(lambda connection: [tuple(row) for row in connection.execute(query)]))


async def test_the_third_in_a_week_is_skipped_and_the_week_moves_on(fast, database):
    assert [await hears(database, NOON + DAY * days) for days in (0, 1, 2)] == [30, 30, 0]
    assert await fates(database) == [("sent", None), ("skipped", "enough_this_week")]
    # Seven days after the first there is room for one more, and what was skipped did not count.
    assert [await hears(database, NOON + DAY * 7 + timedelta(hours=hours)) for hours in (0, 1)] == [30, 0]


async def test_without_a_limit_everything_is_told(fast, database):
    assert [await hears(database, NOON + DAY * days, weekly=0) for days in range(3)] == [30] * 3


@pytest.mark.parametrize("exempt", [{"urgent": True}, {"purpose": "notice"}])
async def test_what_is_urgent_or_about_ones_own_booking_neither_counts_nor_is_held_back(fast, database, exempt):
    several = [{}, exempt, {}, exempt, {}]
    assert [await hears(database, NOON + DAY * day, **several[day]) for day in range(5)] == [30, 30, 30, 30, 0]


async def test_who_could_not_be_reached_was_not_told(fast, database):
    fates_of = [Outcome("failed", "chat not found"), Outcome("unsure", "no_answer"), Outcome("skipped", "kept"), SENT]
    told_then = [await hears(database, NOON + DAY * days, fate=fate) for days, fate in enumerate(fates_of)]
    assert told_then == [30, 30, 30, 0]


async def test_two_that_go_out_at_once_count_both(fast, database):
    first, second = await told(database), await told(database)
    wave = await claimed(database, weekly=1, room=100)
    assert {one.broadcast_id for one in wave.messages} == {first}
    assert len(wave.messages) == 30
    assert await fates(database) == [("sending", None), ("skipped", "enough_this_week")]
    assert second > first


async def test_what_is_no_broadcast_is_said_and_not_counted(fast, database):
    def alarm(connection):
        number = connection.execute(select(outbox.c.user_id).limit(1)).scalar_one()
        connection.execute(staff.insert(), {"name": "x", "role": "events", "user_id": number, "created_at": NOON})
        for key in "abcd":
            tell_staff(connection, kind="lane_stopped", roles=["events"], key=key, data={}, now=NOON)

    assert await hears(database, NOON, weekly=1) == 30
    await database.writing(alarm)
    query = outbox.update().where(outbox.c.broadcast_id.is_(None)).values(lane="telegram", chat=900)
    await database.writing(lambda connection: connection.execute(query))
    for hours in range(1, 5):
        wave = await claimed(database, now=NOON + timedelta(hours=hours), weekly=1)
        assert [one.kind for one in wave.messages] == ["lane_stopped"]
        await written(database, (wave.messages[0], SENT), now=NOON + timedelta(hours=hours))
    assert await hears(database, NOON + DAY * 8, weekly=1) == 30
