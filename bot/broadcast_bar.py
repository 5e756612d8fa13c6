"""How far a broadcast is, as a bar on the command line."""

import asyncio
from datetime import UTC, datetime
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from db import Database
from db.broadcast_desk import progress_of
from handlers.broadcast_report import counts

EVERY: Final = 0.5
"""Seconds between two looks."""
OVER: Final = ("finished", "cancelled")


async def draw_progress(database: Database, number: int, screen: Console) -> None:
    """Draw it on the screen until the broadcast is through."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen) as bars:
        task = bars.add_task(f"broadcast {number}", total=None)
        while True:
            found = await database.reading(progress_of, broadcast_id=number, now=datetime.now(UTC))
            numbers = counts(found)
            done = sum(some for state, some in numbers.items() if state != "queued")
            words = ", ".join(f"{state} {some}" for state, some in numbers.items())
            bars.update(task, total=found.recipients, completed=done, description=f"{found.state} {words}")
            if found.state in OVER:
                return
            await asyncio.sleep(EVERY)
