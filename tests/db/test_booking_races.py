"""Many people at once, from several programs: nothing oversold, no deadlock, and nothing told that is not so."""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack, suppress

import pytest
from asyncpg import InsufficientPrivilegeError
from sqlalchemy.engine import make_url
from sqlalchemy.util import await_only

from db import booking
from db.booking import register
from db.booking_tables import claim, registration
from db.leaving import cancel
from db.refusals import Closed
from db.slots import cancel_slot
from db.tables import user
from tests.databases import administer
from tests.db.booking_world import (
    World,
    require_a_fair_queue,
    require_legal_moves,
    require_one_place_at_a_time,
    require_seats_balance,
    require_whole_claims,
)
from tests.db.conftest import NOON
from tests.db.offers import DAY, a_slot, an_offering, mixer, offered, plain_ticket

CROWD = {"postgresql": (1000, 200, 4), "sqlite": (200, 40, 2)}
"""How many contend for how many seats from how many programs."""


def crowd(connection, *, size):
    rows = [{"language": "zh", "created_at": NOON} for _ in range(size)]
    return list(connection.execute(user.insert().returning(user.c.id), rows).scalars())


class Racers:
    """Programs that book, each for its own people, all from the same moment on."""

    def __init__(self, url, people, tickets, *options, programs):
        self.running = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.db.booking_racer", url, "--now", NOON.isoformat()),
                    *("--users", *map(str, people[number::programs]), "--tickets", *map(str, tickets)),
                    *("--seed", str(number), *options),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for number in range(programs)
        ]
        for program in self.running:
            assert program.stdout.readline() == "ready\n"
        for program in self.running:
            program.stdin.write("go\n")
            program.stdin.flush()

    def told(self):
        """What each person was told in the end."""
        said = {}
        with ExitStack() as stack:
            for program in self.running:
                stack.enter_context(program)
                said.update(json.loads(line) for line in program.stdout)
        return said


@pytest.fixture
def race(database_url):
    def run(people, tickets, *options, programs):
        return Racers(database_url, people, tickets, *options, programs=programs)

    return run


async def require_sound(database):
    world = await database.reading(World)
    require_seats_balance(world)
    require_whole_claims(world)
    require_one_place_at_a_time(world)
    require_legal_moves(world)
    require_a_fair_queue(world, NOON)
    return world


async def test_a_thousand_contend_for_two_hundred_seats(database, race, backend):
    size, seats, programs = CROWD[backend]
    [ticket] = (await database.writing(offered, draft=an_offering(a_slot(pools={"all": seats})))).values()
    people = await database.writing(crowd, size=size)
    told = await asyncio.to_thread(lambda: race(people, [ticket], programs=programs).told())
    assert Counter(told.values()) == {"confirmed": seats, "waitlisted": size - seats}
    world = await require_sound(database)
    assert {one.user_id: one.status for one in world.registrations.values()} == told


@pytest.mark.parametrize("backend", ["postgresql"])  # SQLite has one writer
async def test_counting_before_writing_would_oversell(database, race):
    [ticket] = (await database.writing(offered, draft=an_offering(a_slot(pools={"all": 50})))).values()
    people = await database.writing(crowd, size=200)
    told = await asyncio.to_thread(lambda: race(people, [ticket], "--control", "counting", programs=2).told())
    assert Counter(told.values())["confirmed"] > 50


