"""The spreadsheet of what is offered: written from the database, and read into it."""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.offering_import import import_offerings, sheets_of
from bot.publishing import Reminders
from db import Database
from knowledge import Pack
from knowledge.offering_sheets import Changes, read_offerings, write_offerings


async def write_book(database: Database, pack: Pack, path: Path) -> None:
    """Write what is offered as a spreadsheet, which is also the form for something new. Raises OSError."""
    rows = await database.reading(sheets_of, zone=ZoneInfo(pack.zone), now=datetime.now(UTC))
    await asyncio.to_thread(write_offerings, path, rows)


async def read_book(
    database: Database, pack: Pack, path: Path, *, remind: Reminders, apply: bool, actor: str
) -> Changes:
    """Say what a spreadsheet would change, or change it. Raises PackError; then nothing is changed."""
    sheets = await asyncio.to_thread(read_offerings, path, pack.subjects)
    return await database.writing(
        import_offerings, sheets=sheets, pack=pack, remind=remind, now=datetime.now(UTC), apply=apply, actor=actor
    )


async def book_in_bytes(database: Database, pack: Pack) -> bytes:
    """The spreadsheet, to be sent."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "offerings.xlsx"
        await write_book(database, pack, path)
        return path.read_bytes()


async def read_bytes(
    database: Database, pack: Pack, content: bytes, *, remind: Reminders, apply: bool, actor: str
) -> Changes:
    """Read a spreadsheet that was sent, as `read_book` does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "offerings.xlsx"
        path.write_bytes(content)
        return await read_book(database, pack, path, remind=remind, apply=apply, actor=actor)
