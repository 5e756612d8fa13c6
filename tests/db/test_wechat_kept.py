"""What WeChat would not take is skipped as kept, and counts as sent once the person has read it."""

import pytest

from db import people, wechat
from db.intake import Arrival, record
from db.outcomes import Outcome
from tests.db.conftest import NOON
from tests.db.meanwhile import before_another_commits
from tests.db.wechat_office import opened_office


@pytest.fixture
async def office(database):
    return await opened_office(database)


async def test_what_was_kept_and_is_said_then_was_sent(office):
    await office.tells()
    kept = (await office.claims(languages=()))[:2]
    numbers = []
    for one in kept:
        numbers += await office.database.writing(wechat.keep, identity_id=one.chat, texts=["…"], now=NOON)
        await office.writes(one, Outcome("skipped", "kept"))
    first, second = kept
    await office.database.writing(wechat.note_kept_said, identity_id=first.chat, now=NOON)
    assert ("sent", None) not in await office.states()
    for number in numbers:
        await office.database.writing(wechat.drop_kept, number=number)
    await office.database.writing(wechat.note_kept_said, identity_id=first.chat, now=NOON)
    later = NOON + wechat.KEPT_FOR * 1.01
    await office.database.writing(wechat.note_kept_said, identity_id=second.chat, now=later)
    states = {row.id: (row.state, row.reason) for row in await office.rows()}
    assert (states[first.id], states[second.id]) == (("sent", None), ("skipped", "kept"))


async def test_what_was_said_before_it_is_noted_as_kept_was_sent(office):
    await office.tells()
    said, waits, *_ = await office.claims(languages=())
    await office.database.writing(wechat.keep, identity_id=waits.chat, texts=["…"], now=NOON)
    for one in (said, waits):
        await office.writes(one, Outcome("skipped", "kept"))
    states = {row.id: (row.state, row.reason) for row in await office.rows()}
    assert (states[said.id], states[waits.id]) == (("sent", None), ("skipped", "kept"))


@pytest.mark.parametrize("backend", ["postgresql"])  # on SQLite one writes at a time
async def test_what_is_just_being_noted_as_kept_is_waited_for(office, database_url):
    await office.tells()
    [one, *_] = await office.claims(languages=())
    noted = "UPDATE outbox SET state = 'skipped', reason = 'kept' WHERE id = $1"
    said = office.database.writing(wechat.note_kept_said, identity_id=one.chat, now=NOON)
    await before_another_commits(database_url, noted, one.id, said)
    assert ("sent", None) in await office.states()


async def test_what_was_said_in_an_answer_waits_no_more_and_is_forgotten(database):
    she = await database.writing(people.recognise, channel="wechat", external_id="oOne", language="zh", now=NOON)
    numbers = await database.writing(wechat.keep, identity_id=she.identity_id, texts=["一", "二"], now=NOON)
    arrival = Arrival(channel="wechat", key="1", chat=she.identity_id, payload={})
    [receipt] = await database.writing(record, arrivals=[arrival], worker=1, now=NOON)
    await database.writing(wechat.note_said_with, numbers=numbers[:1], incoming_id=receipt.id)
    [left] = await database.reading(wechat.waiting, identity_id=she.identity_id, now=NOON)
    assert (left.number, left.text) == (numbers[1], "二")
    assert await database.writing(wechat.forget_kept_before, moment=NOON, now=NOON) == 0
    later = NOON + wechat.DELIVERED_FOR * 1.01
    assert await database.writing(wechat.forget_kept_before, moment=NOON, now=later) == 1
    assert await database.reading(wechat.waiting, identity_id=she.identity_id, now=NOON) == [left]
