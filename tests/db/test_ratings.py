"""People are asked once how they liked what they went to, and only those who went may say."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.booking_tables import registration
from db.outbox_tables import outbox
from db.ratings import ask_ratings, liked, rate, say_why, when_to_ask
from db.refusals import NotFound
from db.retention import Periods, purge
from tests.db.offers import DAY, HOUR, a_slot, an_offering
from tests.db.office import START, Office

CITY = ZoneInfo("Asia/Shanghai")
OVER = START + 3 * HOUR


@pytest.fixture
async def office(database):
    office = Office(database)
    await office.offers(an_offering(a_slot(pools={"all": 9})))
    return office


async def asks(office, now=OVER):
    return await office.database.writing(ask_ratings, zone=CITY, now=now)


async def asked(office):
    rows = await office.database.reading(
        lambda connection: connection.execute(select(outbox).where(outbox.c.kind == "rate")).all()
    )
    return {row.key: row for row in rows}


async def stars(office, made, number, *, by=None, now=OVER):
    user_id = made.user_id if by is None else await office.user(by)
    await office.database.writing(rate, registration_id=made.id, user_id=user_id, stars=number, now=now)


async def test_who_went_is_asked_once_after_the_end(office):
    made = await office.registers("anna")
    assert await asks(office, START) == 0
    assert await asks(office) == 1
    assert await asks(office) == 0
    [row] = (await asked(office)).values()
    assert row.due_at == when_to_ask(START + 2 * HOUR, CITY)
    assert row.expires_at == row.due_at + timedelta(days=3)
    assert row.user_id == made.user_id


async def test_who_did_not_come_or_waited_is_not_asked(office):
    came, _ = await office.registers("anna"), await office.registers("bo")
    await office.scans(came.code)
    await office.ticks(OVER)  # somebody was scanned: the other counts as a no-show
    assert await asks(office) == 1
    assert {row.user_id for row in (await asked(office)).values()} == {came.user_id}


async def test_what_is_long_over_and_what_is_no_event_is_not_asked_about(office):
    await office.registers("anna")
    assert await asks(office, OVER + 3 * DAY) == 0
    await office.offers(an_offering(a_slot(), key="view", kind="viewing"))
    await office.registers("bo")
    assert await asks(office) == 1


@pytest.mark.parametrize(
    ("ended", "asked_at"),
    [
        (datetime(2026, 12, 5, 9, 0, tzinfo=UTC), datetime(2026, 12, 5, 20, 0, tzinfo=CITY)),
        (datetime(2026, 12, 5, 11, 0, tzinfo=UTC), datetime(2026, 12, 5, 20, 0, tzinfo=CITY)),
        (datetime(2026, 12, 5, 11, 1, tzinfo=UTC), datetime(2026, 12, 6, 9, 30, tzinfo=CITY)),
        (datetime(2026, 12, 5, 15, 0, tzinfo=UTC), datetime(2026, 12, 6, 9, 30, tzinfo=CITY)),
    ],
)
def test_it_is_asked_on_the_evening_or_the_next_morning(ended, asked_at):
    assert when_to_ask(ended, CITY) == asked_at


async def test_the_newest_stars_count_and_staff_see_the_mean(office):
    hers, his = await office.registers("anna"), await office.registers("bo")
    slot = hers.slot_id
    assert (await office.database.reading(liked, slot_id=slot)).mean is None
    await stars(office, hers, 1)
    await stars(office, hers, 4)
    await stars(office, his, 5)
    await office.database.writing(say_why, registration_id=hers.id, user_id=hers.user_id, words="菜好吃")
    await office.database.writing(say_why, registration_id=hers.id, user_id=his.user_id, words="别人的")
    found = await office.database.reading(liked, slot_id=slot)
    assert (found.number, found.mean, found.words) == (2, 4.5, ("菜好吃",))


@pytest.mark.parametrize("given", [{"number": 0}, {"number": 6}, {"by": "bo"}, {"now": START}])
async def test_nobody_rates_for_others_before_the_end_or_beyond_five(office, given):
    made = await office.registers("anna")
    with pytest.raises(NotFound):
        await stars(office, made, **{"number": 5, **given})


async def test_words_are_forgotten_with_the_event_and_the_stars_stay(office):
    made = await office.registers("anna")
    await stars(office, made, 4)
    await office.database.writing(say_why, registration_id=made.id, user_id=made.user_id, words="菜好吃")
    kept = Periods(chats=999, events=30, profile=999, learning=999, audit=999)
    await office.database.writing(purge, periods=kept, now=OVER + 29 * DAY)
    assert (await office.database.reading(liked, slot_id=made.slot_id)).words == ("菜好吃",)
    await office.database.writing(purge, periods=kept, now=OVER + 31 * DAY)
    found = await office.database.reading(liked, slot_id=made.slot_id)
    assert (found.mean, found.words) == (4.0, ())


async def test_who_cancelled_does_not_rate(office):
    made = await office.registers("anna")
    await office.database.writing(
        lambda connection: connection.execute(registration.update().values(status="cancelled"))
    )
    with pytest.raises(NotFound):
        await stars(office, made, 5)
