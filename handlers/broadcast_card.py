"""A broadcast as staff see it: what it says, whom it is for, who let it go out, and what can be done now."""

from typing import Any, Final

from db.audience import audience_size
from db.broadcast_reviews import approvals_left, reviews_of
from db.broadcasts import (
    EDITABLE,
    Broadcast,
    BroadcastGone,
    Outdated,
    WrongState,
    broadcast_of,
    edit_broadcast,
    enclosure_of,
)
from db.catalogue import slot_card
from db.refusals import NotFound
from db.staff import Roles
from db.wechat_quota import month_figure, month_of
from handlers.broadcast_wechat import wechat_words
from handlers.cards import moment, short_moment
from handlers.choice import numbers
from handlers.desk import Desk, Row
from knowledge import Language

BEGUN: Final = ("expanding", "sending", "paused")
SHOWN: Final = 200
"""Signs of a text that its card shows."""
STEPS: Final = {1: ("review-only",), 3: ("review-first", "review-second", "review-final")}


async def asked_for(desk: Desk, tapped: list[str], *, versioned: bool = False) -> Broadcast | None:
    """The broadcast that a button is about; a button of an older version shows the newest instead."""
    found = None
    match numbers(tapped[: 2 if versioned else 1]):
        case [number, *version]:
            try:
                found = await desk.read(broadcast_of, broadcast_id=number)
            except BroadcastGone:
                found = None
            if found is not None and versioned and [found.version] != version:
                await desk.tell(desk.say("staff-changed"))
                await show(desk, found)
                return None
    if found is None:
        await desk.tell(desk.say("broadcast-gone"))
    return found


async def edit(desk: Desk, told: Broadcast, staff: Roles, changes: dict[str, Any]) -> Broadcast | None:
    """Change it, unless somebody else has meanwhile: then say so, and show how it stands."""
    try:
        return await desk.write(
            edit_broadcast,
            broadcast_id=told.id,
            version=told.version,
            by=staff.actor,
            changes=changes,
            now=desk.now,
        )
    except (Outdated, WrongState):
        await show_changed(desk, told)
        return None


async def show_changed(desk: Desk, told: Broadcast) -> None:
    """Say that somebody else was quicker, and show how it stands."""
    await desk.tell(desk.say("staff-changed"))
    await show(desk, await desk.read(broadcast_of, broadcast_id=told.id))


async def show(desk: Desk, told: Broadcast) -> None:
    """Show the card, with the buttons for what can be done."""
    file = await desk.read(enclosure_of, broadcast_id=told.id)
    left = await desk.read(approvals_left, about=told)
    parts = [
        desk.say("broadcast-card", number=told.id, title=told.title, state=state_word(desk, told, left)),
        *[_version(desk, told, language) for language in ("zh", "en") if language in told.content],
    ]
    if file is not None:
        parts.append(desk.say("broadcast-file", name=file.name))
    if buttons := told.content.get("buttons"):
        names = " · ".join(desk.words(button["label"]) for button in buttons)
        parts.append(desk.say("broadcast-buttons", names=names))
    parts.append(await audience_line(desk, told))
    parts += [await _reviews(desk, told)] if told.state != "draft" else []
    if told.send_at is not None:
        parts.append(desk.say("broadcast-at", moment=moment(desk, told.send_at)))
    if told.urgent:
        parts.append(desk.say("broadcast-urgent"))
    await desk.tell("\n".join(part for part in parts if part), _rows(desk, told, left))


def state_word(desk: Desk, told: Broadcast, left: int) -> str:
    """Its state in a word; approved is one of its own for who reads it."""
    if told.state == "pending_approval" and not left:
        return desk.say("state-approved")
    return desk.say(f"state-{told.state.replace('_', '-')}")


