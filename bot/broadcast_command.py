"""``jinyue broadcast …``: what staff do in the chat, from the command line."""

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer

from bot.command import give_up, knowledge_or_end, settings_or_end

if TYPE_CHECKING:
    from bot.broadcast_office import Office

app = typer.Typer(no_args_is_help=True, help="Tell many people something: write, review, send, watch.")

Number = Annotated[int, typer.Argument(metavar="BROADCAST", help="Its number, as `jinyue broadcast list` shows it.")]
By = Annotated[str, typer.Option("--by", help="Who does it: a name from `jinyue staff list`.")]


def _work(work: "Callable[[Office], Awaitable[None]]") -> None:
    """Do something at the office's desk; end with what is wrong when it cannot be done."""
    from bot.light_aiogram import import_aiogram

    import_aiogram()
    from bot.broadcast_office import NotPossible, office
    from bot.keyring import NoKey
    from db import DatabaseUnavailable, SchemaBehind

    settings = settings_or_end()
    zone = ZoneInfo(knowledge_or_end(settings).pack.zone)

    async def run() -> None:
        async with office(settings, zone) as desk:
            await work(desk)

    try:
        asyncio.run(run())
    except (NotPossible, NoKey, DatabaseUnavailable, SchemaBehind) as error:
        give_up(str(error))


@app.command("list")
def show_all() -> None:
    """Show the newest broadcasts."""
    _work(lambda desk: desk.show_all())


@app.command()
def show(broadcast: Number) -> None:
    """Show one: its text, whom it is for, who reviewed it."""
    _work(lambda desk: desk.show(broadcast))


@app.command()
def write(
    text: Annotated[str, typer.Argument(help="The Chinese text; {name} stands for the reader's name.")],
    by: By,
    topic: Annotated[str | None, typer.Option(help="News for the subscribers of this topic, by its id.")] = None,
    slot: Annotated[int | None, typer.Option(help="A notice for those who registered for this time.")] = None,
    english: Annotated[str | None, typer.Option("--en", help="The English text.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only people with this tag.")] = None,
    language: Annotated[Literal["zh", "en"] | None, typer.Option(help="Only people of this language.")] = None,
    people: Annotated[Path | None, typer.Option("--list", help="Only the people of this spreadsheet.")] = None,
    picture: Annotated[Path | None, typer.Option(help="A picture that goes along.")] = None,
    document: Annotated[Path | None, typer.Option(help="A file that goes along.")] = None,
    urgent: Annotated[bool, typer.Option("--urgent", help="Goes out at night too.")] = False,
) -> None:
    """Write a new one; it is a draft until it is submitted."""
    if (topic is None) == (slot is None):
        give_up("say whom it is for: --topic for news, or --slot for a notice")
    topics = {one.id for one in knowledge_or_end(settings_or_end()).pack.subjects if one.kind == "topic"}
    if topic is not None and topic not in topics:
        give_up(f"there is no topic {topic!r}; there are {', '.join(sorted(topics))}")
    audience: dict[str, Any] = {"topic": topic} if topic else {"slot": slot, "statuses": ["confirmed"]}
    audience |= {name: value for name, value in (("tag", tag), ("language", language)) if value}
    content = {"zh": {"text": text, "entities": []}}
    if english:
        content["en"] = {"text": english, "entities": []}
    enclosed = picture or document
    try:
        file = enclosed.read_bytes() if enclosed else b""
        names = people.read_bytes() if people else None
    except OSError as error:
        give_up(f"{error.filename}: {error.strerror}")
    media = (mimetypes.guess_type(enclosed.name)[0] if enclosed else None) or "application/octet-stream"
    given = (("picture" if picture else "document"), enclosed.name, media, file) if enclosed else None
    _work(
        lambda desk: desk.write(
            by=by,
            purpose="news" if topic else "notice",
            content=content,
            audience=audience,
            file=given,
            people=names,
            urgent=urgent,
        )
    )


@app.command()
def submit(broadcast: Number, by: By) -> None:
    """Ask others to review it; they are told in the chat."""
    _work(lambda desk: desk.submit(broadcast, by))


@app.command()
def approve(broadcast: Number, by: By) -> None:
    """Agree with it; nobody agrees with their own."""
    _work(lambda desk: desk.review(broadcast, by, agreed=True))


@app.command()
def decline(broadcast: Number, by: By, remark: Annotated[str, typer.Option(help="What is to be changed.")]) -> None:
    """Send it back to its author."""
    _work(lambda desk: desk.review(broadcast, by, agreed=False, remark=remark))


@app.command()
def send(
    broadcast: Number,
    by: By,
    at: Annotated[
        datetime | None,
        typer.Option(help="When, on the city's clock; at once when left out.", formats=["%Y-%m-%dT%H:%M"]),
    ] = None,
    watch: Annotated[bool, typer.Option(help="Show how far it is until it is through.")] = False,
) -> None:
    """Let an approved one go out."""

    async def work(desk: "Office") -> None:
        await desk.send(broadcast, by, at)
        if watch:
            await desk.watch(broadcast)

    _work(work)


@app.command()
def watch(broadcast: Number) -> None:
    """Show how far it is, until it is through."""
    _work(lambda desk: desk.watch(broadcast))


@app.command()
def pause(broadcast: Number, by: By) -> None:
    """Let nothing more of it leave for now."""
    _work(lambda desk: desk.act("pause", broadcast, by))


@app.command()
def resume(broadcast: Number, by: By) -> None:
    """Go on where it stopped."""
    _work(lambda desk: desk.act("resume", broadcast, by))


@app.command()
def cancel(broadcast: Number, by: By) -> None:
    """Stop it for good."""
    _work(lambda desk: desk.act("cancel", broadcast, by))


@app.command()
def recall(broadcast: Number, by: By) -> None:
    """Stop it, and delete what was sent where the channel can."""
    _work(lambda desk: desk.act("recall", broadcast, by))


@app.command("resend-failed")
def resend_failed(broadcast: Number, by: By) -> None:
    """Say it again to those whom it failed to reach."""
    _work(lambda desk: desk.act("failed", broadcast, by))


@app.command()
def unsure(broadcast: Number) -> None:
    """List those of whom nobody knows whether they got it."""
    _work(lambda desk: desk.show_unsure(broadcast))


@app.command("resend-unsure")
def resend_unsure(broadcast: Number, by: By) -> None:
    """Say it again to those in doubt, who may then get it twice."""
    _work(lambda desk: desk.resend_unsure(broadcast, by))


@app.command()
def report(
    broadcast: Number,
    by: By,
    folder: Annotated[Path, typer.Option(help="Where the picture and the spreadsheet are put.")] = Path(),
) -> None:
    """Print the numbers; write the chart (png) and the list of who got it (xlsx)."""
    _work(lambda desk: desk.report(broadcast, by, folder))
