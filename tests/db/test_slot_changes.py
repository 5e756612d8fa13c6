"""Who is registered is told when the place changes, and only who is concerned, each time once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.admission import agree
from db.booking_tables import attendee
from db.offerings import publish
from tests.db.conftest import NOON
from tests.db.offers import DAY, a_slot, an_offering, wedding, words
from tests.db.office import Office

ELSEWHERE = words("太湖湾", "Lake Bay")


@pytest.fixture
def office(database):
    return Office(database)


async def changes(office, draft, *, now=NOON):
    await office.database.writing(publish, draft=draft, now=now)


async def told(office):
    return sorted(row.user_id for row in (await office.said()).values() if row.kind == "place_changed")


async def test_who_comes_or_waits_is_told_of_the_new_place_once_for_each_change(office):
    await office.offers(an_offering(a_slot(pools={"all": 1})))
    hers, his = await office.registers("anna"), await office.registers("bo")
    await changes(office, an_offering(a_slot(pools={"all": 1})))
    assert await told(office) == []
    await changes(office, an_offering(a_slot(pools={"all": 1}), place=ELSEWHERE))
    await changes(office, an_offering(a_slot(pools={"all": 1}), place=ELSEWHERE), now=NOON + timedelta(minutes=1))
    assert await told(office) == [hers.user_id, his.user_id]
    await changes(office, an_offering(a_slot(pools={"all": 1})), now=NOON + timedelta(minutes=2))
    assert await told(office) == sorted([hers.user_id, his.user_id] * 2)


async def test_what_is_over_concerns_nobody(office):
    await office.offers(an_offering())
    await office.registers("anna")
    await changes(office, an_offering(place=ELSEWHERE), now=NOON + 8 * DAY)
    assert await told(office) == []


async def test_who_agreed_to_come_along_is_told_too(office):
    await office.offers(wedding())
    await office.registers("anna", ticket="couple", names=["小波"])
    [row] = await office.database.reading(lambda connection: connection.execute(attendee.select()).all())
    await office.database.writing(agree, code=row.code, user_id=await office.user("bo"), now=NOON)
    await changes(office, replace(wedding(), place=ELSEWHERE))
    assert await told(office) == [await office.user("anna"), await office.user("bo")]
