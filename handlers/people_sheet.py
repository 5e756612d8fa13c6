"""People whom a spreadsheet names, a row each."""

import io
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

MOST_ROWS: Final = 100_000


class NotASheet(Exception):
    """The file is neither a spreadsheet nor a text with a name a line."""


def names_in(content: bytes) -> list[tuple[int, str]]:
    """The first column of a spreadsheet (xlsx, xls, ods) or of a csv: numbers of rows, and what stands there.

    A first row that is a heading is left out. Raises `NotASheet`.
    """
    try:
        table = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        cells = [row[0] if row else "" for row in table]
    except (CalamineError, IndexError):
        try:
            cells = [line.split(",")[0].split(";")[0] for line in content.decode("utf-8-sig").splitlines()]
        except UnicodeDecodeError as error:
            raise NotASheet from error
    if len(cells) > MOST_ROWS or (b"\0" in content[:64] and not content.startswith(b"PK")):
        raise NotASheet
    names = [(row, _cell(cell)) for row, cell in enumerate(cells, 1)]
    names = [(row, name) for row, name in names if name]
    if names and names[0][0] == 1 and not any(sign.isdigit() for sign in names[0][1]):
        names = names[1:]
    return names


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().strip('"')
