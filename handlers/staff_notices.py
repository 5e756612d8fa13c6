"""What staff are told unasked about broadcasts: one waits for them, came back, was approved, or is through."""

from collections.abc import Mapping
from typing import Any, Final

from aiogram.types import InlineKeyboardMarkup

from handlers.desk import Voice

KINDS: Final = ("review_wanted", "review_declined", "review_done", "report_ready")
"""The kinds of the outbox that are said here."""


def staff_notice(kind: str, data: Mapping[str, Any], title: str, voice: Voice) -> tuple[str, InlineKeyboardMarkup]:
    """The words and the button that opens the broadcast. `data` is that of the outbox, `title` the broadcast's."""
    values = {"remark": data["remark"]} if kind == "review_declined" else {}
    words = voice.say(f"staff-{kind.replace('_', '-')}", **values)
    number = data["broadcast"]
    opens = "bcrep" if kind == "report_ready" else "bcshow"
    words_on_it = "button-report" if kind == "report_ready" else "button-open-broadcast"
    key = voice.key(voice.say(words_on_it, number=number), opens, number)
    return f"{words}\n{title}", InlineKeyboardMarkup(inline_keyboard=[[key]])
