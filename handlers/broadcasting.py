"""The staff's broadcasts in the chat: what there is, a new one, what it will look like, and letting it go out."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, cast

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message

from db.broadcast_reviews import (
    Incomplete,
    NotApproved,
    OwnBroadcast,
    ReviewedBefore,
    approvals_left,
    review_broadcast,
    schedule_broadcast,
    submit_broadcast,
)
from db.broadcasts import (
    Broadcast,
    Outdated,
    WrongState,
    broadcasts,
    discard_broadcast,
    enclosure_of,
)
from db.profile import own_profile
from db.staff import Role, Roles
from handlers.broadcast_card import asked_for, show, show_changed, state_word
from handlers.broadcast_forms import BroadcastForm, ask, ask_about
from handlers.broadcast_words import broadcast_message, too_long, without_looks
from handlers.cards import moment
from handlers.choice import numbers
from handlers.desk import AtTheDesk, Desk, Row
from handlers.filters import IsStaff, Tap
from knowledge import Understanding, When
from locales import Language

WRITERS: Final[tuple[Role, ...]] = ("admin", "events", "mixer")
"""Who writes and reviews broadcasts."""
PAGE: Final = 8
"""Broadcasts of one page."""


async def show_all(_: Message, desk: Desk) -> None:
    """The newest, each with a button, and a button for a new one."""
    await _list(desk, None)


async def show_older(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Those before."""
    await _list(desk, next(iter(numbers(tapped)), None))


