"""The command line, ``jinyue``: ``run``, ``deliver``, ``chat``, ``ask``, ``kb``, ``staff``, ``broadcast`` and more.

Each command imports what it needs when it runs: what needs no chat framework starts without it.
"""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer

from bot import broadcast_command, kb, offerings, wechat_account
from bot.command import give_up, knowledge_or_end, settings_or_end
from bot.settings import Settings
from knowledge import PackError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable, Coroutine

    from bot.shelf import Shelf

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="近悦 Jinyue")
app.add_typer(kb.app, name="kb")
app.add_typer(broadcast_command.app, name="broadcast")
app.add_typer(offerings.app, name="offerings")
app.add_typer(wechat_account.app, name="wechat")
staff = typer.Typer(no_args_is_help=True, help="Who of the office may do what in the chat.")
app.add_typer(staff, name="staff")


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def run() -> None:
    """Serve the web page, and Telegram and WeChat when they are set up, until stopped."""
    settings = settings_or_end()
    import asyncio

    from bot.light_aiogram import import_aiogram
    from bot.logs import set_up_logs

    set_up_logs(settings.log_format, settings.log_level)
    import_aiogram()
    from bot.keyring import NoKey
    from bot.serving import CannotListen, serve
    from db import DatabaseUnavailable, SchemaBehind

    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(serve(settings, _shelf(settings)))
    except* (CannotListen, DatabaseUnavailable, NoKey, SchemaBehind) as failures:
        give_up("\n".join(str(failure) for failure in failures.exceptions))


@app.command()
def deliver() -> None:
    """Only send reminders and broadcasts, beside `jinyue run`; any number of these may run on one PostgreSQL."""
    settings = settings_or_end()
    if not (settings.telegram_token.get_secret_value() or settings.wechat_token.get_secret_value()):
        give_up(
            "neither TELEGRAM_TOKEN nor WECHAT_TOKEN is set: there is no channel that another program could send by"
        )
    import asyncio

    from bot.light_aiogram import import_aiogram
    from bot.logs import set_up_logs

    set_up_logs(settings.log_format, settings.log_level)
    import_aiogram()
    from bot.delivering import deliver as work
    from bot.keyring import NoKey
    from db import DatabaseUnavailable, SchemaBehind

    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(work(settings, _shelf(settings)))
    except* (DatabaseUnavailable, NoKey, SchemaBehind) as failures:
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
    from bot.keyring import NoKey
    from bot.talking import chat as talk
    from db import DatabaseUnavailable, SchemaBehind

    try:
        asyncio.run(talk(settings, _shelf(settings)))
    except (DatabaseUnavailable, NoKey, SchemaBehind) as error:
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


@staff.command("add")
def staff_add(
    name: Annotated[str, typer.Argument(help="The person's name, as lists and the audit log show it.")],
    role: Annotated[
        Literal["admin", "events", "mixer"],
        typer.Option(help="events looks after bookings; mixer may read sensitive values, too; admin reads none."),
    ],
) -> None:
    """Take somebody in; prints the one-time code that they send to the bot."""
    from bot import office

    _work(office.add(settings_or_end(), name, role))


@staff.command("list")
def staff_list() -> None:
    """Show everybody and their roles."""
    from rich.console import Console

    from bot import office

    _work(office.show(settings_or_end(), Console()))


@staff.command("remove")
def staff_remove(name: Annotated[str, typer.Argument(help="The name, as `jinyue staff list` shows it.")]) -> None:
    """Take somebody's role away, at once."""
    from bot import office

    _work(office.remove(settings_or_end(), name))


def _work(work: "Coroutine[Any, Any, None]") -> None:
    import asyncio

    from bot.keyring import NoKey
    from db import DatabaseUnavailable, SchemaBehind
    from db.staff import NameTaken, NoSuchStaff
    from db.vault import Unreadable

    try:
        asyncio.run(work)
    except NameTaken as error:
        give_up(f"there is a {error} already; choose another name, or remove that one first")
    except NoSuchStaff as error:
        give_up(f"there is no {error}; `jinyue staff list` shows everybody")
    except Unreadable as error:
        give_up(f"{error}: none of the keys in DATA_KEY opens it; nothing was changed")
    except (NoKey, DatabaseUnavailable, SchemaBehind) as error:
        give_up(str(error))


@app.command()
def reseal() -> None:
    """Encrypt all personal fields with the first key of DATA_KEY, so that the others can be taken out."""
    from bot import office

    _work(office.reseal(settings_or_end()))


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
