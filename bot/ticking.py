"""What goes on by itself: bookings whose time is over end, free seats are handed on, and people are told.

Each notice is taken in hand before it leaves and is never said twice; one that was in hand when the program ended may
not have arrived, and stays marked so.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import structlog
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError, TelegramNetworkError

from bot.assembly import Parts
from bot.channels.face import ChannelBot
from bot.publishing import publish_pack
from db import DatabaseUnavailable
from db.broadcasts import BroadcastGone, broadcast_of
from db.catalogue import booking_of
from db.clock import tick
from db.outbox import Due, Fate, claim_due, note_fate
from db.refusals import NotFound
from handlers.desk import Voice
from handlers.notices import notice
from handlers.staff_notices import KINDS, staff_notice
from locales import Language, say_in

EVERY = 3.0
"""Seconds between two looks at the clock."""
PUBLISH_EVERY = 3600.0
"""Seconds between two times that what comes again and again is looked at: tomorrow has its own four weeks."""

logger = structlog.get_logger(__name__)


@asynccontextmanager
async def ticking(shared: Parts, bots: Sequence[ChannelBot]) -> AsyncIterator[None]:
    """Let the clock go on for as long as this lasts; people of these channels are told."""
    async with asyncio.TaskGroup() as tasks:
        clock = tasks.create_task(_go_on(shared, bots))
        try:
            yield
        finally:
            clock.cancel()


async def _go_on(shared: Parts, bots: Sequence[ChannelBot]) -> None:
    published = asyncio.get_running_loop().time()
    while True:
        await asyncio.sleep(EVERY)
        try:
            await tick_once(shared, bots, now=datetime.now(UTC))
            if asyncio.get_running_loop().time() - published >= PUBLISH_EVERY:
                published = asyncio.get_running_loop().time()
                await publish_again(shared)
        except DatabaseUnavailable as error:
            logger.warning("database_unavailable", error=str(error))
        except Exception:
            # The clock must not stand still for one notice that cannot be said.
            logger.exception("tick_failed")


async def publish_again(shared: Parts) -> None:
    """Bring what the pack offers into the database as it is now."""
    pack = shared.shelf.knowledge.pack
    await publish_pack(shared.database, pack, demo=shared.settings.offers_samples, now=datetime.now(UTC))


async def tick_once(shared: Parts, bots: Sequence[ChannelBot], *, now: datetime) -> None:
    """End what is over, then say what is due."""
    while await shared.database.writing(tick, now=now):
        pass
    by_channel = {bot.channel: bot for bot in bots}
    while due := await shared.database.writing(claim_due, now=now, channels=tuple(by_channel)):
        for one in due:
            fate = await _say(shared, by_channel[one.channel], one, now)
            await shared.database.writing(note_fate, outbox_id=one.id, fate=fate)


async def _say(shared: Parts, bot: ChannelBot, one: Due, now: datetime) -> Fate:
    language: Language = "en" if one.language == "en" else "zh"
    voice = Voice(language=language, say=say_in(language), zone=shared.shelf.zone, now=now)
    try:
        if one.kind in KINDS:
            told = await shared.database.reading(broadcast_of, broadcast_id=one.data["broadcast"])
            text, markup = staff_notice(one.kind, one.data, told.title, voice)
            await bot.send_message(one.chat, text, reply_markup=markup)
        else:
            number = one.data["registration"]
            booking = await shared.database.reading(booking_of, registration_id=number, user_id=one.user_id)
            text, keys = notice(one.kind, one.data, booking, voice)
            await bot.send_message(one.chat, text, reply_markup=keys)
    except (BroadcastGone, NotFound, TelegramForbiddenError, TelegramBadRequest) as error:
        logger.info("notice_failed", outbox=one.id, channel=one.channel, error=str(error))
        return "failed"
    except (TelegramNetworkError, TelegramAPIError) as error:
        logger.warning("notice_unsure", outbox=one.id, channel=one.channel, error=str(error))
        return "unsure"
    return "sent"
