"""A database for the benchmarks of booking, with as many people, slots and flats as they ask for."""

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
from sqlalchemy import Connection, select
from sqlalchemy.engine import make_url

from db import Database
from db.booking_tables import need, pool, slot, ticket
from db.drafts import OfferingDraft, SlotDraft, TicketDraft
from db.flats import ComplexDraft, LayoutDraft, UnitDraft, keep_complex
from db.offerings import publish
from db.schema import migrate
from db.tables import user

NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
UNITS = 23_248
"""The talent apartments of Wujin."""
COMPLEXES = 24
SERVER = os.environ.get("TEST_DATABASE_URL", "")
"""A PostgreSQL database in which others may be made."""


@contextlib.asynccontextmanager
async def new_database(folder: Path | None) -> AsyncIterator[tuple[Database, str]]:
    """A database with all tables: SQLite in a folder, or PostgreSQL without one. PostgreSQL's is dropped at the end."""
    name = f"jinyue_bench_{secrets.token_hex(4)}"
    if folder is not None:
        url = f"sqlite:///{folder / name}.db"
    else:
        await administer(f"CREATE DATABASE {name}")
        url = make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    database = Database(url)
    try:
        await database.writing(migrate)
        yield database, url
    finally:
        await database.close()
        if folder is None:
            await administer(f"DROP DATABASE {name} WITH (FORCE)")


async def administer(statement: str) -> None:
    connection = await asyncpg.connect(SERVER)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def people(connection: Connection, *, size: int) -> list[int]:
    """So many users; returns their numbers."""
    connection.execute(user.insert(), [{"language": "zh", "created_at": NOW}] * size)
    return sorted(connection.execute(select(user.c.id).order_by(user.c.id.desc()).limit(size)).scalars())


def text(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": zh}


def a_slot(number: int, capacity: int, *, hours: int = 1) -> SlotDraft:
    begins = NOW + timedelta(days=7, hours=number * hours)
    return SlotDraft(
        key=str(number),
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        opens_at=NOW - timedelta(days=1),
        pools={"all": capacity},
        tickets=[TicketDraft("place", text("名额"), {"all": 1}, most=4)],
    )


def an_offering(key: str, slots: list[SlotDraft], kind: str = "event", subject: str = "event:bench") -> OfferingDraft:
    return OfferingDraft(
        key=key,
        kind=kind,
        subject=subject,
        title=text("相约湖湾"),
        place=text("湖湾公园"),
        description=text("每周六下午"),
        slots=slots,
    )


def places(connection: Connection, *, key: str, slots: int, capacity: int) -> list[tuple[int, int, int]]:
    """Slots to book, with one pool each; returns slot, ticket and pool of each."""
    offering = publish(
        connection, draft=an_offering(key, [a_slot(number, capacity) for number in range(slots)]), now=NOW
    )
    rows = connection.execute(
        select(slot.c.id, ticket.c.id, pool.c.id)
        .join_from(slot, ticket, ticket.c.slot_id == slot.c.id)
        .join(need, need.c.ticket_id == ticket.c.id)
        .join(pool, need.c.pool_id == pool.c.id)
        .where(slot.c.offering_id == offering)
        .order_by(slot.c.id)
    )
    return [(one, two, three) for one, two, three in rows]


def flats(connection: Connection) -> None:
    """Complexes with as many units as Wujin has, and viewings of each every hour of two weeks."""
    for number in range(COMPLEXES):
        size = UNITS // COMPLEXES + (number < UNITS % COMPLEXES)
        layouts = [
            LayoutDraft(f"layout{kind}", text("一居室"), units=[UnitDraft(str(one)) for one in range(kind, size, 4)])
            for kind in range(4)
        ]
        draft = ComplexDraft(f"c{number}", text(f"小区{number}"), text("湖塘"), "benchmark", layouts=layouts)
        keep_complex(connection, draft=draft)
        viewings = [a_slot(hour, 50) for hour in range(14 * 24)]
        offering = an_offering(f"view{number}", viewings, "viewing", f"complex:c{number}")
        publish(connection, draft=offering, now=NOW)


async def in_turns(work: Callable[[int], Awaitable[None]], size: int, at_once: int) -> None:
    """Run `work(number)` for so many numbers, `at_once` at a time."""

    async def some(first: int) -> None:
        for number in range(first, size, at_once):
            await work(number)

    async with asyncio.TaskGroup() as group:
        for first in range(at_once):
            group.create_task(some(first))
