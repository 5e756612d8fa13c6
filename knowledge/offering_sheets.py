"""Offerings as a spreadsheet: one a row, with their tickets, times, weekly hours and days without, for staff."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from knowledge.offered import check_offerings
from knowledge.offerings import Blackout, Offering
from knowledge.problems import PackError, Problem
from knowledge.reading import Document
from knowledge.spreadsheet import SheetDocument, read_tables, write_tables
from knowledge.validation import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from knowledge.pack import Subject
    from knowledge.reading import Place

OFFERINGS, TICKETS, TIMES, HOURS, BLACKOUTS = "offerings", "tickets", "times", "hours", "blackouts"
# Of each sheet, the columns with their widths and the places that they hold in an offering, or in one of its parts.
COLUMNS: Final[dict[str, dict[str, tuple[int, Place]]]] = {
    OFFERINGS: {
        "id": (26, ("id",)),
        "kind": (12, ("kind",)),
        "subject": (22, ("subject",)),
        "title zh": (28, ("title", "zh")),
        "title en": (28, ("title", "en")),
        "place zh": (28, ("place", "zh")),
        "place en": (28, ("place", "en")),
        "description zh": (40, ("description", "zh")),
        "description en": (40, ("description", "en")),
        "approval": (9, ("approval",)),
        "sensitive": (9, ("sensitive",)),
        "asks": (10, ("asks",)),
        "parties": (8, ("parties",)),
        "hold_hours": (10, ("hold_hours",)),
        "offer_hours": (10, ("offer_hours",)),
        "closes_hours": (11, ("closes_hours",)),
        "cancel_hours": (11, ("cancel_hours",)),
        "seats": (24, ("seats",)),
        "host": (16, ("host", "id")),
        "host zh": (16, ("host", "name", "zh")),
        "host en": (16, ("host", "name", "en")),
        "sample": (8, ("sample",)),
    },
    TICKETS: {
        "offering": (26, ()),
        "id": (16, ("id",)),
        "title zh": (20, ("title", "zh")),
        "title en": (20, ("title", "en")),
        "takes": (24, ("takes",)),
        "persons": (8, ("persons",)),
        "most": (8, ("most",)),
        "agreement": (10, ("agreement",)),
    },
    TIMES: {
        "offering": (26, ()),
        "date": (12, ("date",)),
        "begins": (8, ("begins",)),
        "ends": (8, ("ends",)),
        "seats": (24, ("seats",)),
    },
    HOURS: {
        "offering": (26, ()),
        "weekdays": (12, ("weekdays",)),
        "begins": (8, ("begins",)),
        "ends": (8, ("ends",)),
        "minutes": (9, ("minutes",)),
        "seats": (8, ("seats",)),
    },
    BLACKOUTS: {"day": (12, ("day",)), "host": (16, ("host",)), "reason": (40, ("reason",))},
}
_COUNTED = {(OFFERINGS, "seats"), (TICKETS, "takes"), (TIMES, "seats")}
_COUNTS = re.compile(r"\s*([a-z0-9-]+)\s*[ :：=]\s*(\d+)\s*", re.ASCII)
_COUNTS_ALLOWED = "names and numbers, such as: all 40, men 20, women 20"

Rows = dict[str, list[tuple[str, ...]]]
"""The rows of each sheet, in the order of its columns."""


@dataclass(frozen=True, slots=True)
class OfferingSheets:
    """What a spreadsheet offers. `rows`: in which row of its sheet each offering stands, by its id."""

    offerings: tuple[Offering, ...]
    rows: Mapping[str, int]
    blackouts: tuple[Blackout, ...]
    blackout_rows: tuple[int, ...]


class Changes(NamedTuple):
    """What a spreadsheet changes, each thing by its sheet and name."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def write_offerings(path: Path, rows: Mapping[str, Iterable[Sequence[str]]]) -> None:
    """Write rows as `read_offerings` reads them. Raises OSError."""
    widths = {sheet: {name: width for name, (width, _) in columns.items()} for sheet, columns in COLUMNS.items()}
    write_tables(path, widths, rows)


def read_offerings(path: Path, subjects: Sequence[Subject]) -> OfferingSheets:
    """Read what staff wrote into a spreadsheet.

    Raises PackError: with sheet, row, column, what is wrong and what is allowed, for every problem.
    """
    tables = read_tables(path, COLUMNS)
    document, days = SheetDocument(OFFERINGS), SheetDocument(BLACKOUTS)
    offered: list[dict[str, Any]] = []
    document.data = offered
    rows: dict[str, int] = {}
    for row, values in tables[OFFERINGS]:
        place = (len(offered),)
        offered.append(_part(document, OFFERINGS, row, values, place))
        rows.setdefault(values["id"], row)
    positions = {one.get("id"): position for position, one in reversed(list(enumerate(offered)))}
    for sheet in (TICKETS, TIMES, HOURS):
        for row, values in tables[sheet]:
            position = positions.get(values["offering"])
            if position is None:
                given = f"there is no offering {values['offering'][:60]}" if values["offering"] else "is empty"
                document.problems.append(Problem(sheet, row, "offering", given, f"the id of a row of {OFFERINGS}"))
                continue
            parts = offered[position].setdefault(sheet, [])
            parts.append(_part(document, sheet, row, values, (position, sheet, len(parts))))
    dark: list[dict[str, Any]] = []
    days.data = dark
    for row, values in tables[BLACKOUTS]:
        dark.append(_part(days, BLACKOUTS, row, values, (len(dark),)))
    known = Document("subjects.yaml", data=[{"id": one.id, "kind": one.kind} for one in subjects])
    offerings = listed(Offering, document, "offerings")
    blackouts = listed(Blackout, days, "days") if dark else []
    check_offerings([document], known, sample=None)
    if problems := [*document.problems, *days.problems]:
        raise PackError(problems)
    return OfferingSheets(
        tuple(filter(None, offerings)),
        rows,
        tuple(filter(None, blackouts)),
        tuple(row for row, _ in tables[BLACKOUTS]),
    )


def _part(document: SheetDocument, sheet: str, row: int, values: Mapping[str, str], place: Place) -> dict[str, Any]:
    data: dict[str, Any] = {}
    document.cells[place] = (sheet, row, "")
    for name, (_, inner) in COLUMNS[sheet].items():
        if not inner:
            continue
        for depth in range(1, len(inner) + 1):
            document.cells.setdefault((*place, *inner[:depth]), (sheet, row, name))
        if not (value := values[name]):
            continue
        inside = data
        *around, last = map(str, inner)
        for step in around:
            inside = inside.setdefault(step, {})
        if (sheet, name) in _COUNTED:
            inside[last] = _counts(document, (*place, *inner), value)
        elif name == "weekdays":
            inside[last] = re.split(r"[\s,，、]+", value)
        elif value.lower() in {"true", "false"}:  # a spreadsheet writes TRUE
            inside[last] = value.lower()
        else:
            inside[last] = value
    return data


def _counts(document: SheetDocument, place: Place, written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in re.split("[,，、;；\n]", written):
        match = _COUNTS.fullmatch(one)
        if match is None:
            document.complain(place, f"is the text {written[:60]!r}", _COUNTS_ALLOWED)
            return {}
        found[match[1]] = match[2]
    return found
