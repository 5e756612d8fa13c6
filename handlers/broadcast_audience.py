"""Whom a broadcast is for: chosen by taps, a tag, or a spreadsheet; with their number and a sample."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from db.audience import audience_sample
from db.broadcasts import Broadcast
from db.named_people import list_people, people_named, tags
from db.staff import Roles
from db.statuses import STATUSES
from handlers.broadcast_card import asked_for, audience_line, edit
from handlers.broadcast_forms import BroadcastForm, Given, ask_about
from handlers.broadcasting import WRITERS
from handlers.desk import AtTheDesk, Desk, Row
from handlers.filters import IsStaff, Tap
from handlers.people_sheet import NotASheet, names_in
from handlers.subscribing import topics

CHANNELS: Final = ("web", "telegram", "wechat")
"""The channels among which staff choose."""
TOLD: Final = ("confirmed", "pending", "waitlisted", "checked_in")
"""The statuses among which staff choose."""
SAMPLE: Final = 5
MOST_BYTES: Final = 5_000_000
"""Of a spreadsheet."""
ERRORS_SHOWN: Final = 10


async def choose(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Offer the choices."""
    told = await asked_for(desk, tapped)
    if told is not None:
        await _choices(desk, told)


async def take_choice(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Something was tapped: it holds from now on, or no more."""
    told = await asked_for(desk, tapped, versioned=True)
    if told is None:
        return
    match tapped[2:]:
        case ["t", topic] if topic in {one.id for one in topics(desk.knowledge.pack)}:
            await _keep(desk, told, staff, {**told.audience, "topic": topic})
        case ["lang", ("zh" | "en") as language]:
            await _keep(desk, told, staff, _turned(told.audience, "language", language))
        case ["chan", channel] if channel in CHANNELS:
            await _keep(desk, told, staff, _among(told.audience, "channels", channel))
        case ["stat", status] if status in STATUSES:
            await _keep(desk, told, staff, _among(told.audience, "statuses", status))
        case ["tag"]:
            known = " · ".join(f"{tag}（{number}）" for tag, number in await desk.read(tags))
            await ask_about(desk, told, BroadcastForm.tag, desk.say("audience-ask-tag", tags=known or "–"))
        case ["sheet"]:
            await ask_about(desk, told, BroadcastForm.sheet, desk.say("audience-ask-sheet"))
        case ["notag"]:
            await _keep(desk, told, staff, _without(told.audience, "tag"))
        case ["nolist"]:
            await _keep(desk, told, staff, _without(told.audience, "listed"))
        case _:
            await desk.tell(desk.say("broadcast-gone"))


async def take_tag(_: Message, sentence: str, desk: Desk, staff: Roles) -> None:
    """Keep the tag that was named, if somebody has it."""
    tag = sentence.strip()
    if tag not in {known for known, _number in await desk.read(tags)}:
        await desk.tell(desk.say("audience-no-tag"))
        return
    told = await _asked_about(desk)
    if told is not None:
        await _keep(desk, told, staff, {**told.audience, "tag": tag})


async def take_sheet(message: Message, desk: Desk, staff: Roles) -> None:
    """Keep whom the spreadsheet names; the rows that lead to nobody are said, each."""
    if message.document is None or (message.document.file_size or 0) > MOST_BYTES:
        await desk.tell(desk.say("audience-ask-sheet"))
        return
    fetched = await desk.bot.download(message.document)
    try:
        rows = names_in(fetched.read() if fetched is not None else b"")
    except NotASheet:
        await desk.tell(desk.say("audience-not-a-sheet"))
        return
    told = await _asked_about(desk)
    if told is None:
        return
    named = await desk.read(people_named, names=[name for _, name in rows])
    wrong = [rows[place] for place in named.unknown]
    lines = [desk.say("sheet-row-unknown", row=row, name=name[:20]) for row, name in wrong[:ERRORS_SHOWN]]
    if len(wrong) > ERRORS_SHOWN:
        lines.append(desk.say("sheet-rows-more", left=len(wrong) - ERRORS_SHOWN))
    await desk.tell("\n".join([desk.say("audience-sheet-read", found=len(named.users), wrong=len(wrong)), *lines]))
    if named.users:
        await desk.write(list_people, broadcast_id=told.id, users=named.users)
        await _keep(desk, told, staff, {**told.audience, "listed": True})


async def show_sample(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Some of whom it is for; never their names."""
    told = await asked_for(desk, tapped)
    if told is None:
        return
    some = await desk.read(audience_sample, broadcast=told, limit=SAMPLE, now=desk.now)
    lines = [
        desk.say(
            "audience-one",
            number=one.user_id,
            channel=desk.say(f"channel-{one.lane}"),
            language=desk.say(f"language-{'en' if one.language == 'en' else 'zh'}"),
        )
        for one in some
    ]
    await desk.tell("\n".join([await audience_line(desk, told), *lines]))


def router() -> Router:
    """The forms, and the buttons."""
    part = Router(name="broadcast audience")
    part.message.filter(StateFilter(BroadcastForm.tag, BroadcastForm.sheet), Given(), IsStaff(*WRITERS))
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(take_tag, StateFilter(BroadcastForm.tag))
    part.message.register(take_sheet, StateFilter(BroadcastForm.sheet))
    part.callback_query.register(choose, Tap("bcaud"), IsStaff(*WRITERS))
    part.callback_query.register(take_choice, Tap("bcset"), IsStaff(*WRITERS))
    part.callback_query.register(show_sample, Tap("bcsome"), IsStaff(*WRITERS))
    return part


async def _choices(desk: Desk, told: Broadcast) -> None:
    say, said = desk.say, told.audience

    def key(label: str, kind: str, value: str, *, chosen: bool) -> Any:
        return desk.key(f"✓ {label}" if chosen else label, "bcset", told.id, told.version, kind, value)

    rows: list[Row] = []
    if told.purpose == "news":
        keys = [
            key(one.name.said_in(desk.language), "t", one.id, chosen=said.get("topic") == one.id)
            for one in topics(desk.knowledge.pack)
        ]
        rows += [keys[start : start + 2] for start in range(0, len(keys), 2)]
    else:
        keys = [
            key(say(f"word-{one.replace('_', '-')}"), "stat", one, chosen=one in said.get("statuses", ()))
            for one in TOLD
        ]
        rows += [keys[:2], keys[2:]]
    rows.append([key(say(f"channel-{one}"), "chan", one, chosen=one in said.get("channels", ())) for one in CHANNELS])
    rows.append(
        [
            key(say("language-zh"), "lang", "zh", chosen=said.get("language") == "zh"),
            key(say("language-en"), "lang", "en", chosen=said.get("language") == "en"),
        ]
    )
    tag, sheet = (
        ("notag", "button-no-tag") if "tag" in said else ("tag", "button-tag"),
        (("nolist", "button-no-list") if said.get("listed") else ("sheet", "button-list-of-people")),
    )
    rows.append([desk.key(say(words), "bcset", told.id, told.version, kind) for kind, words in (tag, sheet)])
    rows.append([desk.key(say("button-sample"), "bcsome", told.id), desk.key(say("button-back"), "bcshow", told.id)])
    await desk.tell(f"{await audience_line(desk, told)}\n{say('audience-choose')}", rows)


async def _keep(desk: Desk, told: Broadcast, staff: Roles, audience: dict[str, Any]) -> None:
    edited = await edit(desk, told, staff, {"audience": audience})
    if edited is not None:
        await _choices(desk, edited)


async def _asked_about(desk: Desk) -> Broadcast | None:
    data = await desk.state.get_data()
    await desk.state.clear()
    return await asked_for(desk, [str(data.get("broadcast")), str(data.get("version"))], versioned=True)


def _turned(audience: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    return _without(audience, name) if audience.get(name) == value else {**audience, name: value}


def _among(audience: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    chosen = [one for one in audience.get(name, ()) if one != value]
    if len(chosen) == len(audience.get(name, ())):
        chosen.append(value)
    return {**audience, name: chosen} if chosen else _without(audience, name)


def _without(audience: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in audience.items() if key != name}
