"""What a booking costs: the whole operation beside the same rows written in plain asyncpg and by pgbench.

On PostgreSQL by 16 connections, on one slot that everybody wants and on many slots; then a thousand contenders for two
hundred seats. On SQLite one at a time and 16 at a time. Then, with as many flats, people and registrations as a city
has, what browsing and "my bookings" take in the database, with the query plans.
"""

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import quantiles
from typing import Any

import asyncpg
from booking_crowd import NOW, SERVER, UNITS, in_turns, new_database, people, places
from booking_scale import COLUMNS as SCALE
from booking_scale import measure_scale
from peers.plain_booking import PGBENCH, book_plainly
from running import Spread, machine, show

from db import Database
from db.booking import register

CONNECTIONS = 16
MANY = 200
"""Slots, where there are many."""
PLENTY = 1_000_000
"""Seats, where they are not to run out."""
COLUMNS = {
    "hot_per_second": ("one slot: bookings a second", 0),
    "hot_p99_ms": ("p99, ms", 1),
    "many_per_second": (f"{MANY} slots: bookings a second", 0),
    "many_p99_ms": ("p99, ms", 1),
    "contended_p99_ms": ("1,000 for 200 seats: p99, ms", 1),
    "contended_s": ("until all have an answer, s", 2),
    "one_by_one_per_second": ("one at a time: bookings a second", 0),
    "at_once_per_second": (f"{CONNECTIONS} at a time: bookings a second", 0),
    **SCALE,
}
"""What is measured: how it is called, and its digits."""


def p99_ms(took: list[float]) -> float:
    return quantiles(took, n=100)[98] * 1000


async def book(database: Database, tickets: list[int], users: list[int], at_once: int) -> tuple[list[float], Counter]:
    """Book once for each user through the operation; returns the seconds that each took, and the statuses."""
    took: list[float] = []
    statuses: Counter = Counter()

    async def one(number: int) -> None:
        start = time.perf_counter()
        made = await database.writing(
            register,
            user_id=users[number],
            ticket_id=tickets[number % len(tickets)],
            now=NOW,
            key=f"bench:{users[number]}",
        )
        took.append(time.perf_counter() - start)
        statuses[made.status] += 1

    await in_turns(one, len(users), at_once)
    return took, statuses


