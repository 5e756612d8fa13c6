"""A pack as a spreadsheet: entries, phrasings and negatives, one a row, for staff who work in one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from knowledge.problems import PackError, Problem
from knowledge.reading import Document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from knowledge.pack import Entry, Pack
    from knowledge.reading import Place

MAX_BYTES = 20_000_000
MAX_ROWS = 100_000
ENTRIES, PHRASINGS, NEGATIVES = "entries", "phrasings", "negatives"
# The columns of the sheet of entries, their widths, and the places in an entry that they hold.
COLUMNS: dict[str, tuple[int, Place]] = {
    "id": (28, ("id",)),
    "file": (18, ()),
    "title zh": (24, ("title", "zh")),
    "title en": (28, ("title", "en")),
    "kind": (9, ("kind",)),
    "intent": (18, ("intent",)),
    "answer zh": (60, ("answer", "zh")),
    "answer en": (60, ("answer", "en")),
    "source": (22, ("source",)),
    "quote": (40, ("quote",)),
    "as_of": (12, ("as_of",)),
    "effective": (12, ("effective",)),
    "expires": (12, ("expires",)),
    "expired_answer zh": (40, ("expired_answer", "zh")),
    "expired_answer en": (40, ("expired_answer", "en")),
    "owner": (16, ("owner",)),
    "related": (40, ("related",)),
    "browse": (12, ("browse",)),
}
_SHEETS: dict[str, dict[str, int]] = {
    ENTRIES: {name: width for name, (width, _) in COLUMNS.items()},
    PHRASINGS: {"entry": 28, "language": 10, "phrasing": 70},
    NEGATIVES: {"language": 10, "sentence": 70},
}
_MONTH = "as_of"
_TABLE_OF = {"entry": "the id of a row of the sheet entries", "language": "zh or en"}


def write_spreadsheet(path: Path, pack: Pack, files: Mapping[str, str]) -> None:
    """Write a pack; `files` says in which file of entries/ each entry stands, by its id. Raises OSError."""
    rows: dict[str, Iterable[Sequence[str]]] = {
        ENTRIES: [_row_of(entry, files[entry.id]) for entry in pack.entries],
        PHRASINGS: [
            (entry.id, language, sentence)
            for entry in pack.entries
            for language in ("zh", "en")
            for sentence in getattr(entry.phrasings, language)
        ],
        NEGATIVES: [(language, one) for language in ("zh", "en") for one in getattr(pack.negatives, language)],
    }
    write_tables(path, _SHEETS, rows)


def write_tables(
    path: Path, sheets: Mapping[str, Mapping[str, int]], rows: Mapping[str, Iterable[Sequence[str]]]
) -> None:
    """Write sheets of text, each with the widths of its columns by their names. Raises OSError."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1})
    # As text, so that 2024-05 is not made a day; and with the quote mark that keeps =, +, - and @ from being a formula,
    # here and in whatever the sheet is saved as later.
    plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "quote_prefix": True})
    for name, columns in sheets.items():
        sheet = book.add_worksheet(name)
        for number, (column, width) in enumerate(columns.items()):
            sheet.set_column(number, number, width, plain)
            sheet.write_string(0, number, column, head)
        sheet.freeze_panes(1, 1)
        for line, row in enumerate(rows[name], 1):
            for number, value in enumerate(row):
                if value:
                    sheet.write_string(line, number, value, plain)
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def _row_of(entry: Entry, file: str) -> list[str]:
    written = entry.model_dump(mode="json")
    row = []
    for place, name in ((place, name) for name, (_, place) in COLUMNS.items()):
        value: Any = file if name == "file" else written
        for step in place:
            value = value.get(step) if isinstance(value, dict) else value
        row.append("\n".join(value) if isinstance(value, list) else value or "")
    return row