async def audience_line(desk: Desk, told: Broadcast) -> str:
    """Whom it is for, how many they are now, and how it reaches those on WeChat."""
    size = await desk.read(audience_size, broadcast=told)
    line = desk.say("broadcast-audience", who=await audience_words(desk, told), size=size)
    figure = await desk.read(month_figure, month=month_of(desk.now), broadcast=told)
    with_file = await desk.read(enclosure_of, broadcast_id=told.id) is not None
    return "\n".join([line, *wechat_words(desk.say, told, figure, with_file=with_file)])


async def audience_words(desk: Desk, told: Broadcast) -> str:
    """Whom it is for, in words."""
    said, say = told.audience, desk.say
    parts = []
    if "topic" in said:
        name = next((one.name for one in desk.knowledge.pack.subjects if one.id == said["topic"]), None)
        parts.append(say("audience-topic", topic=name.said_in(desk.language) if name else said["topic"]))
    if "slot" in said:
        try:
            card = await desk.read(slot_card, slot_id=said["slot"])
            parts.append(say("audience-slot", title=desk.words(card.title), moment=short_moment(desk, card.starts_at)))
        except NotFound:
            parts.append(say("refused-gone"))
        if statuses := said.get("statuses"):
            parts.append("/".join(say(f"word-{one.replace('_', '-')}") for one in statuses))
    if "channels" in said:
        parts.append("/".join(say(f"channel-{one}") for one in said["channels"]))
    if "language" in said:
        parts.append(say(f"language-{said['language']}"))
    if "tag" in said:
        parts.append(say("audience-tag", tag=said["tag"]))
    if said.get("listed"):
        parts.append(say("audience-listed"))
    return " · ".join(parts) or say("audience-nobody")


async def _reviews(desk: Desk, told: Broadcast) -> str:
    given = {
        one.step: one
        for one in await desk.read(reviews_of, broadcast_id=told.id)
        if one.version == told.version and one.agreed
    }
    lines = []
    for step, name in enumerate(STEPS[told.reviews_needed], 1):
        by = given[step].by if step in given else desk.say("review-open")
        lines.append(f"{desk.say(name)}: {by}")
    return " · ".join(lines)


def _version(desk: Desk, told: Broadcast, language: Language) -> str:
    text = told.content[language]["text"]
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return f"【{desk.say(f'language-{language}')}】{shown}"


def _rows(desk: Desk, told: Broadcast, left: int) -> list[Row]:
    say, number = desk.say, told.id
    rows: list[Row] = []
    if told.state in EDITABLE:
        rows += [
            [
                desk.key(say("button-text-zh"), "bctext", number, told.version, "zh"),
                desk.key(say("button-text-en"), "bctext", number, told.version, "en"),
            ],
            [
                desk.key(say("button-file"), "bcfile", number, told.version),
                desk.key(say("button-buttons"), "bckeys", number, told.version),
            ],
            [desk.key(say("button-audience"), "bcaud", number), desk.key(say("button-preview"), "bclook", number)],
        ]
    if told.state == "draft":
        rows.append([desk.key(say("button-submit"), "bcsub", number, told.version)])
    elif told.state == "pending_approval" and left:
        rows.append(
            [
                desk.key(say("button-agree-broadcast"), "bcok", number, told.version),
                desk.key(say("button-send-back"), "bcno", number, told.version),
            ]
        )
    elif told.state in {"pending_approval", "scheduled"}:
        rows.append(
            [
                desk.key(say("button-send-now"), "bcnow", number, told.version),
                desk.key(say("button-send-at"), "bcat", number, told.version),
            ]
        )
    if told.state in EDITABLE:
        urgent = "button-not-urgent" if told.urgent else "button-urgent"
        rows.append(
            [
                desk.key(say(urgent), "bcurg", number, told.version),
                desk.key(say("button-discard"), "bcdrop", number, told.version),
            ]
        )
    else:
        rows.append(
            [desk.key(say("button-progress"), "bcrun", number), desk.key(say("button-preview"), "bclook", number)]
        )
    return rows
