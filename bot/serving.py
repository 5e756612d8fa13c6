"""``jinyue run``: everything in one process, until it is told to stop."""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import Generator
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import structlog
import uvicorn

from bot.assembly import Parts, intake_for, parts
from bot.channels.telegram import Telegram
from bot.channels.web import Web
from bot.channels.wechat import Wechat
from bot.delivering import delivering
from bot.settings import Settings
from bot.shelf import Shelf
from bot.site import site
from bot.ticking import publish_again, ticking
from db import DatabaseUnavailable
from db.database import answers
from db.retention import Periods, purge

FORGET_EVERY = 3600.0
"""Seconds between two looks for what is kept too long."""

logger = structlog.get_logger(__name__)


class CannotListen(Exception):
    """The address is taken or not ours; the message says which."""


class _Server(uvicorn.Server):
    """uvicorn without its own handling of signals: stopping is ours to order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


async def serve(settings: Settings, shelf: Shelf) -> None:
    """Serve until SIGTERM or SIGINT; SIGHUP reads the pack again."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        # Before anything else: a second program on the same address must not touch what the first one has in hand.
        door = stack.enter_context(_door(settings))
        shared = await stack.enter_async_context(parts(settings, shelf))
        web = Web(shared.database, shared.people, shared.vault)
        telegram = None
        if settings.telegram_token.get_secret_value():
            telegram = Telegram(settings, shared.database, shared.allowed_updates)
            stack.push_async_callback(telegram.close)
        wechat = None
        if settings.wechat_token.get_secret_value():
            wechat = Wechat(settings, shared.database, shared.people, shared.vault, shared.dispatcher["forget"])
            stack.push_async_callback(wechat.close)
        bots = [web.bot, *([telegram.bot] if telegram else []), *([wechat.bot] if wechat else [])]
        way_in = await stack.enter_async_context(intake_for(shared, bots))
        await stack.enter_async_context(ticking(shared))
        await stack.enter_async_context(delivering(shared, bots))

        async def database_answers() -> bool:
            try:
                return await shared.database.reading(answers)
            except DatabaseUnavailable:
                return False

        async def telegram_answers() -> bool:
            return telegram is None or telegram.healthy

        routes = [*web.routes(way_in), *(telegram.routes(way_in) if telegram else [])]
        routes += wechat.routes(way_in) if wechat else []
        checks = {"database": database_answers} | ({"telegram": telegram_answers} if telegram else {})
        app = site(routes, checks, settings.web_frame_ancestors)
        server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                forwarded_allow_ips=settings.trusted_proxies,
                lifespan="off",
                access_log=False,
                server_header=False,
                ws_max_size=128 * 1024,
                timeout_graceful_shutdown=3,
            )
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        reloads = asyncio.Queue[None]()
        loop.add_signal_handler(signal.SIGHUP, reloads.put_nowait, None)
        gc.collect()
        gc.freeze()  # what is there now stays: looking through it again and again would cost every message
        async with asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(server.serve(sockets=[door]))
            keepers = [
                tasks.create_task(_reload_when_told(shared, reloads)),
                tasks.create_task(_forget_old(shared)),
                tasks.create_task(_announce(server, door, settings, with_telegram=telegram is not None)),
            ]
            polling = tasks.create_task(telegram.run(way_in, stopping)) if telegram else None
            await stopping.wait()
            logger.info("stopping")
            if polling is not None:
                await polling
            server.should_exit = True
            await web.close_pages()
            await serving
            for keeper in keepers:
                keeper.cancel()
    logger.info("stopped")


def _door(settings: Settings) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        door = socket.create_server(address[:2], family=family, backlog=1024)
        # asyncio does this for connections only when their socket names its protocol, which this one's do not: every
        # answer would wait 40 ms for the other side's acknowledgement.
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise CannotListen(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from error
    return door


async def _announce(server: _Server, door: socket.socket, settings: Settings, *, with_telegram: bool) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
        await asyncio.sleep(0.01)
    port = door.getsockname()[1]
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound
    address = settings.public_url or f"http://{host}:{port}"
    logger.info(
        "ready", page=address, telegram=("webhook" if settings.public_url else "polling") if with_telegram else "off"
    )
    lines = [f"近悦 Jinyue · {address}/"]
    lines.append("Telegram · on" if with_telegram else "Telegram · off (set TELEGRAM_TOKEN)")
    lines.append("WeChat · on" if settings.wechat_token.get_secret_value() else "WeChat · off (set WECHAT_TOKEN)")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


async def _reload_when_told(shared: Parts, reloads: asyncio.Queue[None]) -> None:
    while True:
        await reloads.get()
        await shared.shelf.reload()
        try:
            await publish_again(shared)
        except DatabaseUnavailable as error:
            logger.warning("database_unavailable", error=str(error))


async def _forget_old(shared: Parts) -> None:
    kept = shared.settings
    periods = Periods(
        chats=kept.retention_days,
        events=kept.retention_event_days,
        profile=kept.retention_profile_days,
        learning=kept.retention_learning_days,
        audit=kept.retention_audit_days,
    )
    while True:
        try:
            forgotten = await shared.database.writing(purge, periods=periods, now=datetime.now(UTC))
            await shared.database.scrub()  # also what an earlier run had no time for
            if forgotten:
                logger.info("old_forgotten", **{kind.replace(" ", "_"): number for kind, number in forgotten.items()})
        except DatabaseUnavailable as error:
            logger.warning("database_unavailable", error=str(error))
        await asyncio.sleep(FORGET_EVERY)
