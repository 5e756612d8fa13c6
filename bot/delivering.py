"""Joins the sending to the program: in ``jinyue run`` beside the conversation, in ``jinyue deliver`` by itself."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from bot.assembly import Parts, parts
from bot.channels.face import ChannelBot
from bot.channels.telegram import Telegram
from bot.channels.wechat import Wechat
from bot.settings import Settings
from bot.shelf import Shelf
from bot.speakers import speakers
from delivery import Night, Timing, Worker

logger = structlog.get_logger(__name__)


@asynccontextmanager
async def delivering(shared: Parts, bots: Sequence[ChannelBot], timing: Timing | None = None) -> AsyncIterator[None]:
    """Say what is due on these channels for as long as this lasts."""
    settings = shared.settings
    begins, ends = settings.quiet_times
    worker = Worker(
        shared.database,
        speakers(shared, bots),
        night=Night(begins, ends, shared.shelf.zone),
        most_faults=settings.broadcast_faults,
        weekly=settings.broadcasts_per_week,
        timing=timing or Timing(stop=settings.stop_seconds),
    )
    async with worker.working():
        yield


async def deliver(settings: Settings, shelf: Shelf, timing: Timing | None = None) -> None:
    """Do nothing but send, until SIGTERM or SIGINT.

    Not on the web page: open pages hang on the program that serves them.
    """
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with AsyncExitStack() as stack:
        shared = await stack.enter_async_context(parts(settings, shelf))
        bots: list[ChannelBot] = []
        if settings.telegram_token.get_secret_value():
            telegram = Telegram(settings, shared.database, shared.allowed_updates)
            stack.push_async_callback(telegram.close)
            bots.append(telegram.bot)
        if settings.wechat_token.get_secret_value():
            wechat = Wechat(settings, shared.database, shared.people, shared.vault, shared.dispatcher["forget"])
            stack.push_async_callback(wechat.close)
            bots.append(wechat.bot)
        await stack.enter_async_context(delivering(shared, bots, timing))
        gc.collect()
        gc.freeze()  # what is there now stays: looking through it again and again would cost every message
        logger.info("delivering", lanes=[bot.channel for bot in bots])
        await stopping.wait()
        logger.info("stopping")
    logger.info("stopped")
