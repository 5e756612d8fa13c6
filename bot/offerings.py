"""``jinyue offerings …``: what is offered, as a spreadsheet, out of the database and into it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.command import give_up, knowledge_or_end, on_database, settings_or_end
from knowledge import PackError

app = typer.Typer(no_args_is_help=True, help="What can be booked, as a spreadsheet.")
File = Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The spreadsheet.")]


@app.command("export")
def export_offerings(file: File) -> None:
    """Write what is offered as a spreadsheet: to change it, or as the form for something new."""
    settings = settings_or_end()
    from bot.offering_book import write_book

    pack = knowledge_or_end(settings).pack
    try:
        on_database(settings, lambda database: write_book(database, pack, file))
    except OSError as error:
        give_up(str(error))
    typer.echo(f"{file}: written")


@app.command("import")
def import_from(
    file: File,
    apply: Annotated[bool, typer.Option("--apply", help="Change what is shown, not only show it.")] = False,
) -> None:
    """Show what a spreadsheet would change; with --apply, change it: all of it, or nothing when a row is wrong."""
    settings = settings_or_end()
    from bot.offering_book import read_book
    from db.audit import OFFICE

    pack, remind = knowledge_or_end(settings).pack, settings.reminders
    try:
        changes = on_database(
            settings, lambda database: read_book(database, pack, file, remind=remind, apply=apply, actor=OFFICE)
        )
    except PackError as error:
        give_up(f"{error}\nnothing was changed")
    if not any(changes):
        typer.echo("all of this is offered already")
        return
    for name, things in zip(changes._fields, changes, strict=True):
        typer.echo(f"{name}: {len(things)}{''.join(f'{chr(10)}  {one}' for one in things)}")
    typer.echo("changed." if apply else "nothing was changed; --apply changes it")
