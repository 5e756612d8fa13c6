"""A town, its messages, and workers: one on SQLite, two on PostgreSQL."""

import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from db import Database
from knowledge import Knowledge
from tests.conftest import SMALL
from tests.delivery.town import Town, on_telegram
from tests.delivery.wechat_town import WechatTown
from tests.delivery.workers import Workers
from tests.driver.forks import Womb
from tests.stubs.wechat import WechatApi


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def several(backend: str) -> int:
    """How many workers share the sending."""
    return 2 if backend == "postgresql" else 1


@pytest.fixture
def rounds() -> int:
    """How often workers are killed or stopped: twice, or with `make soak` as often as it was meant to be."""
    return 10 if os.environ.get("SOAK") else 2


@pytest.fixture(scope="session")
def all_workers() -> Iterator[Workers]:
    with Womb("tests.delivery.workers") as womb:
        workers = Workers(womb)
        yield workers
        workers.end_all()


@pytest.fixture
async def town(database_url, data_dir, all_workers, api_rules, tmp_path: Path) -> AsyncIterator[Town]:
    Knowledge.load(SMALL, data_dir / "cache")
    database = Database(database_url)
    async with on_telegram(api_rules) as telegram:
        settings = {
            "database_url": database_url,
            "data_dir": str(data_dir),
            "pack": str(SMALL),
            "telegram_token": telegram.token,
            "telegram_api_base": telegram.url,
        }
        yield Town(database, telegram, all_workers, settings, tmp_path)
        all_workers.end_all()
    await database.close()


@pytest.fixture
async def wechat_town(database_url, data_dir, all_workers, tmp_path: Path) -> AsyncIterator[WechatTown]:
    Knowledge.load(SMALL, data_dir / "cache")
    database = Database(database_url)
    async with WechatApi() as api:
        settings = {
            "database_url": database_url,
            "data_dir": str(data_dir),
            "pack": str(SMALL),
            "telegram_token": "",
            "public_url": "http://127.0.0.1:9",
            "wechat_token": api.account.token,
            "wechat_app_id": api.account.app_id,
            "wechat_app_secret": api.account.secret,
            "wechat_aes_key": api.account.aes_key,
            "wechat_api_base": api.url,
        }
        yield WechatTown(database, api, all_workers, settings, tmp_path)
        all_workers.end_all()
        assert api.faults == []
    await database.close()


@pytest.fixture
def away_from(backend: str, postgres_server: str) -> Callable[[Town], AbstractAsyncContextManager[None]]:
    """Take the database away from everybody for a moment, as when it is started again."""
    return _postgres_away(postgres_server) if backend == "postgresql" else _sqlite_away


def _postgres_away(server: str) -> Callable[[Town], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def away(town: Town) -> AsyncIterator[None]:
        name = make_url(town.settings["database_url"]).database
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
            try:
                yield
            finally:
                await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        finally:
            await connection.close()

    return away


@asynccontextmanager
async def _sqlite_away(town: Town) -> AsyncIterator[None]:
    connection = sqlite3.connect(make_url(town.settings["database_url"]).database, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()
