"""Browsing and "my bookings" in a database as large as a city's."""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from booking_crowd import COMPLEXES, NOW, flats, new_database, people
from sqlalchemy import Connection, event, select, text

from db.booking_tables import booking_move, claim, pool, registration, slot, ticket
from db.catalogue import bookings_of, upcoming
from db.flats import complexes

COLUMNS = {
    "browse_ms": ("browsing all, ms in the database", 2),
    "browse_p99_ms": ("p99", 2),
    "browse_complex_ms": ("browsing one complex's viewings, ms", 2),
    "browse_complex_p99_ms": ("p99", 2),
    "browse_place_ms": ("browsing by place and month, ms", 2),
    "browse_place_p99_ms": ("p99", 2),
    "mine_ms": ("my bookings, ms in the database", 2),
    "mine_p99_ms": ("p99", 2),
    "complexes_ms": ("all complexes with their units, ms", 2),
    "complexes_p99_ms": ("p99", 2),
}
BATCH = 2000


def registrations(connection: Connection, *, users: list[int], size: int) -> None:
    """So many registrations, of every status, in the slots there are: written as booking would have left them."""
    chance = random.Random(7)
    places = connection.execute(
        select(slot.c.id, ticket.c.id, slot.c.lead_id).join_from(slot, ticket, ticket.c.slot_id == slot.c.id)
    ).all()
    connection.execute(pool.update().values(capacity=10**6))
    first = 1
    for begin in range(0, size, BATCH):
        rows, claims, moves = [], [], []
        for number in range(begin + first, min(begin + BATCH, size) + first):
            one, kind, lead = places[number % len(places)]
            status = "confirmed" if number % 4 else chance.choice(["cancelled", "expired", "transferred"])
            who = users[number * 7919 % len(users)]
            rows.append(
                {
                    "id": number,
                    "user_id": who,
                    "slot_id": one,
                    "ticket_id": kind,
                    "status": status,
                    "party": 1,
                    "code": f"B{number}",
                    "details": {},
                    "created_at": NOW,
                    "changed_at": NOW,
                    "version": 1,
                }
            )
            moves.append({"registration_id": number, "to_status": status, "by_user": who, "at": NOW})
            if status == "confirmed":
                claims.append({"registration_id": number, "pool_id": lead, "units": 1})
        connection.execute(registration.insert(), rows)
        connection.execute(claim.insert(), claims)
        connection.execute(booking_move.insert(), moves)
    connection.execute(
        text("UPDATE pool SET taken = (SELECT count(*) FROM claim WHERE claim.pool_id = pool.id), capacity = 1000000")
    )
    connection.execute(text("ANALYZE"))


async def measure_scale(
    folder: Path | None, size: int, booked: int, looks: int
) -> tuple[dict[str, float], dict[str, list[str]]]:
    """The milliseconds of each look, median and p99, and the plans of its queries."""
    figures: dict[str, float] = {}
    plans: dict[str, list[str]] = {}
    async with new_database(folder) as (database, _):
        await database.writing(flats)
        users = await database.writing(people, size=size)
        await database.writing(registrations, users=users, size=booked)
        chance = random.Random(11)
        kinds: dict[str, Callable[[], tuple[Callable[..., Any], dict[str, Any]]]] = {
            "browse": lambda: (upcoming, {"now": NOW + timedelta(hours=chance.randrange(300))}),
            "browse_complex": lambda: (
                upcoming,
                {"now": NOW, "kind": "viewing", "subjects": [f"complex:c{chance.randrange(COMPLEXES)}"]},
            ),
            "browse_place": lambda: (
                upcoming,
                {"now": NOW, "place": "湖湾", "since": NOW, "before": NOW + timedelta(days=31)},
            ),
            "mine": lambda: (bookings_of, {"now": NOW, "user_id": chance.choice(users)}),
            "complexes": lambda: (complexes, {}),
        }
        for name, choose in kinds.items():
            took = []
            for _ in range(looks):
                operation, given = choose()
                took.append(await database.reading(timed, look=operation, given=given))
            figures[f"{name}_ms"] = median(took) * 1000
            figures[f"{name}_p99_ms"] = quantiles(took, n=100)[98] * 1000
            operation, given = choose()
            plans[name] = await database.reading(explained, look=operation, given=given)
    return figures, plans


def timed(connection: Connection, *, look: Callable[..., Any], given: dict[str, Any]) -> float:
    """The seconds that an operation takes, once it has its connection."""
    start = time.perf_counter()
    look(connection, **given)
    return time.perf_counter() - start


def explained(connection: Connection, *, look: Callable[..., Any], given: dict[str, Any]) -> list[str]:
    """How the database goes about the queries of an operation."""
    asked: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    look(connection, **given)
    event.remove(connection, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN (ANALYZE, TIMING OFF) "
    return [
        str(row[-1])
        for statement, parameters in asked
        for row in connection.exec_driver_sql(explain + statement, parameters)
    ]
