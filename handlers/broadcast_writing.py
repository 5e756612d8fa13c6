"""Writing a broadcast: its text in two languages, a picture or a file, and buttons that open something."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from db.broadcasts import (
    Broadcast,
    Enclosure,
    FileKind,
    Outdated,
    WrongState,
    draft_broadcast,
    enclose,
)
from db.catalogue import slot_card
from db.refusals import NotFound
from db.staff import Roles
from handlers.booking import KIND_OF
from handlers.broadcast_card import asked_for, edit, show
from handlers.broadcast_forms import BroadcastForm, Given, ask, ask_about
from handlers.broadcast_words import LONGEST, TITLE, marks_of
from handlers.broadcasting import WRITERS
from handlers.choice import numbers
from handlers.desk import AtTheDesk, Desk
from handlers.filters import IsStaff, Tap
from handlers.registrants import may_decide
from handlers.searching import SUBJECT_KIND, Kind, Search
from knowledge import Understanding

MOST_BYTES: Final[dict[FileKind, int]] = {"picture": 5_000_000, "document": 10_000_000}
"""Of what is sent along."""
MOST_BUTTONS: Final = 3


async def ask_text(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Ask for the text in one language."""
    told = await asked_for(desk, tapped, versioned=True)
    if told is not None:
        language, words = ("en", "broadcast-ask-text-en") if tapped[-1] == "en" else ("zh", "broadcast-ask-text")
        await ask_about(desk, told, BroadcastForm.text, desk.say(words), text_in=language)


