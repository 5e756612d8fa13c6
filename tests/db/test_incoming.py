"""The book of what came in."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db import Database, history, intake, learning, people
from db.intake import Arrival
from tests.db.conftest import NOON

US, THEM, OTHERS = 101, 202, 303


def arrival(key, *, chat=1, text="绿卡是什么", shown=None, channel="web"):
    return Arrival(channel=channel, key=key, chat=chat, payload={"message": {"text": text}}, shown=shown)


@pytest.fixture
def record(database):
    async def write(*arrivals, worker=US, now=NOON):
        return await database.writing(intake.record, arrivals=arrivals, worker=worker, now=now)

    return write


@pytest.fixture
async def she(database):
    return await database.writing(people.recognise, channel="web", external_id="she", language="zh", now=NOON)


async def test_each_is_written_down_once_however_often_it_comes(record, database, she):
    shown = (she.identity_id, {"text": "绿卡是什么"})
    [first] = await record(arrival("a", shown=shown))
    again, other, twice = await record(arrival("a", shown=shown), arrival("b"), arrival("b"))

    assert first.new
    assert not again.new
    assert (again.id, again.told) == (first.id, first.told)
    assert other.new
    assert not twice.new
    assert twice.id == other.id
    told, more = await database.reading(history.newest, identity_id=she.identity_id, limit=10)
    assert [message.body["text"] for message in told] == ["绿卡是什么"]
    assert not more


async def test_the_same_key_on_another_channel_is_another_message(record):
    here, there = await record(arrival("1"), arrival("1", channel="telegram"))
    assert here.new
    assert there.new


async def test_a_worker_takes_over_what_the_dead_left_and_nothing_else(record, database):
    done, left, foreign = await record(arrival("a"), arrival("b"), arrival("c", channel="telegram"), worker=THEM)
    await record(arrival("d"), worker=US)
    await database.writing(intake.finish, done=[done.id], now=NOON)
    await database.writing(intake.note_answers, answers={left.id: 1})

    [taken] = await database.writing(intake.take_over, channels=["web"], worker=US, alone=database.on_sqlite)
    assert (taken.id, taken.attempts, taken.answers) == (left.id, 1, 1)
    assert taken.payload == {"message": {"text": "绿卡是什么"}}
    assert await database.writing(intake.take_over, channels=["web"], worker=US, alone=database.on_sqlite) == []
    [taken] = await database.writing(intake.take_over, channels=["telegram"], worker=US, alone=database.on_sqlite)
    assert taken.id == foreign.id


@pytest.mark.parametrize("backend", ["postgresql"])  # on SQLite one program serves a channel
async def test_what_a_living_worker_has_in_hand_is_left_alone(record, database, database_url):
    await record(arrival("a"), worker=THEM)
    await record(arrival("b"), worker=OTHERS)
    alive = Database(database_url)
    await alive.hold_worker(THEM)
    await alive.hold_worker(THEM)  # to say it again changes nothing

    taken = await database.writing(intake.take_over, channels=["web"], worker=US, alone=False)
    assert [message.attempts for message in taken] == [1]  # the others' only: nobody holds their lock

    await alive.close()
    taken = await database.writing(intake.take_over, channels=["web"], worker=US, alone=False)
    assert len(taken) == 1


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_worker_whose_connection_broke_is_alive_again_at_its_next_look(record, database, database_url):
    await record(arrival("a"), worker=THEM)
    alive = Database(database_url)
    await alive.hold_worker(THEM)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = :worker"
    await database.writing(lambda connection: connection.execute(text(cut), {"worker": THEM}).all())

    await alive.hold_worker(THEM)
    assert await database.writing(intake.take_over, channels=["web"], worker=US, alone=False) == []
    await alive.close()


async def test_messages_are_taken_over_in_the_order_in_which_they_came(record, database):
    receipts = await record(*(arrival(str(number)) for number in range(20)), worker=THEM)
    taken = await database.writing(intake.take_over, channels=["web"], worker=US, alone=database.on_sqlite)
    assert [message.id for message in taken] == [receipt.id for receipt in receipts]


async def test_answers_that_left_are_counted_upwards_and_taken_back(record, database):
    [receipt] = await record(arrival("a"), worker=THEM)

    async def counted():
        [row] = await database.writing(intake.take_over, channels=["web"], worker=US, alone=database.on_sqlite)
        await database.writing(lambda connection: connection.execute(intake.incoming.update().values(worker=THEM)))
        return row.answers

    await database.writing(intake.note_answers, answers={receipt.id: 2})
    await database.writing(intake.note_answers, answers={receipt.id: 1})  # came late
    assert await counted() == 2
    await database.writing(intake.take_back_answer, incoming_id=receipt.id, answers=1)
    assert await counted() == 1


async def test_a_failed_message_is_finished_and_keeps_its_reference(record, database):
    [receipt] = await record(arrival("a"))
    assert await database.reading(intake.unfinished) == 1
    await database.writing(intake.fail, incoming_id=receipt.id, reference="AB12CD34", now=NOON)
    assert await database.reading(intake.unfinished) == 0


async def test_a_question_is_found_only_in_its_own_chat(record, database):
    [hers, edited] = await record(arrival("a", chat=1), Arrival("web", "b", 1, {"edited_message": {"caption": "看图"}}))
    assert await database.reading(intake.question_of, incoming_id=hers.id, chat=1) == "绿卡是什么"
    assert await database.reading(intake.question_of, incoming_id=hers.id, chat=2) is None
    assert await database.reading(intake.question_of, incoming_id=edited.id, chat=1) == "看图"
    assert await database.reading(intake.question_of, incoming_id=10**17, chat=1) is None


async def test_what_is_old_and_done_is_forgotten_with_what_was_shown(record, database, she):
    old = NOON - timedelta(days=200)
    shown = (she.identity_id, {"text": "旧"})
    done, undone = await record(arrival("a", shown=shown), arrival("b"), now=old)
    [fresh] = await record(arrival("c"))
    await database.writing(intake.finish, done=[done.id, fresh.id], now=old)
    await database.writing(learning.record_feedback, incoming_id=done.id, entry="green-card", verdict="good", now=old)

    assert await database.writing(intake.forget_before, moment=NOON - timedelta(days=180)) == 1
    assert await database.reading(intake.unfinished) == 1
    assert await database.reading(history.newest, identity_id=she.identity_id, limit=10) == ([], False)
    again = await record(arrival("b"), arrival("c"))
    assert [receipt.id for receipt in again] == [undone.id, fresh.id]


@pytest.fixture
def before(database):
    async def look(receipt, *, most=12):
        pause = timedelta(minutes=10)
        found = await database.reading(intake.said_before, incoming_id=receipt.id, pause=pause, most=most)
        return [(one.payload["message"]["text"], one.refused) for one in found]

    return look


async def test_what_a_chat_said_before_is_found_in_its_order(record, before, database):
    first, _, _ = await record(arrival("a", text="一"), arrival("b", text="别人", chat=2), arrival("c", text="二"))
    elsewhere, this, _ = await record(
        arrival("a", text="另一处", channel="telegram"), arrival("d", text="三"), arrival("e", text="后来")
    )
    await database.writing(
        learning.record_miss,
        incoming_id=first.id,
        question="一",
        language="zh",
        reason="refused",
        entry=None,
        now=NOON,
    )
    assert await before(this) == [("一", True), ("二", False)]
    assert await before(this, most=1) == [("二", False)]
    assert await before(elsewhere) == []


async def test_a_long_pause_ends_what_is_looked_back_at(record, before):
    said = {"早上": 0, "中午": 11, "接着": 20, "再接着": 30}
    for words, minutes in said.items():
        [last] = await record(arrival(words, text=words), now=NOON + timedelta(minutes=minutes))
    assert await before(last) == [("中午", False), ("接着", False)]
