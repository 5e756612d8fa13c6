"""The slots that staff look after, page by page: those with registrations, and those that nobody has booked yet."""

from datetime import datetime
from typing import Final

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db.duty import Watched, watched_slots
from db.staff import Roles, all_staff
from handlers.cards import short_moment
from handlers.desk import AtTheDesk, Desk, Row
from handlers.filters import IsStaff, Tap
from handlers.searching import cursor, read_cursor

PAGE: Final = 10
BOOKED: Final = "booked"
EMPTY: Final[dict[str, tuple[str, ...]]] = {"events": ("event",), "hours": ("viewing", "appointment")}
"""The lists of what nobody has booked: events apart from the many hours of viewings and of people."""


async def show_slots(_: Message, desk: Desk, staff: Roles) -> None:
    """The slots with registrations, each with a button."""
    await _show(desk, staff, BOOKED, after=None)


async def show_more(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """The next page, or the slots that nobody has booked yet."""
    match tapped:
        case ["booked" | "events" | "hours" as which, *written]:
            await _show(desk, staff, which, after=read_cursor(written[0]) if written else None)
        case _:
            await desk.tell(desk.say("refused-gone"))


async def show_members(_: CallbackQuery, desk: Desk) -> None:
    """Who of the office has which role, and who has not joined yet."""
    lines = [
        desk.say("staff-member", name=one.name, role=one.role, joined="yes" if one.joined else "no")
        for one in await desk.read(all_staff)
    ]
    await desk.tell("\n".join([desk.say("staff-members"), *lines]))


def router() -> Router:
    """One command, and the buttons that turn its pages; the role is asked last, for it is a look into the database."""
    part = Router(name="staff slots")
    part.message.filter(Command("staff", magic=F.args.is_(None)), IsStaff())
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(show_slots)
    part.callback_query.register(show_more, Tap("sslots"), IsStaff())
    part.callback_query.register(show_members, Tap("smembers"), IsStaff("admin"))
    return part


async def _show(desk: Desk, staff: Roles, which: str, *, after: tuple[datetime, int] | None) -> None:
    say = desk.say
    found = await desk.read(watched_slots, now=desk.now, empty=EMPTY.get(which), after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    rows: list[Row] = [[desk.key(_name(desk, one), "sslot", one.card.slot_id)] for one in shown]
    if len(found) > PAGE:
        last = shown[-1].card
        rows.append([desk.key(say("button-more"), "sslots", which, cursor((last.starts_at, last.slot_id)))])
    if which in EMPTY:
        words = "staff-empty-slots" if shown else "staff-nobody"
    else:
        words = "staff-slots" if shown else "staff-no-slots"
        rows += [[desk.key(say(f"button-empty-{one}"), "sslots", one)] for one in EMPTY]
        rows.append([desk.key(say("button-offerings"), "soffer")])
        if "admin" in staff.roles:
            rows.append([desk.key(say("button-members"), "smembers")])
    await desk.tell(say(words), rows)


def _name(desk: Desk, one: Watched) -> str:
    name = f"{desk.words(one.card.title)} {short_moment(desk, one.card.starts_at)}"
    pending = one.counts.get("pending", 0)
    return f"{name} · {desk.say('word-pending')} {pending}" if pending else name
