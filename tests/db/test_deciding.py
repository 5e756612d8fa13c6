"""Those who may decide hear once that somebody waits for it, and again when all were dealt with."""

import asyncio
from datetime import timedelta

import pytest

from db.admission import accept_offer, approve, confirm_hold, reject
from db.booking import register, transfer
from db.deciding import WANTED
from db.delivering import claim_wave, look
from db.lanes import open_lane
from db.leaving import cancel
from db.personal_tables import staff
from db.registrations import Policy
from db.routing import route_due
from tests.db.conftest import NOON
from tests.db.offers import DAY, a_slot, an_offering
from tests.db.office import Office

DECIDED = Policy(approval=True)
ALL = ["admin", "events", "mixer"]


@pytest.fixture
async def office(database):
    """An office with somebody of each role, who have joined, and somebody who has not."""
    office = Office(database)
    rows = [{"name": role, "role": role, "user_id": await office.user(role), "created_at": NOON} for role in ALL]
    rows.append({"name": "late", "role": "mixer", "user_id": None, "created_at": NOON})
    await database.writing(lambda connection: connection.execute(staff.insert(), rows))
    return office


async def told(office, *states):
    """Who was or will be told that somebody waits, by name, as often as that is."""
    names = {number: name for name, number in office.ids.items()}
    rows = (await office.said()).values()
    return sorted(names[row.user_id] for row in rows if row.kind == WANTED and row.state in (states or ("queued",)))


async def leaves(office, *, night=False):
    """What leaves for the web page: who is told that somebody waits."""
    await office.database.writing(route_due, channels=["web"], now=NOON)
    await office.database.writing(open_lane, name="web", per_second=1000, now=NOON)
    view = await office.database.reading(look, lane="web", night=night, now=NOON)
    given = {"lane": "web", "worker": 1, "room": 50, "lease": timedelta(minutes=1), "weekly": 0}
    wave = await office.database.writing(claim_wave, night=night, now=NOON, **given)
    assert view.awaited == view.notices == bool(wave.messages or wave.more)
    names = {number: name for name, number in office.ids.items()}
    return sorted(names[one.user_id] for one in wave.messages if one.kind == WANTED)


async def test_the_first_who_waits_is_told_of_and_the_next_is_not(office):
    await office.offers(an_offering(policy=DECIDED))
    made = await office.registers("ann", key="in1")
    assert await told(office) == ALL
    await office.registers("ann", key="in1")
    await office.registers("bob")
    assert await told(office) == ALL
    assert [row.data for row in (await office.said()).values()] == [{"slot": made.slot_id}] * 3


async def test_who_has_a_seat_at_once_is_not_told_of(office):
    await office.offers(an_offering())
    await office.registers("ann")
    assert await told(office) == []


async def test_where_seats_say_what_is_sensitive_only_those_who_may_read_it_are_told(office):
    await office.offers(an_offering(policy=Policy(approval=True, consent="sensitive")))
    await office.registers("ann")
    assert await told(office) == ["mixer"]


async def test_when_all_were_dealt_with_the_next_is_told_of(office):
    await office.offers(an_offering(a_slot(pools={"all": 9}), policy=DECIDED))
    ann, bob = await office.registers("ann"), await office.registers("bob")
    assert await leaves(office) == ALL
    await office.decides(approve, ann)
    cid = await office.registers("cid")
    await office.decides(reject, bob, reason="r")
    dan = await office.registers("dan")
    assert await told(office) == []
    await office.does(cancel, "cid", cid)
    await office.decides(approve, dan)
    await office.registers("eve")
    assert await told(office) == ALL


async def test_each_slot_is_told_of(office):
    await office.offers(an_offering(a_slot(), a_slot("two", starts=NOON + 9 * DAY), policy=DECIDED))
    await office.registers("ann")
    await office.registers("ann", slot="two")
    assert await told(office) == sorted(ALL * 2)


async def held(office):
    """Somebody confirms what was held for them."""
    await office.offers(an_offering(policy=Policy(approval=True, hold_minutes=60)))
    made = await office.registers("ann")
    assert await told(office) == []
    return await office.does(confirm_hold, "ann", made)


async def offered(office):
    """Somebody accepts the seat that they waited for."""
    await office.offers(an_offering(a_slot(pools={"all": 1}), policy=DECIDED))
    first, waits = await office.registers("bob"), await office.registers("ann")
    assert await leaves(office) == ALL
    await office.does(cancel, "bob", first)
    assert await told(office) == []
    return await office.does(accept_offer, "ann", waits)


async def moved(office):
    """Somebody exchanges a seat for one about which the office decides."""
    await office.offers(an_offering(a_slot(starts=NOON + 9 * DAY), key="free"))
    made = await office.registers("ann")
    await office.offers(an_offering(policy=DECIDED))
    return await office.does(transfer, "ann", made, ticket_id=office.tickets["one", "place"])


@pytest.mark.parametrize("becomes", [held, offered, moved])
async def test_staff_hear_of_it_however_it_becomes_pending(office, becomes):
    made = await becomes(office)
    assert made.status == "pending"
    assert await told(office) == ALL


async def test_of_many_who_become_pending_at_once_one_is_told_of(office, another):
    """The lead is locked: who comes second sees the first, also from another program."""
    size = 12
    await office.offers(an_offering(a_slot(pools={"all": size}), policy=DECIDED))
    people = [await office.user(f"person {number}") for number in range(size)]
    given = {"ticket_id": office.tickets["one", "place"], "now": NOON}
    bookings = [
        (another if number % 2 else office.database).writing(register, user_id=user, **given)
        for number, user in enumerate(people)
    ]
    made = await asyncio.gather(*bookings)
    assert {one.status for one in made} == {"pending"}
    assert await told(office, "queued", "skipped") == ALL


async def test_at_night_it_waits_and_in_the_morning_it_is_said_once(office):
    await office.offers(an_offering(policy=DECIDED))
    ann = await office.registers("ann")
    assert await leaves(office, night=True) == []
    await office.does(cancel, "ann", ann)
    await office.registers("bob")
    assert await leaves(office, night=True) == []
    assert await leaves(office) == ALL


async def test_what_was_decided_meanwhile_is_not_said(office):
    await office.offers(an_offering(policy=DECIDED))
    ann = await office.registers("ann")
    await office.does(cancel, "ann", ann)
    assert await leaves(office) == []
    assert await told(office, "skipped") == ALL


async def test_it_is_said_as_long_as_anybody_waits(office):
    await office.offers(an_offering(policy=DECIDED))
    ann = await office.registers("ann")
    await office.registers("bob")
    await office.does(cancel, "ann", ann)
    assert await leaves(office) == ALL
