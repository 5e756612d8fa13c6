"""What another program does at the same moment, on PostgreSQL: on SQLite one writes at a time."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

import asyncpg

WAITS: Final = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'"""


async def before_another_commits(url: str, statement: str, number: int, work: Coroutine[Any, Any, Any]) -> None:
    """Begin `work` when another has carried out `statement` for `number`, and let it commit as soon as work waits."""
    connection = await asyncpg.connect(url)
    try:
        async with asyncio.TaskGroup() as tasks, connection.transaction():
            await connection.execute(statement, number)
            begun = tasks.create_task(work)
            while not begun.done() and not await connection.fetchval(WAITS):
                await asyncio.sleep(0)
    finally:
        await connection.close()
