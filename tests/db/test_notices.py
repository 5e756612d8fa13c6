"""What is due is taken in hand once, by those who can say it, for the chat in which the person acted."""

import asyncio
from datetime import timedelta

import pytest

from db import intake, people
from db.admission import approve
from db.delivering import claim_wave
from db.intake import Arrival
from db.lanes import open_lane
from db.outcomes import Outcome, write_outcomes
from db.registrations import Policy
from db.routing import route_due
from db.tables import identity
from tests.db.conftest import NOON
from tests.db.offers import an_offering
from tests.db.office import Office

LEASE = timedelta(minutes=1)


@pytest.fixture
async def office(database):
    return Office(database)


async def admitted(office, *, key):
    """Somebody who is registered by a message, and then admitted by the office."""
    await office.offers(an_offering(policy=Policy(approval=True)))
    made = await office.registers("ann", key=key)
    await office.decides(approve, made)
    return made


async def claimed(database, *channels):
    """What these channels' lanes take in hand at noon, once it is known where it is said."""
    await database.writing(route_due, channels=channels, now=NOON)
    found = []
    for lane in channels:
        await database.writing(open_lane, name=lane, per_second=1000, now=NOON)
        wave = await database.writing(
            claim_wave, lane=lane, worker=1, room=50, lease=LEASE, night=False, weekly=0, now=NOON
        )
        found += wave.messages
    return found


async def said_on(database, channel, chat):
    """A message in a chat; returns its number."""
    arrival = Arrival(channel=channel, key=f"k{chat}", chat=chat, payload={"message": {}})
    [receipt] = await database.writing(intake.record, arrivals=[arrival], worker=1, now=NOON)
    return receipt.id


async def test_a_notice_goes_where_the_person_acted_and_only_once(office, database):
    number = await said_on(database, "telegram", 4711)
    made = await admitted(office, key=f"in{number}")
    [due] = await claimed(database, "web", "telegram")
    assert (due.kind, due.data["registration"], due.lane, due.chat) == ("admitted", made.id, "telegram", 4711)
    assert await claimed(database, "web", "telegram") == []
    await database.writing(write_outcomes, worker=1, results=[(due, Outcome("sent"))], most_faults=10, now=NOON)
    assert (await office.said())[f"admitted:reg{made.id}"].state == "sent"
    assert await claimed(database, "web", "telegram") == []


async def test_what_was_said_in_a_group_is_not_answered_there(office, database):
    number = await said_on(database, "telegram", -100)
    await admitted(office, key=f"in{number}")
    [due] = await claimed(database, "web", "telegram")
    assert due.lane == "web"


async def test_it_goes_to_the_account_met_last_when_nothing_else_is_known(office, database):
    await admitted(office, key="in999999")
    user = await office.user("ann")

    def also_on_telegram(connection):
        other = people.recognise(connection, channel="telegram", external_id="815", language="zh", now=NOON)
        connection.execute(identity.update().where(identity.c.id == other.identity_id).values(user_id=user))

    await database.writing(also_on_telegram)
    [due] = await claimed(database, "web", "telegram")
    assert (due.lane, due.chat) == ("telegram", 815)


async def test_who_is_not_on_these_channels_is_left_to_others(office, database):
    await admitted(office, key=None)
    assert await claimed(database, "terminal") == []
    assert len(await claimed(database, "web")) == 1


async def test_what_is_not_due_yet_is_not_said(office, database):
    await admitted(office, key=None)
    await claimed(database, "web")
    states = {key: row.state for key, row in (await office.said()).items()}
    assert {state for key, state in states.items() if key.startswith("remind")} == {"queued"}


async def test_two_programs_take_each_notice_once(office, database, another):
    await admitted(office, key=None)
    found = await asyncio.gather(*(claimed(one, "web") for one in (database, another, database, another)))
    assert sum(map(len, found)) == 1
