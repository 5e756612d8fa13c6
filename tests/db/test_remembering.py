"""People, histories, forms, files, and what is learnt from them."""

import asyncio
from datetime import UTC, timedelta

import pytest

from db import conversation, files, history, intake, learning, people
from db.intake import Arrival
from db.tables import feedback, message, miss
from db.vault import Vault
from tests.db.conftest import NOON

VAULT = Vault([bytes(32)])


def rows(connection, *, table):
    return [dict(row) for row in connection.execute(table.select()).mappings()]


@pytest.fixture
async def she(database):
    return await database.writing(people.recognise, channel="web", external_id="she", language="zh", now=NOON)


@pytest.fixture
async def asked(database):
    """The number of a message that came in."""
    arrival = Arrival("web", "a", 1, {"message": {"text": "绿卡"}})
    [receipt] = await database.writing(intake.record, arrivals=[arrival], worker=1, now=NOON)
    return receipt.id


async def test_a_person_is_met_once(database, another, she):
    again = await asyncio.gather(
        *(
            door.writing(people.recognise, channel="web", external_id="she", language="en", now=NOON)
            for door in (database, another) * 5
        )
    )
    assert set(again) == {she}
    assert await database.reading(people.find, channel="web", external_id="she") == she
    assert await database.reading(people.by_identity, identity_id=she.identity_id) == she
    assert await database.reading(people.find, channel="telegram", external_id="she") is None


async def test_two_programs_that_meet_the_same_person_at_once_agree(database, another):
    met = await asyncio.gather(
        *(
            door.writing(people.recognise, channel="web", external_id=str(name), language="zh", now=NOON)
            for name in range(20)
            for door in (database, another)
        )
    )
    assert len({person.identity_id for person in met}) == 20
    assert len({person.user_id for person in met}) == 20


async def test_a_chosen_language_is_remembered(database, she):
    await database.writing(people.choose_language, user_id=she.user_id, language="en")
    found = await database.reading(people.by_identity, identity_id=she.identity_id)
    assert found.language == "en"


async def test_the_same_answer_is_written_once(database, she, asked):
    async def answer(text, ordinal=1):
        return await database.writing(
            history.write_message,
            identity_id=she.identity_id,
            author="bot",
            body={"text": text},
            now=NOON,
            incoming_id=asked,
            ordinal=ordinal,
        )

    first = await answer("一")
    assert await answer("另一个") == first
    assert (await answer("二", ordinal=2)).id > first.id
    assert first.at == NOON
    assert first.at.tzinfo is UTC


async def test_what_is_said_unasked_is_never_taken_for_a_repetition(database, she):
    for _ in range(2):
        await database.writing(
            history.write_message, identity_id=she.identity_id, author="bot", body={"text": "提醒"}, now=NOON
        )
    told, _ = await database.reading(history.newest, identity_id=she.identity_id, limit=10)
    assert len(told) == 2


async def test_a_history_in_pages(database, she):
    for number in range(7):
        await database.writing(
            history.write_message, identity_id=she.identity_id, author="me", body={"text": str(number)}, now=NOON
        )
    newest, more = await database.reading(history.newest, identity_id=she.identity_id, limit=3)
    assert [told.body["text"] for told in newest] == ["4", "5", "6"]
    assert more
    older, more = await database.reading(history.newest, identity_id=she.identity_id, limit=4, before=newest[0].id)
    assert [told.body["text"] for told in older] == ["0", "1", "2", "3"]
    assert not more
    since = await database.reading(history.since, identity_id=she.identity_id, after=newest[0].id, limit=2)
    assert [told.body["text"] for told in since] == ["5", "6"]
    assert await database.reading(history.since, identity_id=she.identity_id, after=0, limit=3) is None


async def test_a_message_is_changed_and_taken_away_only_by_its_owner(database, she):
    told = await database.writing(
        history.write_message, identity_id=she.identity_id, author="bot", body={"text": "一"}, now=NOON
    )
    other = she.identity_id + 1
    for operation, extra in ((history.change_message, {"body": {"text": "二"}}), (history.delete_message, {})):
        assert not await database.writing(operation, identity_id=other, message_id=told.id, **extra)
    changed = await database.writing(
        history.change_message, identity_id=she.identity_id, message_id=told.id, body={"text": "二"}
    )
    assert changed.body == {"text": "二"}
    assert await database.reading(history.message_of, identity_id=other, message_id=told.id) is None
    assert await database.writing(history.delete_message, identity_id=she.identity_id, message_id=told.id)
    assert await database.reading(history.message_of, identity_id=she.identity_id, message_id=told.id) is None


async def test_a_number_is_never_given_twice(database, she):
    numbers = set()
    for _ in range(3):
        told = await database.writing(
            history.write_message, identity_id=she.identity_id, author="bot", body={}, now=NOON
        )
        await database.writing(history.delete_message, identity_id=she.identity_id, message_id=told.id)
        assert await database.reading(rows, table=message) == []
        numbers.add(told.id)
    assert len(numbers) == 3


async def test_a_form_is_remembered_until_it_is_empty(database):
    async def recall():
        return await database.reading(conversation.recall, key="1:2")

    async def remember(state, data):
        changes = {"1:2": (state, data)}
        await database.writing(conversation.remember, changes=changes, incoming_id=None, now=NOON)

    assert await recall() == (None, {})
    for form in (("Comment:waiting", {"rated": 7}), ("Comment:waiting", {}), (None, {"rated": 7}), (None, {})):
        await remember(*form)
        assert await recall() == form
    assert await database.reading(rows, table=conversation.conversation) == []


async def test_a_miss_is_recorded_once_for_each_reason(database, asked):
    for reason in ("refused", "refused", "thumbs_down"):
        await database.writing(
            learning.record_miss,
            incoming_id=asked,
            question="火星上有公寓吗",
            language="zh",
            reason=reason,
            entry=None,
            now=NOON,
        )
    assert [row["reason"] for row in await database.reading(rows, table=miss)] == ["refused", "thumbs_down"]


async def test_the_last_verdict_counts_and_keeps_its_comment(database, asked):
    for verdict in ("good", "bad"):
        await database.writing(
            learning.record_feedback, incoming_id=asked, entry="green-card", verdict=verdict, now=NOON
        )
    await database.writing(learning.comment_feedback, incoming_id=asked, comment="旧了")
    await database.writing(learning.comment_feedback, incoming_id=asked + 1, comment="无主")
    [row] = await database.reading(rows, table=feedback)
    assert (row["verdict"], row["comment"]) == ("bad", "旧了")


async def test_files_are_found_by_their_token_and_forgotten_in_time(database):
    token = await database.writing(
        files.keep_file, name="报名表.pdf", media_type="application/pdf", content=b"%PDF\0", now=NOON
    )
    assert len(token) >= 32
    found = await database.reading(files.find_file, token=token, vault=VAULT, now=NOON)
    assert (found.name, found.content) == ("报名表.pdf", b"%PDF\0")
    assert await database.reading(files.find_file, token="guessed", vault=VAULT, now=NOON) is None
    assert await database.writing(files.forget_files_before, moment=NOON, now=NOON) == 0
    assert await database.writing(files.forget_files_before, moment=NOON + timedelta(seconds=1), now=NOON) == 1
