"""What the bot says unasked about a booking: a place that became free, a decision, a reminder; and alarms for staff.

Where words pass through servers abroad it says at first only that there is something; whoever taps reads what.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from db.booking_belonging import COMPANION_LEFT
from db.catalogue import Booking, booking_of
from db.outbox import told_of_booking
from db.ratings import KIND as RATE
from db.refusals import NotFound
from handlers.bookings import actions
from handlers.broadcast_report import reason_word
from handlers.cards import booking_words, moment
from handlers.choice import numbers
from handlers.desk import AtTheDesk, Desk, Voice
from handlers.event_rating import question
from handlers.filters import Tap

STANDS_WHILE: Final[Mapping[str, Collection[str]]] = {"promoted": {"offered"}, "remind": {"confirmed"}}
"""In which statuses of the booking it is still true; opened later, only how the booking stands is said."""


def notice(
    kind: str, data: Mapping[str, Any], booking: Booking, voice: Voice
) -> tuple[str, InlineKeyboardMarkup | None]:
    """The words and the buttons. `kind` and `data` are those of the outbox."""
    if kind == RATE:
        return question(booking, voice)
    values: dict[str, str] = {}
    if kind in {"declined", "cancelled", "slot_cancelled"}:
        left = data["reason"] == COMPANION_LEFT
        values["reason"] = voice.say("reason-companion-left") if left else data["reason"]
    words = voice.say(f"notice-{kind.replace('_', '-')}", **values)
    rows = actions(voice, booking)
    return (
        f"{words}\n\n{booking_words(voice, booking)}",
        InlineKeyboardMarkup(inline_keyboard=rows) if rows else None,
    )


def closed_notice(kind: str, outbox_id: int, booking: Booking, voice: Voice) -> tuple[str, InlineKeyboardMarkup]:
    """The same before it is opened: nothing of what was booked, by whom or when, only until when an offer stands."""
    until = booking.registration.until
    if kind == "promoted" and until is not None:
        words = voice.say("notice-closed-until", until=moment(voice, until))
    else:
        words = voice.say("notice-closed-rate" if kind == RATE else "notice-closed")
    key = voice.key(voice.say("button-open-notice"), "told", outbox_id)
    return words, InlineKeyboardMarkup(inline_keyboard=[[key]])


async def open_notice(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Show what a closed notice is about, as the booking stands now."""
    try:
        match numbers(tapped):
            case [number]:
                told = await desk.read(told_of_booking, outbox_id=number, user_id=desk.user_id)
            case _:
                raise NotFound
        booking = await desk.read(booking_of, registration_id=told["registration"], user_id=desk.user_id)
    except NotFound:
        await desk.tell(desk.say("refused-gone"), [[desk.key(desk.say("button-mine"), "mybook")]])
        return
    if booking.registration.status not in STANDS_WHILE.get(told["kind"], {booking.registration.status}):
        await desk.tell(booking_words(desk, booking), actions(desk, booking))
        return
    words, keys = notice(told["kind"], told, booking, desk)
    await desk.tell(words, keys.inline_keyboard if keys else ())


def router() -> Router:
    """The button under a closed notice."""
    part = Router(name="notices")
    part.callback_query.middleware(AtTheDesk())
    part.callback_query.register(open_notice, Tap("told"))
    return part


def alarm(kind: str, data: Mapping[str, Any], voice: Voice) -> tuple[str, InlineKeyboardMarkup | None]:
    """What staff must know about the sending: `kind` and `data` are those of the outbox.

    Under a broadcast that paused is a button which leads to where it can be resumed.
    """
    values = {name: str(value) for name, value in data.items()}
    if "until" in values:
        values["until"] = moment(voice, datetime.fromisoformat(values["until"]))
    if "fault" in values:
        values["fault"] = reason_word(voice, values["fault"])
    words = voice.say(f"alarm-{kind.replace('_', '-')}", **values)
    if "broadcast" not in data:
        return words, None
    key = voice.key(voice.say("button-progress"), "bcrun", data["broadcast"])
    return words, InlineKeyboardMarkup(inline_keyboard=[[key]])
