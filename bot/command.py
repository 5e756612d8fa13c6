"""How a command of the command line begins, and how it gives up."""

from typing import NoReturn

import typer

from bot.settings import Settings, SettingsError, read_settings
from knowledge import Knowledge, PackError

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
