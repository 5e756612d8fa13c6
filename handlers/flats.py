"""The talent apartments, complex by complex: what is known, what is not, where it is, and a viewing."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Chat, InlineKeyboardMarkup, Message

from db.catalogue import upcoming
from db.flats import Layout, complex_of, layouts_of
from db.flats import complexes as all_complexes
from db.refusals import NotFound
from handlers.desk import AtTheDesk, Desk, Row
from handlers.files import PictureOf
from handlers.filters import Tap
from handlers.keyboards import under_answer
from handlers.reply import reply_with
from handlers.searching import Search
from knowledge import Complex, Entry, Knowledge, Understanding

AT_ONCE: Final = 8
"""Complexes of one list."""
PICTURE_LASTS: Final = timedelta(days=1)
"""How long a picture that was shown is kept for one person: it is in the pack, to be looked at again."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is asked to be seen: the page of one complex, or, without one, all of them. `entry` says it in words."""

    entry: Entry
    place: Complex | None

    @classmethod
    def by(cls, entry: Entry | None, knowledge: Knowledge) -> "Shown | None":
        """What an entry shows; None for one that shows none."""
        if entry is None or not knowledge.pack.complexes:
            return None
        place = next((one for one in knowledge.pack.complexes if one.entry == entry.id), None)
        return cls(entry, place) if place is not None or entry.browse == "viewing" else None


class AsksForFlats(Filter):
    """What was said, or the entry whose button was tapped, asks for a complex or all of them; it arrives as `shown`.

    Who names a time wants to see what can be visited then. A group gets the words alone.
    """

    def __init__(self) -> None:
        self._tap = Tap("ask")

    async def __call__(
        self, event: Message | CallbackQuery, knowledge: Knowledge, event_chat: Chat, meant: Understanding | None = None
    ) -> bool | dict[str, Shown]:
        if event_chat.type != "private":
            return False
        if isinstance(event, CallbackQuery):
            tapped = await self._tap(event)
            entry = knowledge.entry(tapped["tapped"][0]) if isinstance(tapped, dict) and tapped["tapped"] else None
        else:
            entry = meant.entry if meant is not None and "when" not in meant.slots else None
        shown = Shown.by(entry, knowledge)
        return {"shown": shown} if shown is not None else False


async def show(event: Message | CallbackQuery, shown: Shown, desk: Desk) -> None:
    """Show the page of a complex, or the list of them."""
    if shown.place is None:
        await _list(desk, shown.entry)
    else:
        asked = desk.update_number if isinstance(event, Message) else None
        await _page(desk, shown.entry, shown.place, question=asked)


async def show_all(_: CallbackQuery, desk: Desk) -> None:
    """Show the list of complexes, from a button."""
    entry = next((one for one in desk.knowledge.pack.entries if one.browse == "viewing"), None)
    await _list(desk, entry)


async def show_one(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Show the page of a complex, from a button."""
    place = next((one for one in desk.knowledge.pack.complexes if [one.id] == tapped), None)
    entry = desk.knowledge.entry(place.entry) if place is not None else None
    if place is None or entry is None:
        await desk.tell(desk.say("refused-gone"))
        return
    await _page(desk, entry, place, question=None)


async def show_map(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Where a complex is, as a pin on the map."""
    try:
        place = await desk.read(complex_of, key="".join(tapped))
    except NotFound:
        await desk.tell(desk.say("refused-gone"))
        return
    if not await desk.point_at(place):
        await desk.tell(desk.say("refused-gone"))


def router() -> Router:
    """Questions about the complexes, and the buttons from one to the next."""
    part = Router(name="flats")
    part.message.filter(AsksForFlats())
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(show)
    part.callback_query.register(show, AsksForFlats())
    part.callback_query.register(show_all, Tap("flats"))
    part.callback_query.register(show_one, Tap("flat"))
    part.callback_query.register(show_map, Tap("map"))
    return part


async def _list(desk: Desk, entry: Entry | None) -> None:
    lines = []
    if entry is not None:
        lines = [reply_with(entry, desk.knowledge, language=desk.language, today=desk.now.date()).text, ""]
    places = (await desk.read(all_complexes))[:AT_ONCE]
    rows: list[Row] = [[desk.key(desk.words(one.name), "flat", one.key)] for one in places]
    await desk.tell("\n".join([*lines, desk.say("flats-which")]), rows)


async def _page(desk: Desk, entry: Entry, place: Complex, *, question: int | None) -> None:
    say, pack = desk.say, desk.knowledge.pack
    try:
        known = await desk.read(complex_of, key=place.id)
        layouts = await desk.read(layouts_of, complex_key=place.id)
    except NotFound:  # the pack was changed a moment ago
        await desk.tell(say("refused-gone"))
        return
    reply = reply_with(entry, desk.knowledge, language=desk.language, today=desk.now.date())
    lines = [desk.words(known.name), "", reply.text, ""]
    if known.address:
        lines.append(say("card-place", place=desk.words(known.address)))
    lines += [_layout(desk, one) for one in layouts]
    missing = [
        *([] if known.address else ["address"]),
        *([] if layouts else ["layouts"]),
        *([] if any(one.area_m2 for one in layouts) else ["area"]),
        *([] if layouts and all(one.rent for one in layouts) else ["rent"]),
        *([] if place.picture else ["pictures"]),
    ]
    unknown = say("list-comma").join(say(f"flat-{what}") for what in missing)
    if unknown:
        lines.append(say("flat-unknown", what=unknown, phone=pack.phone))
    rows: list[Row] = []
    if (await desk.read(upcoming, now=desk.now, subjects=[known.subject], limit=1)).cards:
        rows.append([desk.key(say("button-viewing"), "find", Search("viewing", place.id).write())])
    more = [desk.key(say("button-other-flats"), "flats")]
    if known.latitude is not None:
        more.insert(0, desk.key(say("button-map"), "map", place.id))
    rows.append(more)
    related = tuple(one for one in reply.offers if one.browse != "viewing")  # the list has its own button
    under = under_answer(replace(reply, offers=related), say, question=question)
    rows += under.inline_keyboard if under is not None else []
    if place.picture:
        content, shows = pack.pictures[place.picture].content, f"flat:{desk.language}:{place.id}"
        picture = PictureOf(content, place.picture, lasts=PICTURE_LASTS, shows=shows)
        await desk.bot.send_photo(desk.chat_id, picture, caption=desk.words(known.name))
    await desk.bot.send_message(desk.chat_id, "\n".join(lines), reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))


def _layout(desk: Desk, one: Layout) -> str:
    say = desk.say
    parts = [desk.words(one.name)]
    if one.area_m2 is not None:
        parts.append(say("flat-square-metres", area=f"{one.area_m2:g}"))
    if one.units:
        parts.append(say("flat-units", units=one.units))
    if one.rent is not None and one.rent_source is not None:
        parts.append(say("flat-rent-stated", rent=one.rent, source=one.rent_source))
    return say("flat-layout", layout=" · ".join(parts))