@dataclass(slots=True)
class SheetDocument(Document):
    """Data that was read from a sheet; it remembers the sheet, the row and the column of every value by its place."""

    cells: dict[Place, tuple[str, int, str]] = field(default_factory=dict)

    def where(self, place: Place) -> str:
        """Say where the value at `place` stands: the sheet and its row."""
        sheet, row, _ = self._cell(place)
        return f"{sheet}:{row}"

    def complain(self, place: Place, what: str, allowed: str) -> None:
        """Note a problem with the value at `place`."""
        sheet, row, column = self._cell(place)
        self.problems.append(Problem(sheet, row, column or " ".join(map(str, place[1:])), what, allowed))

    def _cell(self, place: Place) -> tuple[str, int, str]:
        while place and place not in self.cells:
            place = place[:-1]
        return self.cells.get(place, (self.file, 1, ""))


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a spreadsheet holds: documents as `assemble` takes them, and the file of each entry by its id."""

    entries: SheetDocument
    negatives: SheetDocument
    files: dict[str, str]


def read_spreadsheet(path: Path) -> Sheets:
    """Read what `write_spreadsheet` wrote and staff changed.

    Raises PackError for what is no such spreadsheet, or has no sheet or column of a name; what is wrong in rows is in
    the documents' problems.
    """
    tables = read_tables(path, _SHEETS)
    entries, negatives = SheetDocument(ENTRIES), SheetDocument(NEGATIVES)
    files: dict[str, str] = {}
    listed: list[dict[str, Any]] = []
    entries.data = listed
    by_id: dict[str, int] = {}
    for row, values in tables[ENTRIES]:
        number = len(listed)
        listed.append(_entry(entries, number, row, values))
        by_id.setdefault(values["id"], number)
        files.setdefault(values["id"], values["file"])
    for row, values in tables[PHRASINGS]:
        owner = by_id.get(values["entry"])
        if owner is None:
            given = f"there is no entry {values['entry'][:60]}" if values["entry"] else "is empty"
            entries.problems.append(Problem(PHRASINGS, row, "entry", given, _TABLE_OF["entry"]))
        else:
            phrasings = listed[owner].setdefault("phrasings", {})
            _sentence(entries, PHRASINGS, row, values, "phrasing", phrasings, (owner, "phrasings"))
    refused: dict[str, list[str]] = {}
    negatives.data = refused
    for row, values in tables[NEGATIVES]:
        _sentence(negatives, NEGATIVES, row, values, "sentence", refused, ())
    return Sheets(entries, negatives, files)


def _entry(document: SheetDocument, number: int, row: int, values: Mapping[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    document.cells[number,] = (ENTRIES, row, "")
    for name, (_, place) in COLUMNS.items():
        if not place:
            continue
        for depth in range(1, len(place) + 1):
            document.cells.setdefault((number, *place[:depth]), (ENTRIES, row, name))
        document.cells[(number, *place)] = (ENTRIES, row, name)
        if not (value := values[name]):
            continue
        inside = data
        *around, last = map(str, place)
        for step in around:
            inside = inside.setdefault(step, {})
        inside[last] = re.split(r"[\s,，、]+", value) if name == "related" else value
    return data


def _sentence(
    document: SheetDocument,
    sheet: str,
    row: int,
    values: Mapping[str, str],
    column: str,
    lists: dict[str, list[str]],
    place: Place,
) -> None:
    language = values["language"].lower()
    if language not in {"zh", "en"}:
        given = f"is the text {language[:60]!r}" if language else "is empty"
        document.problems.append(Problem(sheet, row, "language", given, _TABLE_OF["language"]))
        return
    sentences = lists.setdefault(language, [])
    document.cells[(*place, language, len(sentences))] = (sheet, row, column)
    sentences.append(values[column])


def read_tables(path: Path, sheets: Mapping[str, Collection[str]]) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """Return the rows of each sheet that are not empty, with their numbers from 1, by the names of the columns.

    Raises PackError for what is no spreadsheet, or has no sheet or column of a name.
    """
    try:
        book = _open(path)
        missing = [Problem(name, 1, "", "is not there", f"the sheets {', '.join(sheets)}") for name in sheets]
        if missing := [one for one in missing if one.file not in book.sheet_names]:
            raise PackError(missing)
        found = {name: book.get_sheet_by_name(name) for name in sheets}
        if long := [name for name, sheet in found.items() if sheet.total_height > MAX_ROWS + 1]:
            raise PackError(Problem(name, MAX_ROWS + 2, "", "is too long", f"{MAX_ROWS} rows") for name in long)
        rows = {name: sheet.to_python(skip_empty_area=False) for name, sheet in found.items()}
    except CalamineError as error:
        raise PackError(
            [Problem(path.name, 1, "", f"can't be read ({error})", "a spreadsheet of the kind xlsx")]
        ) from error
    problems: list[Problem] = []
    tables = {name: _table(name, list(sheets[name]), rows[name], problems) for name in sheets}
    if problems:
        raise PackError(problems)
    return tables


def _open(path: Path) -> CalamineWorkbook:
    try:
        with ZipFile(path) as parts:
            size = max(path.stat().st_size, sum(part.file_size for part in parts.infolist()) // 10)
    except (BadZipFile, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a spreadsheet"
        raise PackError(
            [Problem(path.name, 1, "", f"can't be read ({reason})", "a spreadsheet of the kind xlsx")]
        ) from error
    if size > MAX_BYTES:
        raise PackError([Problem(path.name, 1, "", "is too large", f"{MAX_BYTES} bytes, and ten times that unpacked")])
    return CalamineWorkbook.from_path(path)


def _table(
    name: str, columns: Sequence[str], rows: Sequence[Sequence[object]], problems: list[Problem]
) -> list[tuple[int, dict[str, str]]]:
    heads = [_text(head, "").lower() for head in rows[0]] if rows else []
    for column in columns:
        if heads.count(column) != 1:
            what = "is there twice" if column in heads else "is missing"
            problems.append(Problem(name, 1, column, what, f"one column for each of {', '.join(columns)}"))
    if any(column not in heads for column in columns):
        return []
    where = {column: heads.index(column) for column in columns}
    table = []
    for number, row in enumerate(rows[1:], 2):
        values = {column: _text(row[place], column) for column, place in where.items()}
        if any(values.values()):
            table.append((number, values))
    return table


def _text(value: object, column: str) -> str:
    """Write a cell the way its writer meant it: 88.0 is 88, a date is 2024-05-17.

    Spreadsheets make `2024-05` the first of May: in a column for months the first of a month is its month.
    """
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.strftime("%Y-%m") if column == _MONTH and value.day == 1 else value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