def pgbench(url: str, slots: int, bookings: int) -> float:
    """Bookings a second by pgbench's own count."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(PGBENCH.format(places=slots))
        script.flush()
        command = ["pgbench", "-n", "-c", str(CONNECTIONS), "-j", "2", "-t", str(bookings // CONNECTIONS)]
        done = subprocess.run([*command, "-f", script.name, url], check=True, capture_output=True, text=True)
    return next(float(line.split()[2]) for line in done.stdout.splitlines() if line.startswith("tps"))


async def prepare_pgbench(url: str, ours: list[tuple[int, int, int]], first_user: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "DROP TABLE IF EXISTS bench_place; DROP SEQUENCE IF EXISTS bench_user;"
            "CREATE TABLE bench_place (id int PRIMARY KEY, slot bigint, ticket bigint, pool bigint);"
            f"CREATE SEQUENCE bench_user START {first_user};"
        )
        rows = [(number + 1, *place) for number, place in enumerate(ours)]
        await connection.executemany("INSERT INTO bench_place VALUES ($1, $2, $3, $4)", rows)
    finally:
        await connection.close()


async def measure_postgres(bookings: int) -> dict[str, dict[str, float]]:
    """One round on PostgreSQL: all contenders in turns, each on tables of the same age."""
    figures: dict[str, dict[str, float]] = {"jinyue": {}, "asyncpg": {}, "pgbench": {}}
    async with new_database(None) as (database, url):
        for name, slots in (("hot", 1), ("many", MANY)):
            there = await database.writing(places, key=name, slots=slots, capacity=PLENTY)
            tickets = [ticket for _, ticket, _ in there]
            warm = await database.writing(people, size=200)
            await book(database, tickets, warm, CONNECTIONS)
            crowd = await database.writing(people, size=bookings)
            start = time.perf_counter()
            took, _ = await book(database, tickets, crowd, CONNECTIONS)
            figures["jinyue"][f"{name}_per_second"] = bookings / (time.perf_counter() - start)
            figures["jinyue"][f"{name}_p99_ms"] = p99_ms(took)

            crowd = await database.writing(people, size=bookings)
            start = time.perf_counter()
            took = await book_plainly(url, there, crowd, CONNECTIONS)
            figures["asyncpg"][f"{name}_per_second"] = bookings / (time.perf_counter() - start)
            figures["asyncpg"][f"{name}_p99_ms"] = p99_ms(took)

            if shutil.which("pgbench"):
                crowd = await database.writing(people, size=bookings + CONNECTIONS)
                await prepare_pgbench(url, there, crowd[0])
                figures["pgbench"][f"{name}_per_second"] = await asyncio.to_thread(pgbench, url, slots, bookings)
        [(_, ticket, _)] = await database.writing(places, key="contended", slots=1, capacity=200)
        crowd = await database.writing(people, size=1000)
        start = time.perf_counter()
        took, statuses = await book(database, [ticket], crowd, CONNECTIONS)
        figures["jinyue"]["contended_s"] = time.perf_counter() - start
        figures["jinyue"]["contended_p99_ms"] = p99_ms(took)
        if statuses != {"confirmed": 200, "waitlisted": 800}:
            raise SystemExit(f"oversold or lost: {statuses}")
    return {name: found for name, found in figures.items() if found}


async def measure_sqlite(bookings: int, folder: Path) -> dict[str, float]:
    """One round on SQLite."""
    figures = {}
    async with new_database(folder) as (database, _):
        there = await database.writing(places, key="many", slots=MANY, capacity=PLENTY)
        tickets = [ticket for _, ticket, _ in there]
        for name, at_once in (("one_by_one", 1), ("at_once", CONNECTIONS)):
            crowd = await database.writing(people, size=bookings)
            start = time.perf_counter()
            await book(database, tickets, crowd, at_once)
            figures[f"{name}_per_second"] = bookings / (time.perf_counter() - start)
    return figures


def report(measured: dict[str, list[dict[str, float]]], plans: dict[str, Any], on: dict[str, Any]) -> dict[str, Any]:
    """Print the table; returns the figures."""
    spreads = {
        name: {key: Spread.of([figures[key] for figures in rounds]) for key in COLUMNS if key in rounds[0]}
        for name, rounds in measured.items()
    }
    rounds = len(next(iter(measured.values())))
    show(
        "A booking: seats, registration, ledger, audit and two reminders in one transaction",
        COLUMNS,
        spreads,
        rounds,
        on,
    )
    figures: dict[str, Any] = {
        "benchmark": "booking",
        "machine": on,
        "rounds": rounds,
        **{name: {key: value.as_json() for key, value in spread.items()} for name, spread in spreads.items()},
        "plans": plans,
    }
    if "jinyue" in measured and "asyncpg" in measured:
        pairs = list(zip(measured["jinyue"], measured["asyncpg"], strict=True))
        for kind in ("hot", "many"):
            ratios = [ours[f"{kind}_per_second"] / theirs[f"{kind}_per_second"] for ours, theirs in pairs]
            figures[f"{kind}_ratio_to_asyncpg"] = Spread.of(ratios).as_json()
    return figures


async def measure_all(given: argparse.Namespace) -> dict[str, Any]:
    measured: dict[str, list[dict[str, float]]] = {}
    plans: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.rounds):
            found = {"jinyue on SQLite": await measure_sqlite(given.bookings, Path(folder))}
            if SERVER:
                found |= await measure_postgres(given.bookings)
            for name, figures in found.items():
                measured.setdefault(name, []).append(figures)
            print(f"round {number + 1} done", file=sys.stderr)
        for name, where in {"jinyue on SQLite": Path(folder), "jinyue": None}.items():
            if name in measured:
                figures, plans[name] = await measure_scale(where, given.people, given.registrations, given.looks)
                for one in measured[name]:
                    one.update(figures)
                print(f"{name}: scale done", file=sys.stderr)
    scale = f"{UNITS:,} units, {given.people:,} people and {given.registrations:,} registrations"
    return report(measured, plans, machine()) | {"scale": scale}


def main() -> None:
    """Measure in turns, print a table, and as the last line the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bookings", type=int, default=2000, help="of each contender and kind in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=50_000, help="for the scale")
    parser.add_argument("--registrations", type=int, default=200_000, help="for the scale")
    parser.add_argument("--looks", type=int, default=300, help="at each page, for the scale")
    given = parser.parse_args()
    if not SERVER:
        print("TEST_DATABASE_URL is not set: only SQLite is measured", file=sys.stderr)
    sys.stdout.write(json.dumps(asyncio.run(measure_all(given)), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
