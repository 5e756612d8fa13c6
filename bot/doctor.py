"""``jinyue doctor``: looks at everything the program needs, and says how to mend what is not well."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from rich.console import Console

from bot.settings import Settings, SettingsError, read_settings
from knowledge import PackError, read_pack

State = Literal["well", "off", "ill"]
MARKS: dict[State, str] = {"well": "[green]✓[/green]", "off": "[dim]–[/dim]", "ill": "[red]✗[/red]"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing, and how to mend it when it is ill."""

    about: str
    state: State
    words: str
    mend: str = ""


async def examine(screen: Console | None = None) -> bool:
    """Print a line for each thing; returns whether all is well."""
    screen = screen or Console()
    try:
        settings = read_settings()
    except SettingsError as error:
        _print(screen, Finding("settings", "ill", str(error), "correct it in .env or in the environment"))
        return False
    _print(screen, Finding("settings", "well", "read from the environment and .env"))
    all_well = True
    examinations: list[Callable[[Settings], Awaitable[Finding]]] = [
        _pack,
        _data_folder,
        _database,
        _key,
        _page,
        _telegram,
        _wechat,
    ]
    for examination in examinations:
        finding = await examination(settings)
        _print(screen, finding)
        all_well = all_well and finding.state != "ill"
    return all_well


def _print(screen: Console, finding: Finding) -> None:
    screen.print(f"{MARKS[finding.state]} {finding.about}: ", end="")
    screen.print(finding.words, markup=False, highlight=False)
    if finding.mend:
        screen.print(f"  → {finding.mend}", markup=False, highlight=False)


async def _pack(settings: Settings) -> Finding:
    try:
        pack = read_pack(settings.pack_folder)
    except PackError as error:
        return Finding("pack", "ill", str(error), "correct the lines named; `jinyue kb check` looks again")
    return Finding("pack", "well", f"{pack.id}, {len(pack.entries)} entries")


async def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(nearest, os.W_OK):
        return Finding(
            "data folder", "ill", f"{folder} cannot be written", "give the program's user the folder, or set DATA_DIR"
        )
    return Finding("data folder", "well", str(settings.data_dir))


async def _database(settings: Settings) -> Finding:
    from db import Database, DatabaseUnavailable
    from db.schema import HEAD, version

    database = None
    try:
        database = Database(settings.database_url)
        found = await database.reading(version)
    except (DatabaseUnavailable, OSError) as error:
        mend = "check DATABASE_URL, and that the server runs and lets this user in"
        return Finding("database", "ill", str(error), mend)
    finally:
        if database is not None:
            await database.close()
    if found == HEAD:
        return Finding("database", "well", f"{database.address}, tables at version {found}")
    if database.on_sqlite and found is None:
        return Finding("database", "well", f"{database.address}, the tables are made at the first start")
    words = f"{database.address}, tables at version {found or 'none'}, the program needs {HEAD}"
    return Finding("database", "ill", words, "run `jinyue migrate`")


async def _key(settings: Settings) -> Finding:
    from bot.keyring import KEY_FILE, NoKey, vault_for
    from db import Database, DatabaseUnavailable
    from db.profile import try_keys
    from db.vault import Unreadable

    in_settings = bool(settings.data_key.get_secret_value())
    file = settings.data_dir / KEY_FILE
    where = "DATA_KEY" if in_settings else str(file)
    if not in_settings and not settings.database_url.startswith("sqlite"):
        mend = "set the same DATA_KEY on every machine: each would make a key of its own"
        return Finding("data key", "ill", "not set", mend)
    if not in_settings and not file.exists():
        return Finding("data key", "well", f"{file} is made at the first start")
    database = Database(settings.database_url)
    try:
        await database.reading(try_keys, vault=vault_for(settings))
    except (NoKey, Unreadable) as error:
        return Finding("data key", "ill", f"{where}: {error}", "put back the key with which it was encrypted")
    except DatabaseUnavailable:
        return Finding("data key", "well", f"{where}, not tried: there is no database yet")
    finally:
        await database.close()
    return Finding("data key", "well", where)


async def _page(settings: Settings) -> Finding:
    import socket

    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            words = f"{settings.host}:{settings.port}: {error.strerror}"
            mend = "if `jinyue run` is running, this is as it should be; otherwise choose another PORT or HOST"
            return Finding("web page", "off", words, mend)
    return Finding("web page", "well", f"{settings.host}:{settings.port} is free to listen on")


async def _telegram(settings: Settings) -> Finding:
    if not settings.telegram_token.get_secret_value():
        return Finding("Telegram", "off", "not set up", "set TELEGRAM_TOKEN to a token from @BotFather to switch it on")
    from bot.light_aiogram import import_aiogram

    import_aiogram()
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import (
        ClientDecodeError,
        TelegramAPIError,
        TelegramNotFound,
        TelegramUnauthorizedError,
    )

    session = AiohttpSession(api=TelegramAPIServer.from_base(settings.telegram_api_base), timeout=10)
    async with Bot(settings.telegram_token.get_secret_value(), session=session) as bot:
        try:
            me = await bot.get_me()
            hook = await bot.get_webhook_info()
        except (TelegramUnauthorizedError, TelegramNotFound):
            return Finding("Telegram", "ill", "the token is refused", "take the token anew from @BotFather")
        except (TelegramAPIError, ClientDecodeError) as error:
            mend = "check the way to TELEGRAM_API_BASE; from the mainland a server of your own or a proxy is needed"
            return Finding("Telegram", "ill", str(error), mend)
    if settings.public_url and hook.last_error_message:
        words = f"@{me.username}; Telegram's last call failed: {hook.last_error_message}"
        return Finding("Telegram", "ill", words, "PUBLIC_URL must reach this program from outside, by https")
    return Finding("Telegram", "well", f"@{me.username}, by {'webhook' if settings.public_url else 'long polling'}")


async def _wechat(settings: Settings) -> Finding:
    if not settings.wechat_token.get_secret_value():
        return Finding("WeChat", "off", "not set up", "set WECHAT_TOKEN and what belongs to it to switch it on")
    from bot.light_aiogram import import_aiogram

    import_aiogram()
    from bot.channels.wechat.client import Api
    from bot.channels.wechat.errors import WechatError, WechatUnreachable, meaning

    if not settings.public_url:
        return Finding("WeChat", "ill", "links to files and the page lead nowhere", "set PUBLIC_URL")
    given = {
        "grant_type": "client_credential",
        "appid": settings.wechat_app_id,
        "secret": settings.wechat_app_secret.get_secret_value(),
        "force_refresh": False,
    }
    try:
        async with Api(settings.wechat_api_base) as api:
            found = await api.ask("/cgi-bin/stable_token", given)
            await api.ask("/cgi-bin/getcallbackip", query={"access_token": str(found.get("access_token"))})
    except WechatError as error:
        return Finding("WeChat", "ill", str(error), meaning(error.code).mend)
    except WechatUnreachable as error:
        return Finding("WeChat", "ill", str(error), "check the way to WECHAT_API_BASE")
    words = f"{settings.wechat_app_id}, {settings.wechat_mode} mode, callback {settings.public_url}/wechat"
    if settings.wechat_mode == "plain":
        mend = "anybody on the way reads plain messages: choose 安全模式 in the back office and set WECHAT_MODE=safe"
        return Finding("WeChat", "off", words, mend)
    return Finding("WeChat", "well", words)