async def ask_text_to_registrants(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Ask for a message to those who registered for a slot; it goes out like any other, when somebody else agreed."""
    try:
        card = await desk.read(slot_card, slot_id=next(iter(numbers(tapped)), 0))
    except NotFound:
        await desk.tell(desk.say("refused-gone"))
        return
    if not may_decide(card, staff):
        await desk.tell(desk.say("staff-not-yours"))
        return
    audience = {"slot": card.slot_id, "statuses": ["confirmed"]}
    await ask(desk, BroadcastForm.text, desk.say("broadcast-ask-text"), purpose="notice", audience=audience)


async def take_text(message: Message, desk: Desk, staff: Roles, reviews_needed: int) -> None:
    """Keep the text with its formatting; a picture or a file that came with it goes along."""
    text = (message.text or message.caption or "").strip()
    if not text:
        await desk.tell(desk.say("broadcast-ask-text"))
        return
    if len(text) > LONGEST:
        await desk.tell(desk.say("broadcast-too-long"))
        return
    data = await desk.state.get_data()
    written = {"text": text, "entities": marks_of(message.entities or message.caption_entities)}
    if "broadcast" in data:
        told = await _changed(desk, data, staff, lambda one: {"content": {**one.content, data["text_in"]: written}})
    else:
        told = await desk.write(
            draft_broadcast,
            by=staff.actor,
            title=text.splitlines()[0][:TITLE],
            purpose=data.get("purpose", "news"),
            content={"zh": written},
            audience=data.get("audience", {}),
            reviews_needed=reviews_needed,
            now=desk.now,
        )
        await desk.state.clear()
    if told is not None and (message.photo or message.document):
        told = await _enclosed(message, desk, told, staff)
    if told is not None:
        await show(desk, told)


async def ask_button(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Ask what a button is to open; where there are buttons already, take them away first."""
    told = await asked_for(desk, tapped, versioned=True)
    if told is None:
        return
    if len(told.content.get("buttons", ())) >= MOST_BUTTONS:
        data = {"broadcast": told.id, "version": told.version}
        less = await _changed(desk, data, staff, lambda one: {"content": {**one.content, "buttons": []}})
        if less is not None:
            await desk.tell(desk.say("broadcast-buttons-gone"))
            await show(desk, less)
        return
    await ask_about(desk, told, BroadcastForm.button, desk.say("broadcast-ask-button"))


async def take_button(_: Message, meant: Understanding | None, desk: Desk, staff: Roles) -> None:
    """Add a button that opens what was named."""
    button = _button(desk, meant)
    if button is None:
        await desk.tell(desk.say("broadcast-button-unclear"))
        return
    data = await desk.state.get_data()
    told = await _changed(
        desk,
        data,
        staff,
        lambda one: {"content": {**one.content, "buttons": [*one.content.get("buttons", ()), button]}},
    )
    if told is not None:
        await show(desk, told)


async def ask_file(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Ask for a picture or a file."""
    told = await asked_for(desk, tapped, versioned=True)
    if told is not None:
        await ask_about(desk, told, BroadcastForm.file, desk.say("broadcast-ask-file"))


async def take_file(message: Message, desk: Desk, staff: Roles) -> None:
    """Let it go along; without one nothing goes along any more."""
    data = await desk.state.get_data()
    told = await asked_for(desk, [str(data.get("broadcast")), str(data.get("version"))], versioned=True)
    if told is None:
        await desk.state.clear()
        return
    enclosed = await _enclosed(message, desk, told, staff)
    if enclosed is not None:
        await desk.state.clear()
        await show(desk, enclosed)


async def turn_urgent(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Let it go out at night too, or not: who reviews it sees that."""
    told = await asked_for(desk, tapped, versioned=True)
    if told is not None:
        data = {"broadcast": told.id, "version": told.version}
        turned = await _changed(desk, data, staff, lambda one: {"urgent": not one.urgent})
        if turned is not None:
            await show(desk, turned)


def router() -> Router:
    """The forms, which come before the words that work everywhere, and the buttons that lead to them."""
    part = Router(name="broadcast writing")
    part.message.filter(
        StateFilter(BroadcastForm.text, BroadcastForm.button, BroadcastForm.file), Given(), IsStaff(*WRITERS)
    )
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(take_text, StateFilter(BroadcastForm.text))
    part.message.register(take_button, StateFilter(BroadcastForm.button))
    part.message.register(take_file, StateFilter(BroadcastForm.file))
    part.callback_query.register(ask_text, Tap("bctext"), IsStaff(*WRITERS))
    part.callback_query.register(ask_text_to_registrants, Tap("smsg"), IsStaff(*WRITERS))
    part.callback_query.register(turn_urgent, Tap("bcurg"), IsStaff(*WRITERS))
    part.callback_query.register(ask_button, Tap("bckeys"), IsStaff(*WRITERS))
    part.callback_query.register(ask_file, Tap("bcfile"), IsStaff(*WRITERS))
    return part


async def _changed(desk: Desk, data: dict[str, Any], staff: Roles, change: Any) -> Broadcast | None:
    """Change what the form is about, unless somebody else has meanwhile."""
    await desk.state.clear()
    told = await asked_for(desk, [str(data.get("broadcast")), str(data.get("version"))], versioned=True)
    return None if told is None else await edit(desk, told, staff, change(told))


async def _enclosed(message: Message, desk: Desk, told: Broadcast, staff: Roles) -> Broadcast | None:
    source = message.photo[-1] if message.photo else message.document
    file = None
    if source is not None:
        kind: FileKind = "picture" if message.photo else "document"
        if (source.file_size or 0) > MOST_BYTES[kind]:
            await desk.tell(desk.say("broadcast-file-too-big", most=MOST_BYTES[kind] // 1_000_000))
            return None
        fetched = await desk.bot.download(source)
        content = fetched.read() if fetched is not None else b""
        name, media = "picture.jpg", "image/jpeg"
        if message.document is not None:
            name = message.document.file_name or "file"
            media = message.document.mime_type or "application/octet-stream"
        file = Enclosure(kind, name.replace("/", "_")[:255], media[:127], content, {})
    try:
        return await desk.write(
            enclose, broadcast_id=told.id, version=told.version, by=staff.actor, file=file, now=desk.now
        )
    except (Outdated, WrongState):
        await desk.tell(desk.say("staff-changed"))
        return None


def _button(desk: Desk, meant: Understanding | None) -> dict[str, Any] | None:
    """What opens the thing that was named: an offering of a subject, or an entry."""
    if meant is None:
        return None
    pack = desk.knowledge.pack
    named: Any = meant.slots.get("which", ())
    kinds: dict[str, Kind] = {of: kind for kind, of in SUBJECT_KIND.items()}
    for one in named:
        offered = {offering.subject for offering in (*pack.offerings, *pack.demo)}
        subject = next((found for found in pack.subjects if found.id == one["id"]), None)
        if subject is not None and subject.id in offered and subject.kind in kinds:
            search = Search(kinds[subject.kind], subject.id)
            return {"label": subject.name.model_dump(), "data": f"more:{search.write()}"}
    entry = meant.entry or next(iter(meant.suggestions), None)
    if entry is None or entry.intent in {*KIND_OF, "greeting", "help"}:
        return None
    return {"label": entry.title.model_dump(), "data": f"ask:{entry.id}"}
