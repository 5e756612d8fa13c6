"""A broadcast that is taken back while messages of it are on their way."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.broadcast_control import cancel, recall
from db.outbox_tables import outbox
from db.outcomes import Outcome
from tests.db.conftest import NOON
from tests.db.crowd import claimed, told, written
from tests.db.meanwhile import before_another_commits

SOON = NOON + timedelta(seconds=5)


async def taken_back(database):
    query = select(outbox.c.sent_as).where(outbox.c.kind == "recall").order_by(outbox.c.sent_as)
    return list(await database.reading(lambda connection: connection.execute(query).scalars().all()))


@pytest.mark.parametrize("before", [[recall], [cancel, recall]])
async def test_what_leaves_late_is_taken_back_too(crowd, database, before):
    number = await told(database)
    first, late, lost = (await claimed(database, room=3)).messages
    await written(database, (first, Outcome("sent", sent_as="1")))
    for step in before:
        await database.writing(step, broadcast_id=number, now=SOON)
    assert await taken_back(database) == ["1"]
    await written(database, (late, Outcome("sent", sent_as="2")), (lost, Outcome("unsure", "no_answer")))
    assert await taken_back(database) == ["1", "2"]
    await written(database, (late, Outcome("sent", sent_as="2")), (lost, Outcome("sent", sent_as="3")))
    assert await taken_back(database) == ["1", "2", "3"]


async def test_what_leaves_late_of_one_that_is_only_cancelled_stays(crowd, database):
    number = await told(database)
    [one] = (await claimed(database, room=1)).messages
    await database.writing(cancel, broadcast_id=number, now=SOON)
    await written(database, (one, Outcome("sent", sent_as="1")))
    assert await taken_back(database) == []


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_what_is_noted_while_it_is_just_being_taken_back_is_taken_back_too(crowd, database, database_url):
    number = await told(database)
    [one] = (await claimed(database, room=1)).messages
    recalled = (
        "WITH locked AS (SELECT id FROM broadcast WHERE id = $1 FOR UPDATE)"
        " UPDATE broadcast SET state = 'cancelled', reason = 'recalled' FROM locked WHERE broadcast.id = locked.id"
    )
    noted = written(database, (one, Outcome("sent", sent_as="1")))
    await before_another_commits(database_url, recalled, number, noted)
    assert await taken_back(database) == ["1"]
