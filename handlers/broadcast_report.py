"""What became of a broadcast: in numbers, as a picture, and as a list of who got it."""

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import xlsxwriter

from db.broadcast_desk import Told
from db.broadcasts import Broadcast
from db.kept_counts import Count
from db.progress import Progress
from handlers.chart import Colour, bar_chart
from handlers.desk import Voice
from handlers.registrants import Cell, write_cell

STATES: Final[dict[str, tuple[str, Colour]]] = {
    "sent": ("🟩", (67, 160, 71)),
    "queued": ("🟦", (66, 133, 244)),
    "failed": ("🟥", (219, 68, 55)),
    "blocked": ("🟫", (141, 110, 99)),
    "unsure": ("🟨", (251, 192, 45)),
    "skipped": ("⬜", (189, 189, 189)),
    "expired": ("🟪", (149, 117, 205)),
}
"""What a message comes to, each with its sign and its colour; what is in hand counts as waiting."""
KNOWN: Final = frozenset(
    (
        *("opted_out", "erased", "kept", "cancelled", "blocked_before", "too_late", "enough_this_week"),
        *("mass_used_up", "no_mass_left", "no_answer", "server_error", "stopped", "worker_gone", "not_found"),
        *("cannot_be_said", "channel_off"),
    )
)
"""Reasons that have words; the others are the channel's own."""
REASONS_SHOWN: Final = 8
MANY: Final = 90
"""From so many seconds on, time is said in minutes."""
BAR: Final = 10
"""Signs of a bar in words: with the numbers it is one line on a phone."""


def counts(progress: Progress) -> dict[str, int]:
    """How many messages came to what."""
    found = dict(progress.states)
    found["queued"] = found.get("queued", 0) + found.pop("sending", 0)
    return {state: found[state] for state in STATES if found.get(state)}


def progress_words(voice: Voice, told: Broadcast, progress: Progress) -> str:
    """How far it is: a bar, the numbers, the rate, and what went wrong why."""
    say, found = voice.say, counts(progress)
    total = progress.recipients if progress.recipients is not None else sum(found.values())
    done = sum(number for state, number in found.items() if state != "queued")
    filled = BAR * done // total if total else 0
    lines = [
        say("report-title", number=told.id, title=told.title, state=say(f"state-{progress.state.replace('_', '-')}")),
        f"{'▓' * filled}{'░' * (BAR - filled)} {done}/{total}",
        numbers_line(voice, found),
    ]
    if progress.state == "sending" and progress.left is not None:
        rate = f"{progress.per_second:.1f}"
        lines.append(say("report-rate", rate=rate, left=_minutes(voice, progress.left)))
    lines += reason_lines(voice, progress)
    lines += kept_lines(voice, progress)
    if progress.reason and progress.state == "paused":
        lines.append(say("report-why-paused", reason=reason_word(voice, progress.reason)))
    return "\n".join(line for line in lines if line)


def numbers_line(voice: Voice, found: dict[str, int]) -> str:
    """The numbers, each with its sign."""
    return " · ".join(f"{STATES[state][0]} {voice.say(f'told-{state}')} {number}" for state, number in found.items())


def reason_lines(voice: Voice, progress: Progress) -> list[str]:
    """Why so many were not reached, the most frequent first."""
    most = sorted(progress.reasons.items(), key=lambda one: -one[1])
    return [
        voice.say("report-reason", state=voice.say(f"told-{state}"), reason=reason_word(voice, reason), number=number)
        for (state, reason), number in most[:REASONS_SHOWN]
        if state in STATES and state not in {"sent", "queued"}
    ]


def reason_word(voice: Voice, reason: str) -> str:
    """A reason in words; one that the channel gave, as it gave it."""
    return voice.say(f"reason-{reason.replace('_', '-')}") if reason in KNOWN else reason


def kept_lines(voice: Voice, progress: Progress) -> list[str]:
    """How many were taken back; and that who got it is not kept any more, when it is not."""
    lines = []
    if progress.recalled:
        done, total = progress.recalled.get("sent", 0), sum(progress.recalled.values())
        lines.append(voice.say("report-recalled", number=done, total=total))
    if progress.gone:
        lines.append(voice.say("report-gone", number=sum(progress.gone.values())))
    return lines


def picture(progress: Progress) -> bytes:
    """The numbers as a chart."""
    return bar_chart([(number, STATES[state][1]) for state, number in counts(progress).items()])


def sheet(voice: Voice, rows: Sequence[Told], progress: Progress) -> bytes:
    """Who got it and who did not: people by their numbers, never by name.

    A second page has the numbers, also of those who are not on the first any more.
    """
    people: list[tuple[Cell, ...]] = [
        (
            one.user_id,
            *_fate(voice, one),
            one.attempts,
            f"{one.changed_at.astimezone(voice.zone):%Y-%m-%d %H:%M:%S}",
        )
        for one in rows
    ]
    numbers: list[tuple[Cell, ...]] = [(*_fate(voice, one), one.number) for one in progress.counts]
    numbers += [(line,) for line in kept_lines(voice, progress)]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for title, columns, cells in (
            ("report-page-people", ("user", "channel", "state", "reason", "tries", "at"), people),
            ("report-page-numbers", ("channel", "state", "reason", "number"), numbers),
        ):
            _fill(voice, book.add_worksheet(voice.say(title)), book.add_format({"bold": True}), columns, cells)
    return file.getvalue()


def _fate(voice: Voice, one: Told | Count) -> tuple[str, str, str]:
    return (
        voice.say(f"channel-{one.lane}") if one.lane else "",
        voice.say(f"told-{'queued' if one.state == 'sending' else one.state}"),
        reason_word(voice, one.reason) if one.reason else "",
    )


def _fill(voice: Voice, page: Any, bold: Any, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    for column, title in enumerate(columns):
        page.write_string(0, column, voice.say(f"report-col-{title}"), bold)
    for row, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            write_cell(page, row, column, cell)


def _minutes(voice: Voice, left: timedelta) -> str:
    seconds = round(left.total_seconds())
    return (
        voice.say("report-seconds", seconds=seconds)
        if seconds < MANY
        else voice.say("report-minutes", minutes=round(seconds / 60))
    )
