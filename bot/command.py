"""How a command of the command line begins, and how it gives up."""

from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

from bot.settings import Settings, SettingsError, read_settings
from knowledge import Knowledge, PackError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from db import Database

T = TypeVar("T")

WRONG = 2
"""The exit status for settings, packs and addresses that the program cannot work with."""


def give_up(why: str) -> NoReturn:
    """Say why on the error output, and end."""
    typer.echo(why, err=True)
    raise typer.Exit(WRONG)


def settings_or_end() -> Settings:
    """Return the settings; end with what is wrong with them."""
    try:
        return read_settings()
    except SettingsError as error:
        give_up(str(error))


def knowledge_or_end(settings: Settings) -> Knowledge:
    """Return the knowledge of the pack in use; end with what is wrong with it."""
    try:
        return Knowledge.load(settings.pack_folder, settings.cache_folder, settings.thresholds)
    except PackError as error:
        give_up(str(error))


def on_database(settings: Settings, work: "Callable[[Database], Awaitable[T]]") -> T:
    """Do a piece of work on the database; end with why it cannot be reached or used."""
    import asyncio  # a command that asks no database starts sooner without these

    from db import DatabaseUnavailable, SchemaBehind
    from db.opening import opened

    async def open_and_work() -> T:
        async with opened(settings.database_url) as database:
            return await work(database)

    try:
        return asyncio.run(open_and_work())
    except (DatabaseUnavailable, SchemaBehind) as error:
        give_up(str(error))
