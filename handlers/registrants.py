"""Who is registered for a slot, as staff see it: on the screen and as a spreadsheet. Each reading is in the log."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from db.catalogue import SlotCard
from db.deciding import deciders
from db.duty import listed_people
from db.slots import Listed
from db.staff import Roles
from db.statuses import Status
from handlers.choice import details_words
from handlers.desk import Desk

PAGE = 8
"""Registrations of one page."""
AT_MOST = 5000
"""Registrations of one spreadsheet."""
_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a cell must not begin with: a program that reads the sheet might take it for a formula."""
Cell = int | str


@dataclass(frozen=True, slots=True)
class Registrant:
    """A registration with what may be read of the person; the fields are empty where they may not."""

    listed: Listed
    name: str
    phone: str
    company: tuple[str, ...]


def may_decide(card: SlotCard, staff: Roles) -> bool:
    """Whether somebody of the staff looks after this slot."""
    return not deciders(card.policy).isdisjoint(staff.roles)


async def registrants(
    desk: Desk, card: SlotCard, *, after: int = 0, limit: int = PAGE, reason: str
) -> list[Registrant]:
    """Who is registered, from after a registration's number on."""
    people = await desk.write(
        listed_people,
        vault=desk.vault if desk.shows_personal else None,
        by_user=desk.user_id,
        slot_id=card.slot_id,
        after=after,
        limit=limit,
        reason=reason,
        now=desk.now,
    )
    return [Registrant(one, told.get("name", ""), told.get("phone", ""), company) for one, told, company in people]


def word(desk: Desk, status: Status) -> str:
    """A status in a word or two."""
    return desk.say(f"word-{status.replace('_', '-')}")


def spreadsheet(desk: Desk, card: SlotCard, people: Sequence[Registrant]) -> bytes:
    """The list as an xlsx file. What people wrote is text, never a formula."""
    file = io.BytesIO()
    titles = {ticket.id: desk.words(ticket.title) for ticket in card.tickets}
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for column, name in enumerate(
            ("number", "name", "phone", "ticket", "party", "status", "company", "along", "at")
        ):
            sheet.write_string(0, column, desk.say(f"sheet-{name}"), bold)
        for row, one in enumerate(people, 1):
            made = one.listed.registration
            cells: tuple[Cell, ...] = (
                made.id,
                one.name,
                one.phone,
                titles.get(made.ticket_id, ""),
                made.party,
                word(desk, made.status),
                " ".join(one.company),
                details_words(desk, made.details),
                f"{one.listed.created_at.astimezone(desk.zone):%Y-%m-%d %H:%M}",
            )
            for column, cell in enumerate(cells):
                write_cell(sheet, row, column, cell)
    return file.getvalue()


def write_cell(sheet: Any, row: int, column: int, cell: Cell) -> None:
    """Write a number that can be added up, or words."""
    if isinstance(cell, int):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, safe_cell(cell))


def safe_cell(words: str) -> str:
    """Words as a cell may hold them."""
    return f"'{words}" if words.startswith(_RISKY) and not words[1:].isdecimal() else words
