"""What becomes of subscriptions, tags and lists when somebody is erased, withdraws, or turns out to be two."""

import pytest

from db.broadcast_tables import broadcast_listed, event_rating, subscription, user_tag
from db.consent import record_consent
from db.linking import merge_users
from db.named_people import list_people, tag_people
from db.own_data import erase, everything_about, withdraw_consent
from locales import LANGUAGES, say_in
from tests.db.broadcast_office import VAULT, Press
from tests.db.conftest import NOON
from tests.db.offers import an_offering
from tests.db.office import Office

TABLES = (subscription, user_tag, broadcast_listed, event_rating)


@pytest.fixture
async def press(database):
    press = Press(database)
    press.editor = await press.member("editor")
    press.told = await press.draft(press.editor)
    office = Office(database)
    await office.offers(an_offering())
    press.made = await office.registers("anna")
    return press


async def belongs(press, *names, topic="activities"):
    """Each has a row in every table; returns their numbers."""
    numbers = [await press.reader(name, topic) for name in names]
    await press.run(tag_people, users=numbers, tag="志愿者", by=press.editor, now=NOON)
    await press.run(list_people, broadcast_id=press.told.id, users=numbers)
    rows = [
        {"registration_id": press.made.id, "user_id": one, "stars": 5, "comment": "好", "at": NOON} for one in numbers
    ]
    await press.run(lambda connection: connection.execute(event_rating.insert(), rows))
    return numbers


async def owners(press):
    found = {}
    for table in TABLES:
        rows = await press.database.reading(lambda connection, table=table: connection.execute(table.select()).all())
        found[table.name] = sorted(row.user_id for row in rows)
    return found


async def test_a_copy_has_them_all_in_words(press):
    her, _ = await belongs(press, "she", "he")
    held = await press.run(everything_about, vault=VAULT, user_id=her, now=NOON)
    assert {table.name: len(held[table.name]) for table in TABLES} == {table.name: 1 for table in TABLES}
    for language in LANGUAGES:
        for table in TABLES:
            assert say_in(language)(f"held-{table.name}")
            for column in held[table.name][0]:
                assert say_in(language)(f"held-col-{column}")


async def test_erased_are_hers_and_nobody_else_s(press):
    her, him = await belongs(press, "she", "he")
    await press.run(erase, user_id=her, now=NOON)
    assert await owners(press) == {table.name: [him] for table in TABLES}


async def test_two_who_are_one_keep_each_once(press):
    her, other = await belongs(press, "she", "she again")
    await press.run(merge_users, vault=VAULT, gone=other, stays=her, now=NOON)
    assert await owners(press) == {table.name: [her] for table in TABLES}


async def test_what_only_one_of_the_two_had_is_kept(press):
    stays = await press.meets("she")
    [gone] = await belongs(press, "she again", topic="policies")
    await press.run(merge_users, vault=VAULT, gone=gone, stays=stays, now=NOON)
    assert await owners(press) == {table.name: [stays] for table in TABLES}


async def test_withdrawn_consent_stops_all_topics(press):
    her, him = await belongs(press, "she", "he")
    await press.run(record_consent, user_id=her, purpose="booking", version="1", given=True, channel="web", now=NOON)
    await press.run(withdraw_consent, user_id=her, channel="web", now=NOON)
    assert (await owners(press))["subscription"] == [him]