async def test_booking_cancelling_and_rescheduling_at_once_end_in_order(database, race, backend):
    size, _, programs = CROWD[backend]
    drafts = [
        mixer(men=8, women=8, seats=14),
        an_offering(a_slot("early", pools={"all": 5}), a_slot("late", starts=NOON + 9 * DAY, pools={"all": 5})),
        an_offering(
            a_slot("one", starts=NOON + 10 * DAY, pools={"lunch": 3}, tickets=[plain_ticket(needs={"day": 1})]),
            a_slot(
                "two", starts=NOON + 11 * DAY, pools={"lunch": 3}, tickets=[plain_ticket(needs={"day": 1, "lunch": 1})]
            ),
            key="week",
            pools={"day": 4},
        ),
    ]
    tickets = [number for draft in drafts for number in (await database.writing(offered, draft=draft)).values()]
    people = await database.writing(crowd, size=size // 5)
    told = await asyncio.to_thread(lambda: race(people, tickets, "--live", programs=programs).told())
    assert Counter(told.values()) == {"lived": size // 5}
    await require_sound(database)


@pytest.fixture
def quick_to_find_deadlocks(database_url):
    """PostgreSQL looks a second later than it is locked, each time, unless it is told to look at once."""
    name = make_url(database_url).database
    with suppress(InsufficientPrivilegeError):  # who may not say so waits
        administer(database_url, f"ALTER DATABASE {name} SET deadlock_timeout = '20ms'")
    yield
    with suppress(InsufficientPrivilegeError):
        administer(database_url, f"ALTER DATABASE {name} RESET deadlock_timeout")


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_pools_in_any_order_would_lock_one_another(quick_to_find_deadlocks, database, race):
    needs = dict.fromkeys("abcd", 1)
    draft = an_offering(a_slot(pools=dict.fromkeys("abcd", 1000), tickets=[plain_ticket(needs=needs)]))
    [ticket] = (await database.writing(offered, draft=draft)).values()
    people = await database.writing(crowd, size=24)
    told = await asyncio.to_thread(lambda: race(people, [ticket], "--control", "unordered", programs=2).told())
    assert Counter(told.values())["deadlock"] > 0


async def test_after_kill_9_what_people_were_told_is_what_the_database_says(database, race):
    [ticket] = (await database.writing(offered, draft=an_offering(a_slot(pools={"all": 150})))).values()
    people = await database.writing(crowd, size=400)

    def kill_in_the_middle():
        racers = race(people, [ticket], programs=1)
        [program] = racers.running
        heard = [program.stdout.readline() for _ in range(100)]
        program.kill()
        return dict(json.loads(line) for line in heard) | racers.told()

    told = await asyncio.to_thread(kill_in_the_middle)
    assert 100 <= len(told) < 400
    world = await require_sound(database)
    written = {one.user_id: one.status for one in world.registrations.values()}
    assert told.items() <= written.items()

    # The messages of those who heard nothing run again, and so do all others: nothing is booked twice.
    for person in people[:200]:
        made = await database.writing(register, user_id=person, ticket_id=ticket, now=NOON, key=f"book:{person}")
        assert made.status == written.get(person, made.status)
    world = await require_sound(database)
    assert len(world.registrations) == len({*people[:200], *written})


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_one_person_who_books_everywhere_at_once_is_in_one_place(database, another):
    slots = [a_slot(f"{number}", pools={"all": 9}) for number in range(8)]
    tickets = (await database.writing(offered, draft=an_offering(*slots))).values()
    [person] = await database.writing(crowd, size=1)
    outcomes = await asyncio.gather(
        *(
            door.writing(register, user_id=person, ticket_id=ticket, now=NOON)
            for ticket in tickets
            for door in (database, another)
        ),
        return_exceptions=True,
    )
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert {type(outcome).__name__ for outcome in outcomes} <= {"Registration", "BusyThen", "AlreadyRegistered"}
    claims = await database.reading(lambda connection: connection.execute(claim.select()).all())
    assert len(claims) == len(await database.reading(lambda c: c.execute(registration.select()).all())) == 1


@pytest.fixture
def meanwhile(another, monkeypatch):
    """Let something else happen, and be written, between a person's question and their booking."""

    def happens(operation, **given):
        find_place = booking.find_place

        def find(connection, **asked):
            place = find_place(connection, **asked)
            await_only(another.writing(operation, **given))
            return place

        monkeypatch.setattr(booking, "find_place", find)

    return happens


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_seat_that_becomes_free_at_this_moment_is_not_left_empty(database, meanwhile):
    [ticket] = (await database.writing(offered, draft=an_offering(a_slot(pools={"all": 1})))).values()
    anna, bo = await database.writing(crowd, size=2)
    first = await database.writing(register, user_id=anna, ticket_id=ticket, now=NOON)
    meanwhile(cancel, registration_id=first.id, user_id=anna, now=NOON)
    made = await database.writing(register, user_id=bo, ticket_id=ticket, now=NOON)
    assert made.status == "confirmed"
    await require_sound(database)


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_slot_that_is_called_off_at_this_moment_takes_nobody(database, meanwhile):
    [ticket] = (await database.writing(offered, draft=an_offering())).values()
    anna, bo = await database.writing(crowd, size=2)
    first = await database.writing(register, user_id=anna, ticket_id=ticket, now=NOON)
    meanwhile(cancel_slot, slot_id=first.slot_id, by=anna, reason="下雨", now=NOON)
    with pytest.raises(Closed):
        await database.writing(register, user_id=bo, ticket_id=ticket, now=NOON)
    world = await require_sound(database)
    assert [one.status for one in world.registrations.values()] == ["cancelled"]
