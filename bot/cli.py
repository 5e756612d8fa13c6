"""The command line: ``jinyue run``, ``chat``, ``ask``, ``kb …``, ``migrate``, ``doctor``.

Each command imports what it needs when it runs: what needs no chat framework starts without it.
"""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot import kb
from bot.command import give_up, knowledge_or_end, settings_or_end
from bot.settings import Settings
from knowledge import PackError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable

    from bot.shelf import Shelf

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="近悦 Jinyue")
app.add_typer(kb.app, name="kb")


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def run() -> None:
    """Serve the web page, and Telegram when it is set up, until stopped."""
    settings = settings_or_end()
    import asyncio

    from bot.light_aiogram import import_aiogram
    from bot.logs import set_up_logs

    set_up_logs(settings.log_format, settings.log_level)
    import_aiogram()
    from bot.serving import CannotListen, serve
    from db import DatabaseUnavailable, SchemaBehind

    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(serve(settings, _shelf(settings)))
    except* (CannotListen, DatabaseUnavailable, SchemaBehind) as failures:
        give_up("\n".join(str(failure) for failure in failures.exceptions))


@app.command()
def chat() -> None:
    """Talk with the bot here."""
    settings = settings_or_end()
    import asyncio

    from bot.light_aiogram import import_aiogram
    from bot.logs import set_up_logs

    set_up_logs(settings.log_format, "warning")
    import_aiogram()
    from bot.talking import chat as talk
    from db import DatabaseUnavailable, SchemaBehind

    try:
        asyncio.run(talk(settings, _shelf(settings)))
    except (DatabaseUnavailable, SchemaBehind) as error:
        give_up(str(error))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in your own words.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the ranked matches and why.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"id": …, "q": …}, write a line for each.')
    ] = False,
) -> None:
    """Answer a question as a person would see it."""
    settings = settings_or_end()
    from bot import asking
    from handlers.reply import answer

    knowledge = knowledge_or_end(settings)
    now = datetime.now(ZoneInfo(knowledge.pack.zone))
    if jsonl:
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        for line in asking.answers_in_lines(sys.stdin, knowledge, now):
            sys.stdout.write(line + "\n")
        return
    if question is None:
        give_up('ask what? jinyue ask "人才公寓有多少套"')
    if explain:
        from rich.console import Console

        asking.explain(question, knowledge, now, Console())
    typer.echo(answer(question, knowledge, now=now).text)


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date (SQLite does so at start)."""
    settings = settings_or_end()
    import asyncio

    from db import Database, DatabaseUnavailable, SchemaBehind
    from db.schema import HEAD
    from db.schema import migrate as bring_up

    async def work() -> None:
        database = Database(settings.database_url)
        try:
            await database.writing(bring_up)
        finally:
            await database.close()

    try:
        asyncio.run(work())
    except (DatabaseUnavailable, SchemaBehind) as error:
        give_up(str(error))
    typer.echo(f"the tables are at version {HEAD}")


@app.command()
def doctor() -> None:
    """Check the settings, the pack, the database and the channels, and say how to mend each."""
    import asyncio

    from bot.doctor import examine

    if not asyncio.run(examine()):
        raise typer.Exit(1)


def _shelf(settings: Settings) -> "Shelf":
    from bot.shelf import Shelf

    try:
        return Shelf(settings.pack_folder, settings.cache_folder, settings.thresholds)
    except PackError as error:
        give_up(str(error))
        raise


def _loop_factory() -> "Callable[[], AbstractEventLoop] | None":
    try:
        import uvloop
    except ImportError:
        return None  # not made for this system; asyncio's own loop does
    return uvloop.new_event_loop
