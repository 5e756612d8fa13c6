"""``jinyue kb …``: checking a pack, measuring it, and making it better from what people asked."""

import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.command import give_up, knowledge_or_end, settings_or_end
from knowledge import Knowledge, PackError, read_pack
from knowledge.evaluation import Question, Result, Understand, evaluate, read_question_file, read_questions

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(no_args_is_help=True, help="The knowledge base.")

RELOAD = "A running bot goes on with the old pack until it is told: systemctl reload jinyue, or kill -HUP <pid>."
NONE = "none"

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
MissNumber = Annotated[int, typer.Argument(metavar="MISS", help="The number in the list of `jinyue kb misses`.")]


@app.command()
def check(
    pack: Annotated[Path | None, typer.Argument(help="A pack's folder; the one in use when left out.")] = None,
) -> None:
    """Say whether a pack is right, and if not, what is wrong where."""
    folder = pack or settings_or_end().pack_folder
    try:
        found = read_pack(folder)
    except PackError as error:
        give_up(str(error))
    kinds: dict[str, int] = {}
    for entry in found.entries:
        kinds[entry.kind] = kinds.get(entry.kind, 0) + 1
    phrasings = sum(len(entry.phrasings.zh) + len(entry.phrasings.en) for entry in found.entries)
    negatives = len(found.negatives.zh) + len(found.negatives.en)
    by_kind = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    typer.echo(
        f"{folder}: right. {len(found.entries)} entries ({by_kind}), {phrasings} phrasings, {negatives} negatives."
    )


@app.command("eval")
def measure(
    file: Annotated[Path | None, typer.Argument(help="A .jsonl of questions; the pack's own when left out.")] = None,
    as_json: Json = False,
) -> None:
    """Ask questions whose answers are known, and say how many were understood and where it goes wrong."""
    settings = settings_or_end()
    knowledge = knowledge_or_end(settings)
    try:
        questions = read_question_file(file, str(file)) if file else read_questions(settings.pack_folder)
    except (ValueError, OSError) as error:
        give_up(str(error))
    if not questions:
        give_up(f"there are no questions in {file or settings.pack_folder / 'eval'}")
    known = {entry.id for entry in knowledge.pack.entries}
    if unknown := sorted({gold for one in questions for gold in one.gold} - known):
        give_up(f"there are no entries {', '.join(unknown)}, which are right for some questions")
    from bot import figures

    results = _asked(questions, knowledge)
    if as_json:
        typer.echo(json.dumps(figures.in_json(results), ensure_ascii=False, indent=2))
    else:
        figures.show(results, _screen())


@app.command()
def explain(sentence: Annotated[str, typer.Argument(help="What somebody said.")]) -> None:
    """Show the ranked matches of a sentence, and what speaks for each."""
    from bot import asking

    knowledge = knowledge_or_end(settings_or_end())
    asking.explain(sentence, knowledge, datetime.now(ZoneInfo(knowledge.pack.zone)), _screen())


@app.command()
def misses(as_json: Json = False) -> None:
    """List what was not understood or not liked, alike ones together, most frequent first."""
    settings = settings_or_end()
    from bot import learned

    knowledge = knowledge_or_end(settings)
    found = learned.groups(learned.recorded(settings), _understand(knowledge))
    if as_json:
        typer.echo(json.dumps(learned.in_json(found), ensure_ascii=False, indent=2))
    else:
        learned.show(found, ZoneInfo(knowledge.pack.zone), _screen())


@app.command()
def settle(miss: MissNumber) -> None:
    """Take a group of misses off the list: it was dealt with in another way, such as a better answer."""
    settings = settings_or_end()
    from bot import learned

    group = learned.find(miss, learned.recorded(settings), _understand(knowledge_or_end(settings)))
    learned.settle(settings, group, datetime.now(UTC))
    typer.echo(f"{miss}: settled, {group.count} questions")


