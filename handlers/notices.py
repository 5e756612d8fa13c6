"""What the bot says unasked about a booking: a place that became free, a decision, a reminder; and alarms for staff."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiogram.types import InlineKeyboardMarkup

from db.booking_belonging import COMPANION_LEFT
from db.catalogue import Booking
from handlers.bookings import actions
from handlers.broadcast_report import reason_word
from handlers.cards import booking_words, moment
from handlers.desk import Voice


def notice(
    kind: str, data: Mapping[str, Any], booking: Booking, voice: Voice
) -> tuple[str, InlineKeyboardMarkup | None]:
    """The words and the buttons. `kind` and `data` are those of the outbox."""
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
