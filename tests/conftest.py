"""What all tests share: the program in this process, and people on every channel."""

import fcntl
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.light_aiogram import import_aiogram

import_aiogram()  # before anything else imports it: the tests run what the program runs

from bot.settings import PACKS, Settings  # noqa: E402
from knowledge import Knowledge  # noqa: E402
from tests.driver import App, Log, Person  # noqa: E402
from tests.driver.lives import free_port  # noqa: E402
from tests.driver.log import logging_to  # noqa: E402
from tests.driver.telegram import TelegramServer  # noqa: E402
from tests.stubs.bot_api import BotApi, Rules, spec_path  # noqa: E402
from tests.stubs.wechat import WechatApi  # noqa: E402

SMALL = Path(__file__).parent / "packs" / "small"

pytest_plugins = ("tests.course", "tests.turns", "tests.databases", "tests.driver.behind", "tests.db.crowd")


def left_out(why: str) -> None:
    """Skip, and say why; where everything must run, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


def prepare(pack: Path, folder: Path) -> None:
    """Keep a pack prepared in a folder that all workers share: one prepares it, the others wait and find it."""
    with (folder / f"{pack.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        Knowledge.load(pack, folder)


@pytest.fixture
def place() -> tuple[str, str]:
    """Database and channel; see `tests.driver.places.told_on`."""
    return ("sqlite", "web")


@pytest.fixture
def backend(place: tuple[str, str]) -> str:
    """Which database."""
    return place[0]


@pytest.fixture(scope="session")
def prepared_packs(request: pytest.FixtureRequest) -> Path:
    """The folder where prepared packs are kept, the same for all workers and the next run; the small one is there.

    Kept is what the program keeps, which believes it only as long as neither the pack nor what reads it has changed.
    """
    folder = request.config.cache.mkdir("packs")
    prepare(SMALL, folder)
    return folder


@pytest.fixture(scope="session")
def wujin_cache(prepared_packs: Path) -> Path:
    """The same with Wujin's pack in it: to prepare it takes half a minute."""
    prepare(PACKS / "wujin", prepared_packs)
    return prepared_packs


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory, prepared_packs: Path) -> Path:
    """The program's data folder, with the prepared packs."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "cache").symlink_to(prepared_packs)
    return folder


@pytest.fixture
def configured(
    request: pytest.FixtureRequest,
    database_url: str,
    data_dir: Path,
    bot_api: TelegramServer | None,
    wechat_api: WechatApi | None,
) -> Callable[..., Settings]:
    """Settings for a test, whatever the environment says; those of its marks `settings` before the usual ones."""
    marked: dict[str, Any] = {}
    for mark in request.node.iter_markers("settings"):
        marked = mark.kwargs | marked  # the closest mark comes first, and holds

    def configure(**changes: Any) -> Settings:
        standard = {
            "host": "127.0.0.1",
            "port": 0,
            "public_url": "",
            "database_url": database_url,
            "data_dir": data_dir,
            "pack": str(SMALL),
            "telegram_token": bot_api.stub.token if bot_api else "",
            "telegram_api_base": bot_api.stub.url if bot_api else "http://127.0.0.1:9",
            "wechat_token": "",
            "throttle_per_minute": 0,
            "stop_seconds": 5,
        }
        if wechat_api:
            # Its links lead to the page, so the address must be known before the program listens.
            port = free_port()
            standard |= {
                "port": port,
                "public_url": f"http://127.0.0.1:{port}",
                "wechat_token": wechat_api.account.token,
                "wechat_app_id": wechat_api.account.app_id,
                "wechat_app_secret": wechat_api.account.secret,
                "wechat_aes_key": wechat_api.account.aes_key,
                "wechat_api_base": wechat_api.url,
            }
        return Settings(_env_file=None, **standard | marked | changes)

    return configure


@pytest.fixture
def log() -> Iterator[Log]:
    """The program's log."""
    log = Log()
    with logging_to(log):
        yield log


@pytest.fixture(scope="session")
def api_rules() -> Rules:
    """The rules of Telegram's Bot API."""
    if not spec_path().is_file():
        left_out("the description of Telegram's Bot API is not there: ../shared/telegram/bot-api.json")
    return Rules(spec_path())


@pytest.fixture
async def bot_api(channel: str, request: pytest.FixtureRequest) -> AsyncIterator[TelegramServer | None]:
    """The stub Bot API server, for stories on Telegram. It must find no fault with any call."""
    if channel != "telegram":
        yield None
        return
    async with BotApi(rules=request.getfixturevalue("api_rules")) as stub:
        yield TelegramServer(stub)
    assert stub.violations == []


@pytest.fixture
async def wechat_api(channel: str) -> AsyncIterator[WechatApi | None]:
    """The stub of WeChat's API, for stories in the official account. It must find no fault with any call."""
    if channel != "wechat":
        yield None
        return
    async with WechatApi() as stub:
        yield stub
    assert stub.faults == []


@pytest.fixture
async def app(
    configured: Callable[..., Settings], log: Log, bot_api: TelegramServer | None, wechat_api: WechatApi | None
) -> AsyncIterator[App]:
    """The program, running."""
    app = App(configured(), log, bot_api, wechat_api)
    await app.start()
    yield app
    await app.close()


@pytest.fixture
def channel(place: tuple[str, str]) -> str:
    """Which channel."""
    return place[1]


@pytest.fixture
async def she(app: App, channel: Any) -> Person:
    """Somebody who speaks Chinese and has been greeted."""
    return await app.person(channel)
