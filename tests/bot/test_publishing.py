"""What a pack offers is brought into the database: once, for four weeks, its samples only where they are wanted."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.publishing import publish_pack
from bot.settings import PACKS
from db import Database
from db.availability import make_slots
from db.booking_tables import slot
from db.catalogue import upcoming
from knowledge import read_pack
from tests.conftest import SMALL

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BACKENDS = pytest.mark.parametrize("backend", ["sqlite", "postgresql"])


@pytest.fixture(scope="module")
def wujin():
    return read_pack(PACKS / "wujin")


@pytest.fixture(scope="module")
def small():
    return read_pack(SMALL)


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    yield database
    await database.close()


async def slots(database):
    return await database.reading(lambda connection: connection.execute(slot.select().order_by(slot.c.id)).all())


@BACKENDS
async def test_the_samples_fill_the_next_four_weeks_once(database, wujin):
    await publish_pack(database, wujin, demo=True, now=NOW)
    made = await slots(database)
    await publish_pack(database, wujin, demo=True, now=NOW)
    assert await slots(database) == made
    for kind in ("viewing", "event", "appointment"):
        cards = (await database.reading(upcoming, now=NOW, kind=kind, limit=1000)).cards
        assert cards
        assert all(card.sample for card in cards)
    events = (await database.reading(upcoming, now=NOW, kind="event", limit=100)).cards
    assert {card.subject for card in events} >= {
        "event:mixer",
        "event:mixer-lake-bay",
        "event:group-wedding",
        "event:neighbourhood-festival",
        "event:talent-week",
    }
    weeks = {(card.starts_at - NOW) // timedelta(days=7) for card in events}
    assert weeks == {0, 1, 2, 3}


@pytest.fixture
def statements():
    """Everything that is said to the database."""
    said = []

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield said
    event.remove(Engine, "before_cursor_execute", note)


@BACKENDS
async def test_what_was_published_today_is_only_looked_at(database, small, statements):
    await publish_pack(database, small, demo=False, now=NOW)
    many = len(statements)
    statements.clear()
    await publish_pack(database, small, demo=False, now=NOW + timedelta(hours=1))
    assert len([one for one in statements if not one.startswith("BEGIN")]) <= 2
    statements.clear()
    await publish_pack(database, small, demo=False, now=NOW + timedelta(days=1))
    assert many > len(statements) > many / 5


@BACKENDS
async def test_what_was_refused_is_tried_again(database, small, statements):
    kept = small.offerings[2]
    broken = kept.model_copy(update={"tickets": ()})
    changed = small.model_copy(update={"offerings": (broken, *small.offerings[3:])})
    await publish_pack(database, changed, demo=False, now=NOW)
    statements.clear()
    await publish_pack(database, changed, demo=False, now=NOW)
    assert len(statements) > 10


@BACKENDS
async def test_as_the_days_go_on_more_is_made_and_nothing_twice(database, wujin):
    for days in range(0, 15, 7):
        await publish_pack(database, wujin, demo=True, now=NOW + timedelta(days=days))
    zone = ZoneInfo(wujin.zone)
    found = [(row.offering_id, row.starts_at) for row in await slots(database)]
    assert len(found) == len(set(found))
    assert max(starts for _, starts in found) > NOW + timedelta(days=40)
    assert await database.writing(make_slots, now=NOW + timedelta(days=14), zone=zone) == 0


@BACKENDS
async def test_samples_are_withdrawn_when_they_are_not_wanted_any_more(database, wujin, small):
    await publish_pack(database, wujin, demo=True, now=NOW)
    await publish_pack(database, wujin, demo=False, now=NOW)
    assert (await database.reading(upcoming, now=NOW)).cards == ()
    await publish_pack(database, small, demo=True, now=NOW)
    cards = (await database.reading(upcoming, now=NOW, limit=100)).cards
    assert cards
    assert not any(card.sample for card in cards)


@BACKENDS
async def test_a_pack_without_offerings_offers_nothing_unless_samples_are_wanted(database, wujin):
    await publish_pack(database, wujin, demo=False, now=NOW)
    assert await slots(database) == []


@BACKENDS
async def test_hours_that_are_taken_out_of_the_pack_make_no_more_slots(database, small):
    await publish_pack(database, small, demo=False, now=NOW)
    mentor = next(one for one in small.offerings if one.hours)
    fewer = mentor.model_copy(update={"hours": mentor.hours[:0], "times": (), "repeated": ()})
    others = tuple(one for one in small.offerings if one is not mentor)
    changed = small.model_copy(update={"offerings": (*others, fewer)})
    before = {row.starts_at for row in await slots(database) if row.availability_id is not None}
    await publish_pack(database, changed, demo=False, now=NOW + timedelta(days=14))
    cards = (await database.reading(upcoming, now=NOW, subjects=[f"complex:{mentor.subject}"], limit=100)).cards
    assert {card.starts_at for card in cards} <= before


@BACKENDS
async def test_an_offering_that_the_database_refuses_stops_no_other(database, small):
    broken = small.offerings[2].model_copy(update={"hold_hours": 0, "id": "broken", "tickets": ()})
    changed = small.model_copy(update={"offerings": (broken, *small.offerings)})
    await publish_pack(database, changed, demo=False, now=NOW)
    assert (await database.reading(upcoming, now=NOW)).cards


@BACKENDS
async def test_two_programs_publish_at_once(database, database_url, wujin):
    other = Database(database_url)
    try:
        await asyncio.gather(
            *(publish_pack(one, wujin, demo=True, now=NOW) for one in (database, other, database, other))
        )
    finally:
        await other.close()
    found = [(row.offering_id, row.starts_at) for row in await slots(database)]
    assert len(found) == len(set(found))
