"""What is coming up: cards to browse, page by page, by kind, month and place."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from db import Database
from db.catalogue import SlotCard, upcoming
from handlers.cards import browse_card, short_moment
from handlers.desk import AtTheDesk, Desk, Row
from handlers.filters import Tap
from handlers.searching import Search, area_in, cursor, read_cursor
from knowledge import Knowledge, Understanding

PAGE: Final = 5
"""Cards of one page."""


class AsksWhatIsOn(Filter):
    """What is on answers the question better than the knowledge base, which is from a report.

    That is so for an entry that says what to browse, when something of the kind is offered: always where the report
    does not say it, and where it does, when the person named a time or a place.
    """

    async def __call__(
        self,
        event: Message,
        database: Database,
        now: datetime,
        knowledge: Knowledge,
        meant: Understanding | None = None,
    ) -> bool:
        entry = meant.entry if meant is not None else None
        if meant is None or entry is None or entry.browse is None:
            return False
        named = "when" in meant.slots or area_in(meant.sentence, knowledge.pack) is not None
        if entry.kind != "unknown" and not named:
            return False
        return bool((await database.reading(upcoming, now=now, kind=entry.browse, limit=1)).cards)


async def browse(_: Message, meant: Understanding, desk: Desk) -> None:
    """Show what is on, as the sentence narrows it down."""
    kind = meant.entry.browse if meant.entry is not None else None
    wish = replace(Search.of(kind or "event", meant.slots), area=area_in(meant.sentence, desk.knowledge.pack))
    await _show(desk, wish, None)


async def browse_on(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Show the next page."""
    search = Search.read(tapped[0], desk.knowledge.pack) if tapped else None
    if search is None:
        await desk.tell(desk.say("refused-gone"))
        return
    await _show(desk, search, read_cursor(tapped[1]) if len(tapped) > 1 else None)


def router() -> Router:
    """Questions about what is on, and the button for more."""
    part = Router(name="browsing")
    part.message.filter(AsksWhatIsOn())
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(browse)
    part.callback_query.register(browse_on, Tap("more"))
    return part


async def _show(desk: Desk, search: Search, after: tuple[datetime, int] | None) -> None:
    since, before = search.window(desk.zone)
    page = await desk.read(
        upcoming,
        now=desk.now,
        kind=search.kind,
        subjects=search.subjects(desk.knowledge.pack),
        since=since,
        before=before,
        place=search.area,
        after=after,
        limit=PAGE,
    )
    say = desk.say
    if not page.cards:
        everything = desk.key(say("button-all-events"), "more", Search(search.kind).write())
        await desk.tell(say("browse-none"), [[everything]])
        return
    rows: list[Row] = [[_register(desk, card)] for card in page.cards]
    if page.after is not None:
        rows.append([desk.key(say("button-more"), "more", search.write(), cursor(page.after))])
    await desk.tell("\n\n".join([say("browse-title"), *(browse_card(desk, card) for card in page.cards)]), rows)


def _register(desk: Desk, card: SlotCard) -> InlineKeyboardButton:
    when = short_moment(desk, card.starts_at)
    return desk.key(f"{desk.words(card.title)} {when}", "pick", card.slot_id, 0)
