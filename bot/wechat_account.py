"""``jinyue wechat …``: the account's menu, codes for posters, and how many mass sendings are left."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command import give_up, knowledge_or_end, settings_or_end
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.wechat.client import Client
    from db import Database

app = typer.Typer(no_args_is_help=True, help="The WeChat official account.")
Work = Callable[["Client", "Database"], Awaitable[None]]


@app.command("menu")
def put_menu(
    show: Annotated[bool, typer.Option("--show", help="Only print it, as WeChat gets it.")] = False,
) -> None:
    """Put the account's menu in place."""
    settings = _settings()
    pack = knowledge_or_end(settings).pack
    _import_aiogram()
    from bot.channels.wechat.menu import menu, set_menu
    from locales import say_in

    made = menu(pack, say_in("zh"), site=settings.public_url)
    if show:
        import json

        typer.echo(json.dumps(made, ensure_ascii=False, indent=2))
        return

    async def work(client: "Client", _: "Database") -> None:
        await set_menu(client, made)

    _call(settings, work)
    typer.echo("the menu is set; followers see it within a day")


@app.command("qr")
def make_poster(
    subject: Annotated[str, typer.Argument(help="What the poster is about: the id of a subject of the pack.")],
    file: Annotated[Path, typer.Argument(help="The picture to write, .png or .svg.")],
    days: Annotated[int, typer.Option(help="How many days the code lasts, 30 at most; 0 for ever.", min=0)] = 0,
) -> None:
    """Make the code for a poster: who scans it sees the event, and follows first if they do not yet."""
    settings = _settings()
    pack = knowledge_or_end(settings).pack
    _import_aiogram()
    import segno

    from bot.channels.wechat.posters import poster_code
    from handlers.searching import SUBJECT_KIND, Search

    kinds = {kind: ours for ours, kind in SUBJECT_KIND.items()}
    found = next((one for one in pack.subjects if one.id == subject and one.kind in kinds), None)
    if found is None:
        known = ", ".join(one.id for one in pack.subjects if one.kind in kinds)
        give_up(f"{subject}: allowed: one of {known}")
    data = f"find:zh:{Search(kinds[found.kind], subject).write()}"
    lasts = timedelta(days=days) if days else None

    async def work(client: "Client", _: "Database") -> None:
        segno.make(await poster_code(client, data, lasts=lasts), error="m").save(str(file), scale=10)

    _call(settings, work)
    typer.echo(f"{file}: {found.name.zh}")


@app.command("quota")
def show_quota() -> None:
    """Show how many mass sendings were made this month, and how many followers have how many left."""
    settings = _settings()
    _import_aiogram()
    from db.wechat_quota import A_MONTH, month_figure, month_of

    async def work(_: "Client", database: "Database") -> None:
        month = month_of(datetime.now(UTC))
        figure = await database.reading(month_figure, month=month)
        typer.echo(f"{month}: {figure.sent} mass sendings")
        for left, people in figure.left.items():
            typer.echo(f"  {people} followers have {left} of {A_MONTH} left")

    _call(settings, work)


def _settings() -> Settings:
    settings = settings_or_end()
    if not settings.wechat_token.get_secret_value():
        give_up("WeChat is not set up: set WECHAT_TOKEN and what belongs to it")
    return settings


def _import_aiogram() -> None:
    from bot.light_aiogram import import_aiogram

    import_aiogram()


def _call(settings: Settings, work: Work) -> None:
    from bot.channels.wechat.channel import calling
    from bot.channels.wechat.errors import WechatError, WechatUnreachable, meaning
    from bot.keyring import NoKey, vault_for
    from db import Database, DatabaseUnavailable, SchemaBehind
    from db.schema import require_current

    async def run() -> None:
        database = Database(settings.database_url)
        try:
            await database.reading(require_current)
            async with calling(settings, database, vault_for(settings)) as client:
                await work(client, database)
        finally:
            await database.close()

    try:
        asyncio.run(run())
    except WechatError as error:
        give_up(f"{error}\n{meaning(error.code).mend}".strip())
    except (WechatUnreachable, NoKey, DatabaseUnavailable, SchemaBehind) as error:
        give_up(str(error))
