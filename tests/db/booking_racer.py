"""A program of its own that books for many people at once, and says of each what they were told.

As controls it can book in ways that are known to be wrong: by reading and then writing, and with pools in any order.
"""

import argparse
import asyncio
import json
import random
import sys
from datetime import datetime

from sqlalchemy import select, update

from db import Database, DatabaseUnavailable, booking, seats
from db.admission import accept_offer
from db.booking import register, transfer
from db.booking_tables import pool
from db.catalogue import bookings_of
from db.leaving import cancel
from db.refusals import Refused


def take_what_was_free(connection, needs, *, nobody_waits=False):
    """Count first, then write: what everybody does who has not been oversold yet."""
    for pool_id, units in needs.items():
        row = connection.execute(select(pool.c.taken, pool.c.capacity).where(pool.c.id == pool_id)).one()
        if row.taken + units > row.capacity:
            return False
        connection.execute(update(pool).where(pool.c.id == pool_id).values(taken=row.taken + units))
    return True


def take_in_any_order(connection, needs, *, nobody_waits=False):
    """The guarded updates, but each transaction in an order of its own."""
    pools = list(needs)
    random.shuffle(pools)
    for number in pools:
        connection.execute(seats._TAKE, {"this": number, "units": needs[number]})
    return True


CONTROLS = {"counting": take_what_was_free, "unordered": take_in_any_order}


async def book(database, user, tickets, now, _chance):
    """Book once."""
    made = await database.writing(register, user_id=user, ticket_id=tickets[0], now=now, key=f"book:{user}")
    return made.status


async def live(database, user, tickets, now, chance):
    """Book, wait, reschedule, cancel, in any order."""
    for _ in range(4):
        mine = await database.reading(bookings_of, user_id=user, now=now)
        one = mine[0].registration if mine else None
        try:
            if one is None:
                await database.writing(register, user_id=user, ticket_id=chance.choice(tickets), now=now)
            elif one.status == "offered":
                await database.writing(accept_offer, registration_id=one.id, user_id=user, now=now)
            elif one.status == "confirmed" and chance.random() < 0.6:
                await database.writing(
                    transfer, registration_id=one.id, user_id=user, ticket_id=chance.choice(tickets), now=now
                )
            else:
                await database.writing(cancel, registration_id=one.id, user_id=user, now=now)
        except Refused:
            continue
    return "lived"


async def race(given):
    """All at once, as far as the doors let them."""
    if given.control:
        booking.take = CONTROLS[given.control]
        booking.lock = lambda *_: None
    database = Database(given.url)
    now = datetime.fromisoformat(given.now)
    chance = random.Random(given.seed)
    turns = asyncio.Semaphore(given.at_once)
    doing = live if given.live else book

    async def one(user):
        async with turns:
            try:
                told = await doing(database, user, given.tickets, now, chance)
            except (Refused, DatabaseUnavailable) as refusal:
                told = type(refusal).__name__
            except Exception as error:  # noqa: BLE001 - whatever it is, the test counts it
                told = "deadlock" if "deadlock" in str(error) else repr(error)
            sys.stdout.write(json.dumps([user, told]) + "\n")
            sys.stdout.flush()

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    async with asyncio.TaskGroup() as group:
        for user in given.users:
            group.create_task(one(user))
    await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--users", type=int, nargs="+")
    parser.add_argument("--tickets", type=int, nargs="+")
    parser.add_argument("--now")
    parser.add_argument("--control", choices=CONTROLS, default="")
    parser.add_argument("--live", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--at-once", type=int, default=8)
    asyncio.run(race(parser.parse_args()))