async def show_one(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """One of them."""
    told = await asked_for(desk, tapped)
    if told is not None:
        await show(desk, told)


async def begin(_: CallbackQuery, desk: Desk) -> None:
    """Ask for the text of a new one."""
    await ask(desk, BroadcastForm.text, desk.say("broadcast-ask-text"))


async def preview(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Send it to who asks as a recipient will get it, in each language, and as channels without buttons show it."""
    told = await asked_for(desk, tapped)
    if told is None:
        return
    if not told.content.get("zh"):
        await desk.tell(desk.say("broadcast-no-text"))
        return
    file = await desk.read(enclosure_of, broadcast_id=told.id)
    name = None
    if not desk.abroad:
        name = (await desk.read(own_profile, vault=desk.vault, user_id=desk.user_id)).get("name")
    plain = []
    for language in cast(tuple[Language, ...], tuple(one for one in ("zh", "en") if one in told.content)):
        method = broadcast_message(told, chat=desk.chat_id, language=language, name=name, file=file)
        await desk.bot(method)
        plain.append(without_looks(method))
    await desk.tell(desk.say("broadcast-preview-plain", text="\n———\n".join(plain)))
    await show(desk, told)


async def submit(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Ask the others to review it."""
    told = await asked_for(desk, tapped, versioned=True)
    if told is None:
        return
    if too_long(told, with_file=await desk.read(enclosure_of, broadcast_id=told.id) is not None):
        await desk.tell(desk.say("broadcast-too-long"))
        return
    try:
        submitted = await desk.write(
            submit_broadcast, broadcast_id=told.id, version=told.version, by=staff.actor, now=desk.now
        )
    except Incomplete as missing:
        await desk.tell(desk.say("broadcast-no-text" if str(missing) == "text" else "broadcast-no-audience"))
    except (Outdated, WrongState):
        await show_changed(desk, told)
    else:
        await desk.tell(desk.say("broadcast-submitted", left=submitted.reviews_needed))


async def approve(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Agree with it."""
    told = await asked_for(desk, tapped, versioned=True)
    if told is not None:
        await _review(desk, told, staff, agreed=True)


async def ask_remark(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Ask what is to be changed."""
    told = await asked_for(desk, tapped, versioned=True)
    if told is not None:
        await ask_about(desk, told, BroadcastForm.remark, desk.say("broadcast-ask-remark"))


async def send_back(_: Message, sentence: str, desk: Desk, staff: Roles) -> None:
    """Send it back to its author with a remark."""
    data = await desk.state.get_data()
    await desk.state.clear()
    told = await asked_for(desk, [str(data.get("broadcast")), str(data.get("version"))], versioned=True)
    if told is not None:
        await _review(desk, told, staff, agreed=False, remark=sentence)


async def send_now(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Let it go out."""
    told = await asked_for(desk, tapped, versioned=True)
    if told is not None:
        await _schedule(desk, told, staff, desk.now)


async def ask_when(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Ask when it is to go out."""
    told = await asked_for(desk, tapped, versioned=True)
    if told is not None:
        await ask_about(desk, told, BroadcastForm.when, desk.say("broadcast-ask-when"))


async def take_when(_: Message, meant: Understanding | None, desk: Desk, staff: Roles) -> None:
    """Let it go out at the time that was said."""
    said = meant.slots.get("when") if meant is not None else None
    when = When.read(said) if isinstance(said, dict) else None
    if when is None or when.start is None or when.time is None or when.start != when.end:
        await desk.tell(desk.say("broadcast-when-unclear"))
        return
    at = datetime.combine(when.start, when.time, desk.zone)
    if at <= desk.now:
        await desk.tell(desk.say("broadcast-when-past", moment=moment(desk, at)))
        return
    data = await desk.state.get_data()
    await desk.state.clear()
    told = await asked_for(desk, [str(data.get("broadcast")), str(data.get("version"))], versioned=True)
    if told is not None:
        await _schedule(desk, told, staff, at)


async def discard(_: CallbackQuery, tapped: list[str], desk: Desk, staff: Roles) -> None:
    """Throw it away."""
    told = await asked_for(desk, tapped, versioned=True)
    if told is not None:
        try:
            await desk.write(discard_broadcast, broadcast_id=told.id, by=staff.actor, now=desk.now)
        except WrongState:
            await show_changed(desk, told)
        else:
            await desk.tell(desk.say("broadcast-discarded", number=told.id))


def router() -> Router:
    """One command, and the buttons under it."""
    part = Router(name="broadcasts")
    part.message.filter(Command("broadcast", magic=F.args.is_(None)), IsStaff(*WRITERS))
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(show_all)
    taps: dict[str, Callable[..., Awaitable[None]]] = {
        "bcolder": show_older,
        "bcshow": show_one,
        "bcnew": begin,
        "bclook": preview,
        "bcsub": submit,
        "bcok": approve,
        "bcno": ask_remark,
        "bcnow": send_now,
        "bcat": ask_when,
        "bcdrop": discard,
    }
    for kind, handler in taps.items():
        part.callback_query.register(handler, Tap(kind), IsStaff(*WRITERS))
    return part


def form() -> Router:
    """What is asked in words when something is reviewed or let out."""
    part = Router(name="broadcast review form")
    part.message.filter(StateFilter(BroadcastForm.remark, BroadcastForm.when), IsStaff(*WRITERS))
    part.message.middleware(AtTheDesk())
    part.message.register(send_back, StateFilter(BroadcastForm.remark))
    part.message.register(take_when, StateFilter(BroadcastForm.when))
    return part


async def _list(desk: Desk, before: int | None) -> None:
    found = await desk.read(broadcasts, before=before, limit=PAGE)
    rows: list[Row] = [[desk.key(desk.say("button-new-broadcast"), "bcnew")]]
    for one in found:
        left = await desk.read(approvals_left, about=one)
        rows.append([desk.key(f"#{one.id} {one.title} · {state_word(desk, one, left)}", "bcshow", one.id)])
    if len(found) == PAGE:
        rows.append([desk.key(desk.say("button-more"), "bcolder", found[-1].id)])
    await desk.tell(desk.say("broadcasts" if found else "broadcasts-none"), rows)


async def _review(desk: Desk, told: Broadcast, staff: Roles, *, agreed: bool, remark: str | None = None) -> None:
    try:
        left = await desk.write(
            review_broadcast,
            broadcast_id=told.id,
            version=told.version,
            by=staff.actor,
            agreed=agreed,
            remark=remark,
            now=desk.now,
        )
    except OwnBroadcast:
        await desk.tell(desk.say("broadcast-own"))
    except ReviewedBefore:
        await desk.tell(desk.say("broadcast-reviewed-before"))
    except (Outdated, WrongState):
        await show_changed(desk, told)
    else:
        if not agreed:
            await desk.tell(desk.say("broadcast-sent-back", number=told.id))
        elif left:
            await desk.tell(desk.say("broadcast-agreed", left=left))
        else:
            await desk.tell(desk.say("broadcast-approved", number=told.id))
            await show(desk, told)


async def _schedule(desk: Desk, told: Broadcast, staff: Roles, at: datetime) -> None:
    try:
        scheduled = await desk.write(
            schedule_broadcast,
            broadcast_id=told.id,
            version=told.version,
            by=staff.actor,
            send_at=at,
            now=desk.now,
        )
    except NotApproved:
        await desk.tell(desk.say("broadcast-not-approved"))
    except (Outdated, WrongState):
        await show_changed(desk, told)
    else:
        if at > desk.now:
            await desk.tell(desk.say("broadcast-scheduled", number=scheduled.id, moment=moment(desk, at)))
            return
        words = "broadcast-sending-urgent" if scheduled.urgent else "broadcast-sending"
        progress = desk.key(desk.say("button-progress"), "bcrun", scheduled.id)
        await desk.tell(desk.say(words, number=scheduled.id), [[progress]])