@app.command()
def adopt(
    miss: MissNumber,
    entry: Annotated[str, typer.Argument(help="The id of the entry they mean; none to have them refused.")],
) -> None:
    """Write the wordings of a group of misses into the pack, unless something that is right now would become wrong."""
    settings = settings_or_end()
    from bot import learned
    from knowledge import adopting
    from knowledge.editing import write_files

    knowledge, folder = knowledge_or_end(settings), settings.pack_folder
    group = learned.find(miss, learned.recorded(settings), _understand(knowledge))
    target = None if entry == NONE else entry
    try:
        wordings = adopting.choose(group.wordings, knowledge, target)
        if not wordings:
            give_up(f"{miss}: every wording is there already, or holds a masked number; `jinyue kb settle {miss}`")
        contents = adopting.with_sentences(folder, target, wordings)
        before = _asked(read_questions(folder), knowledge)
        adopting.require_no_loss(contents, before, _understand, wordings)
        changed = {name: content for name, content in contents.items() if not _same(folder / name, content)}
        write_files(folder, changed)
    except adopting.MakesWorse as error:
        lost = "\n".join(f"  {_instead(one)}" for one in error.lost)
        give_up(f"nothing was changed: {error}:\n{lost}")
    except (adopting.CannotAdopt, PackError, ValueError, OSError) as error:
        give_up(f"nothing was changed: {error}")
    learned.settle(settings, group, datetime.now(UTC))
    for wording in wordings:
        typer.echo(f"{', '.join(changed)}: {entry}: {wording}")
    typer.echo(f"{len(before)} questions of the evaluation were asked again: none that was right is lost. {RELOAD}")


@app.command("export")
def export_pack(file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The spreadsheet to write.")]) -> None:
    """Write the pack in use as a spreadsheet."""
    from knowledge.importing import files_of
    from knowledge.spreadsheet import write_spreadsheet
    from knowledge.validation import build_pack, read_files

    try:
        contents = read_files(settings_or_end().pack_folder)
        pack = build_pack(contents)
        write_spreadsheet(file, pack, files_of(contents))
    except (PackError, OSError) as error:
        give_up(str(error))
    typer.echo(f"{file}: {len(pack.entries)} entries")


@app.command("import")
def import_pack(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The spreadsheet to read.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing.")] = False,
) -> None:
    """Bring a spreadsheet into the pack in use: all of it, or nothing when a row is wrong."""
    from knowledge.editing import write_files
    from knowledge.importing import plan_import

    folder = settings_or_end().pack_folder
    try:
        plan = plan_import(folder, file)
    except PackError as error:
        give_up(f"{error}\nnothing was changed")
    if not plan.files:
        typer.echo("the pack says all of this already")
        return
    for word, entries in (("added", plan.added), ("changed", plan.changed), ("removed", plan.removed)):
        typer.echo(f"entries {word}: {len(entries)}{''.join(f'{chr(10)}  {one}' for one in entries)}")
    typer.echo(f"phrasings added: {plan.phrasings_added}, removed: {plan.phrasings_removed}")
    typer.echo(f"negatives added: {plan.negatives_added}, removed: {plan.negatives_removed}")
    typer.echo(f"files: {', '.join(sorted(plan.files))}")
    if not yes:
        typer.confirm("Write this?", abort=True)
    try:
        write_files(folder, plan.files)
    except OSError as error:
        give_up(str(error))
    typer.echo(f"written. `jinyue kb eval` says whether it is understood as well as before. {RELOAD}")


def _understand(knowledge: Knowledge) -> Understand:
    return partial(knowledge.understand, now=datetime.now(ZoneInfo(knowledge.pack.zone)))


def _asked(questions: tuple[Question, ...], knowledge: Knowledge) -> tuple[Result, ...]:
    from rich.progress import track

    # The bar goes to the error output: what is printed can be piped, and no bar is drawn where there is no terminal.
    screen = _screen(stderr=True)
    watched = track(questions, "asking", console=screen, disable=not screen.is_terminal)
    return evaluate(watched, _understand(knowledge))


def _screen(*, stderr: bool = False) -> "Console":
    from rich.console import Console

    return Console(stderr=stderr)


def _instead(one: Result) -> str:
    found = one.understood
    instead = found.entry.id if found.entry else found.decision.value
    return f"{one.question.sentence}: {', '.join(sorted(one.question.gold)) or NONE} -> {instead}"


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
