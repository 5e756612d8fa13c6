"""A broadcast that goes out, on the staff's screen: how far it is, stopping it, taking it back, saying it again."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from aiogram import Router
from aiogram.types import BufferedInputFile, CallbackQuery

from db.broadcast_desk import (
    ACTS,
    note_report,
    progress_of,
    resend_unsure,
    told_to,
    unsure_of,
)
from db.broadcasts import Broadcast, WrongState, broadcast_of
from db.progress import Progress
from db.staff import Roles
from handlers.broadcast_card import asked_for
from handlers.broadcast_report import (
    counts,
    kept_lines,
    numbers_line,
    picture,
    progress_words,
    reason_lines,
    reason_word,
    sheet,
)
from handlers.broadcasting import WRITERS
from handlers.cards import moment
from handlers.desk import AtTheDesk, Desk, Row
from handlers.files import ShortLivedFile
from handlers.filters import IsStaff, Tap

SHEET_LASTS: Final = timedelta(hours=24)
MOST_ROWS: Final = 200_000
"""Of a list: a spreadsheet holds not many more."""
DOUBTS: Final = 20
GRAVE: Final = frozenset({"cancel", "recall", "doubt"})
"""What is asked about once more before it is done."""


async def show_progress(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """How far it is."""
    told = await asked_for(desk, tapped)
    if told is not None:
        await _show(desk, told)


async def act(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Pause, go on, stop, take back, say again; what cannot be undone is asked about first."""
    told = await asked_for(desk, tapped)
    if told is None:
        return
    match tapped[1:]:
        case [name] if name in GRAVE:
            sure = [desk.key(desk.say(f"button-{name}-sure"), "bcdo", told.id, name, "sure")]
            back = [desk.key(desk.say("button-back"), "bcrun", told.id)]
            await desk.tell(desk.say(f"run-{name}-ask", number=told.id), [sure, back])
        case ["doubt", "sure"]:
            ids = [one.id for one in await desk.read(unsure_of, broadcast_id=told.id)]
            await _do(desk, told, "doubt", resend_unsure, by=staff.actor, outbox_ids=ids)
        case [name, *_] if name in ACTS:
            await _do(desk, told, name, ACTS[name], by=staff.actor)
        case _:
            await desk.tell(desk.say("broadcast-gone"))


async def show_doubts(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """The messages of which nobody knows whether they arrived."""
    told = await asked_for(desk, tapped)
    if told is None:
        return
    found = await desk.read(unsure_of, broadcast_id=told.id, limit=DOUBTS)
    if not found:
        await desk.tell(desk.say("run-no-doubts"))
        return
    lines = [
        desk.say(
            "run-doubt",
            number=one.user_id,
            channel=desk.say(f"channel-{one.lane}"),
            reason=reason_word(desk, one.reason or ""),
            moment=moment(desk, one.since),
        )
        for one in found
    ]
    rows = [[desk.key(desk.say("button-doubt"), "bcdo", told.id, "doubt")]]
    await desk.tell("\n".join([desk.say("run-doubts"), *lines]), rows)


async def report(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """The chart, the numbers, and the list of who got it."""
    told = await asked_for(desk, tapped)
    if told is None:
        return
    progress = await desk.read(progress_of, broadcast_id=told.id, now=desk.now)
    title = desk.say(
        "report-title",
        number=told.id,
        title=told.title,
        state=desk.say(f"state-{progress.state.replace('_', '-')}"),
    )
    lines = [title, numbers_line(desk, counts(progress)), *reason_lines(desk, progress), *kept_lines(desk, progress)]
    chart = BufferedInputFile(picture(progress), "report.png")
    await desk.bot.send_photo(desk.chat_id, chart, caption="\n".join(line for line in lines if line))
    rows = await desk.read(told_to, broadcast_id=told.id, limit=MOST_ROWS)
    await desk.write(note_report, broadcast_id=told.id, by=staff.actor, now=desk.now)
    file = ShortLivedFile(sheet(desk, rows, progress), f"{desk.say('report-file')}-{told.id}.xlsx", lasts=SHEET_LASTS)
    await desk.bot.send_document(desk.chat_id, file, caption=desk.say("report-sheet"))


def router() -> Router:
    """The buttons; there are no words to be said."""
    part = Router(name="broadcast running")
    part.callback_query.middleware(AtTheDesk())
    part.callback_query.register(show_progress, Tap("bcrun"), IsStaff(*WRITERS))
    part.callback_query.register(act, Tap("bcdo"), IsStaff(*WRITERS))
    part.callback_query.register(show_doubts, Tap("bcdoubt"), IsStaff(*WRITERS))
    part.callback_query.register(report, Tap("bcrep"), IsStaff(*WRITERS))
    return part


async def _do(desk: Desk, told: Broadcast, name: str, operation: Callable[..., Any], **given: Any) -> None:
    try:
        number = await desk.write(operation, broadcast_id=told.id, now=desk.now, **given)
    except WrongState:
        await desk.tell(desk.say("staff-changed"))
    else:
        await desk.tell(desk.say(f"run-{name}-done", number=number or 0))
    await _show(desk, await desk.read(broadcast_of, broadcast_id=told.id))


async def _show(desk: Desk, told: Broadcast) -> None:
    progress = await desk.read(progress_of, broadcast_id=told.id, now=desk.now)
    await desk.tell(progress_words(desk, told, progress), _rows(desk, told, progress))


def _rows(desk: Desk, told: Broadcast, progress: Progress) -> list[Row]:
    def key(name: str) -> Any:
        return desk.key(desk.say(f"button-{name}"), "bcdo", told.id, name)

    # Of what is deleted nothing can be taken back, or said again.
    found = Counter(progress.states)
    found.subtract(progress.gone)
    rows: list[Row] = [[desk.key(desk.say("button-refresh"), "bcrun", told.id)]]
    if told.state in {"expanding", "sending"}:
        rows.append([key("pause"), key("cancel")])
    elif told.state == "paused":
        rows.append([key("resume"), key("cancel")])
    if told.state != "scheduled" and found["sent"]:
        rows.append([key("recall")])
    if told.state in {"sending", "paused", "finished"} and found["failed"]:
        rows.append([key("failed")])
    if found["unsure"]:
        rows.append([desk.key(desk.say("button-doubts"), "bcdoubt", told.id)])
    rows.append([desk.key(desk.say("button-report"), "bcrep", told.id)])
    return rows
