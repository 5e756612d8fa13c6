"""When messages are deleted after their time, the numbers of their broadcast stay true."""

import asyncio
import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text, update

from db import Database
from db.broadcast_control import cancel, finish, pause, recall, resume
from db.broadcast_desk import told_to
from db.broadcast_tables import broadcast
from db.expansion import expand
from db.outbox_tables import outbox
from db.outcomes import Outcome
from db.progress import progress
from db.retention import Periods, purge
from db.schema import migrate
from handlers.broadcast_report import progress_words, sheet
from handlers.desk import Voice
from locales import say_in
from tests.db.conftest import NOON
from tests.db.crowd import claimed, gather, told, written

DAY = timedelta(days=1)
PERIODS = Periods(chats=3650, events=30, profile=3650, learning=3650, audit=3650)
FATES = [Outcome("sent", sent_as="7"), Outcome("blocked", "Forbidden: bot was blocked"), Outcome("unsure", "no_answer")]


async def found(database, number, now=NOON):
    return await database.reading(progress, broadcast_id=number, now=now)


async def forgotten(database, now):
    return await database.writing(purge, periods=PERIODS, now=now)


async def sent_out(database, number):
    """All are said, and come to all there is in turn."""
    now = NOON
    while (wave := await claimed(database, now=now)).messages:
        await written(database, *[(one, FATES[one.id % 3]) for one in wave.messages], now=now)
        now += timedelta(seconds=1)
    assert await database.writing(finish, now=now) == [number]


async def test_a_report_says_the_same_after_the_messages_are_gone(crowd, database):
    number = await told(database)
    await sent_out(database, number)
    before = await found(database, number)
    assert (before.states, before.gone) == ({"sent": 10, "blocked": 10, "unsure": 10}, {})
    assert (await forgotten(database, NOON + 29 * DAY)).get("event data") is None
    assert (await forgotten(database, NOON + 31 * DAY))["event data"] == 30
    assert await database.reading(told_to, broadcast_id=number) == []
    after = await found(database, number)
    assert (after.states, after.reasons, after.recipients) == (before.states, before.reasons, 30)
    assert after.gone == before.states
    assert [(one.lane, one.state, one.reason, one.number) for one in after.counts] == [
        (one.lane, one.state, one.reason, one.number) for one in before.counts
    ]
    assert await forgotten(database, NOON + 31 * DAY) == {}
    assert await found(database, number) == after
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet(voice(), [], after)))
    people, numbers = (book.get_sheet_by_index(place).to_python() for place in (0, 1))
    assert len(people) == 1
    assert ["Telegram", "已送达", "", 10] in numbers
    assert "查不到具体是谁" in numbers[-1][0]
    [line] = await database.reading(lambda connection: connection.execute(select(broadcast)).all())
    assert "30/30" in progress_words(voice(), line, after)


def voice():
    return Voice(language="zh", say=say_in("zh"), zone=ZoneInfo("Asia/Shanghai"), now=NOON)


async def test_what_was_never_said_counts_as_too_late_and_what_is_still_there_counts_once(crowd, database):
    number = await told(database)
    wave = await claimed(database)
    await written(database, *[(one, Outcome("sent")) for one in wave.messages])
    await database.writing(pause, broadcast_id=number, now=NOON)
    await aged(database, wave.messages[:2], 40 * DAY)
    await forgotten(database, NOON)
    some = await found(database, number)
    assert (some.states, some.gone) == ({"sent": 4, "queued": 26}, {"sent": 2})
    await forgotten(database, NOON + 40 * DAY)
    all_gone = await found(database, number)
    assert (all_gone.states, all_gone.gone) == ({"sent": 4, "expired": 26}, {"sent": 4, "expired": 26})
    assert all_gone.reasons == {("expired", "too_late"): 26}
    await database.writing(resume, broadcast_id=number, now=NOON + 40 * DAY)
    assert await database.writing(finish, now=NOON + 40 * DAY) == [number]


async def test_what_was_sent_just_now_is_not_deleted_because_it_was_written_long_ago(crowd, database):
    number = await told(database)
    later = NOON + 40 * DAY
    wave = await claimed(database, now=later)
    await forgotten(database, later)
    await written(database, *[(one, Outcome("sent")) for one in wave.messages], now=later)
    assert (await found(database, number)).states == {"sent": 4, "expired": 26}
    assert len(await database.reading(told_to, broadcast_id=number)) == 4


async def test_who_is_made_again_after_a_crash_is_counted_with_those_that_are_gone(crowd, database):
    number = await told(database)
    await forgotten(database, NOON + 31 * DAY)
    await database.writing(lambda connection: connection.execute(update(broadcast).values(state="expanding")))
    await database.writing(expand, now=NOON + 31 * DAY)
    assert (await found(database, number)).recipients == 30


async def test_how_many_were_taken_back_is_kept_too(crowd, database):
    number = await told(database)
    await sent_out(database, number)
    assert await database.writing(recall, broadcast_id=number, now=NOON + DAY) == 10
    wave = await claimed(database, now=NOON + DAY)
    await written(database, *[(one, Outcome("sent")) for one in wave.messages], now=NOON + DAY)
    assert (await found(database, number)).recalled == {"sent": 4, "queued": 6}
    await forgotten(database, NOON + 60 * DAY)
    after = await found(database, number)
    assert (after.recalled, after.states["sent"]) == ({"sent": 4, "expired": 6}, 10)


async def aged(database, messages, by):
    """Let these be older than they are."""
    early = {"due_at": NOON - by, "created_at": NOON - by, "changed_at": NOON - by}
    these = outbox.c.id.in_([one.id for one in messages])
    await database.writing(lambda connection: connection.execute(update(outbox).where(these).values(**early)))


async def test_two_programs_that_delete_at_once_count_each_message_once(crowd, database, another, monkeypatch):
    monkeypatch.setattr("db.kept_counts.AT_ONCE", 4)
    number = await told(database)
    await database.writing(cancel, broadcast_id=number, now=NOON)
    gone = []
    async with asyncio.TaskGroup() as tasks:
        for one in (database, another) * 2:
            tasks.create_task(forgotten(one, NOON + 31 * DAY)).add_done_callback(
                lambda done: gone.append(done.result())
            )
    assert sum(one.get("event data", 0) for one in gone) == 30
    assert (await found(database, number)).states == {"expired": 30}


@pytest.fixture
def new_database(fresh_postgres):
    return fresh_postgres()


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_what_was_taken_back_is_counted_whatever_order_words_have_there(backend, new_database):
    """Where words are sorted as people do, ``;`` comes before ``:``."""
    ordered = Database(new_database)
    try:
        await ordered.writing(migrate)
        sort = 'ALTER TABLE outbox ALTER COLUMN key TYPE varchar(96) COLLATE "en-x-icu"'
        await ordered.writing(lambda connection: connection.execute(text(sort)))
        await ordered.writing(gather)
        number = await told(ordered)
        await sent_out(ordered, number)
        assert await ordered.writing(recall, broadcast_id=number, now=NOON + DAY) == 10
        assert (await found(ordered, number)).recalled == {"queued": 10}
    finally:
        await ordered.close()
