"""What goes on by itself: bookings whose time is over end, free seats are handed on, and the pack's offers go on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import structlog

from bot.assembly import Parts
from bot.publishing import publish_pack
from db import DatabaseUnavailable
from db.clock import tick
from db.ratings import ask_ratings

EVERY = 3.0
"""Seconds between two looks at the clock."""
PUBLISH_EVERY = 3600.0
"""Seconds between two times that what comes again and again is looked at: tomorrow has its own four weeks."""
ASK_EVERY = 300.0
"""Seconds between two looks for what is over and may be rated."""

logger = structlog.get_logger(__name__)


@asynccontextmanager
async def ticking(shared: Parts) -> AsyncIterator[None]:
    """Let the clock go on for as long as this lasts."""
    async with asyncio.TaskGroup() as tasks:
        clock = tasks.create_task(_go_on(shared))
        try:
            yield
        finally:
            clock.cancel()


async def _go_on(shared: Parts) -> None:
    published = ask_at = asyncio.get_running_loop().time()
    while True:
        await asyncio.sleep(EVERY)
        try:
            while await shared.database.writing(tick, now=datetime.now(UTC)):
                pass
            if asyncio.get_running_loop().time() >= ask_at:
                ask_at = asyncio.get_running_loop().time() + ASK_EVERY
                zone = shared.shelf.zone
                while await shared.database.writing(ask_ratings, zone=zone, now=datetime.now(UTC)):
                    pass
            if asyncio.get_running_loop().time() - published >= PUBLISH_EVERY:
                published = asyncio.get_running_loop().time()
                await publish_again(shared)
        except DatabaseUnavailable as error:
            logger.warning("database_unavailable", error=str(error))
        except Exception:
            # The clock must not stand still for one booking.
            logger.exception("tick_failed")


async def publish_again(shared: Parts) -> None:
    """Bring what the pack offers into the database as it is now."""
    pack = shared.shelf.knowledge.pack
    settings = shared.settings
    await publish_pack(
        shared.database, pack, demo=settings.offers_samples, remind=settings.reminders, now=datetime.now(UTC)
    )
