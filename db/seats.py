"""Seats: taken and given back by guarded updates, in the order of the pools' numbers, with the ledger beside them.

Pools that are booked together have one *lead*, the one with the lowest number. Whoever changes one of them locks the
lead first, and no transaction locks a lead after one with a higher number: so none waits in a circle, and whoever
holds the lead sees everything about its pools and their waiting lists.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select, update

from db.booking_tables import claim, need, pool

Needs = Mapping[int, int]
"""How many seats of which pool."""

_TAKE = (
    update(pool)
    .where(pool.c.id == bindparam("this"), pool.c.taken + bindparam("units") <= pool.c.capacity)
    .values(taken=pool.c.taken + bindparam("units"))
    .returning(pool.c.id)
)
_TAKE_WHERE_NOBODY_WAITS = _TAKE.where(pool.c.waiting == 0)
_GIVE_BACK = (
    update(pool)
    .where(pool.c.id == bindparam("this"))
    .values(taken=pool.c.taken - bindparam("units", type_=pool.c.id.type))
)
_COUNT_WAITING = (
    update(pool)
    .where(pool.c.id == bindparam("this"))
    .values(waiting=pool.c.waiting + bindparam("change", type_=pool.c.waiting.type))
)
_WAIT_WHERE_FULL = (
    update(pool)
    .where(pool.c.id == bindparam("this"), pool.c.taken + bindparam("units") > pool.c.capacity)
    .values(waiting=pool.c.waiting + 1)
    .returning(pool.c.id)
)
_LOCK = select(pool.c.id).where(pool.c.id == bindparam("this")).with_for_update(key_share=True)
_TOGETHER = select(pool.c.id, pool.c.taken, pool.c.capacity, pool.c.waiting).where(pool.c.lead_id == bindparam("lead"))
_NEEDS = select(need.c.pool_id, need.c.units).where(need.c.ticket_id == bindparam("ticket"))


@dataclass(slots=True)
class Seats:
    """What a pool has, as its lead's lock shows it."""

    free: int
    waiting: int


def lock(connection: Connection, *leads: int) -> None:
    """Lock leads, lowest first. A transaction that locks more than one locks them here, all at once."""
    for lead in sorted(set(leads)):
        connection.execute(_LOCK, {"this": lead})


def seats_of(connection: Connection, *, lead: int) -> dict[int, Seats]:
    """The pools of a lead. Certain for as long as the lead is locked."""
    return {
        row.id: Seats(row.capacity - row.taken, row.waiting) for row in connection.execute(_TOGETHER, {"lead": lead})
    }


def needs_of(connection: Connection, *, ticket_id: int, pieces: int) -> dict[int, int]:
    """What so many pieces of a ticket take from which pools."""
    return {row.pool_id: row.units * pieces for row in connection.execute(_NEEDS, {"ticket": ticket_id})}


def take(connection: Connection, needs: Needs, *, nobody_waits: bool = False) -> bool:
    """Take all the seats or none; with `nobody_waits`, none either where somebody waits for one of the pools."""
    statement = _TAKE_WHERE_NOBODY_WAITS if nobody_waits else _TAKE
    taken: dict[int, int] = {}
    for pool_id, units in sorted(needs.items()):
        if connection.execute(statement, {"this": pool_id, "units": units}).first() is None:
            give_back(connection, taken)
            return False
        taken[pool_id] = units
    return True


def give_back(connection: Connection, needs: Needs) -> None:
    """Give seats back to their pools."""
    for pool_id, units in sorted(needs.items()):
        connection.execute(_GIVE_BACK, {"this": pool_id, "units": units})


def ledger(registration_id: int, needs: Needs) -> list[dict[str, int]]:
    """The lines that say which registration holds the seats that were taken."""
    return [
        {"registration_id": registration_id, "pool_id": pool_id, "units": units} for pool_id, units in needs.items()
    ]


def release(connection: Connection, *, registration_id: int) -> dict[int, int]:
    """Give a registration's seats back and strike them from the ledger; returns what it held."""
    held = {
        row.pool_id: row.units
        for row in connection.execute(
            delete(claim).where(claim.c.registration_id == registration_id).returning(claim.c.pool_id, claim.c.units)
        )
    }
    give_back(connection, held)
    return held


def wait_where_full(connection: Connection, needs: Needs, *, lead: int) -> bool:
    """Begin to wait, unless the lead has seats enough; where it has not, the other pools need not be looked at."""
    if connection.execute(_WAIT_WHERE_FULL, {"this": lead, "units": needs[lead]}).first() is None:
        return False
    count_waiting(connection, needs.keys() - {lead}, change=1)
    return True


def count_waiting(connection: Connection, pools: Iterable[int], *, change: int) -> None:
    """Count a registration that begins (1) or ceases (-1) to wait for seats of these pools."""
    for pool_id in sorted(pools):
        connection.execute(_COUNT_WAITING, {"this": pool_id, "change": change})
