"""What staff are told unasked about their work: a broadcast, or somebody who is registered, waits for them."""

from collections.abc import Mapping
from typing import Any, Final

from aiogram.types import InlineKeyboardMarkup

from db.catalogue import SlotCard
from handlers.cards import span, title
from handlers.desk import Voice

KINDS: Final = ("review_wanted", "review_declined", "review_done", "report_ready")
"""The kinds of the outbox that are said here."""


def staff_notice(kind: str, data: Mapping[str, Any], name: str, voice: Voice) -> tuple[str, InlineKeyboardMarkup]:
    """The words about a broadcast, and the button that opens it. `data` is that of the outbox, `name` its title."""
    values = {"remark": data["remark"]} if kind == "review_declined" else {}
    words = voice.say(f"staff-{kind.replace('_', '-')}", **values)
    number = data["broadcast"]
    opens = "bcrep" if kind == "report_ready" else "bcshow"
    words_on_it = "button-report" if kind == "report_ready" else "button-open-broadcast"
    key = voice.key(voice.say(words_on_it, number=number), opens, number)
    return f"{words}\n{name}", InlineKeyboardMarkup(inline_keyboard=[[key]])


def decision_wanted(card: SlotCard, voice: Voice) -> tuple[str, InlineKeyboardMarkup]:
    """Somebody of this slot waits for the office's decision; the button opens its list. It names nobody."""
    key = voice.key(voice.say("button-list"), "slist", card.slot_id)
    words = [voice.say("staff-decision-wanted"), title(voice, card), span(voice, card)]
    return "\n".join(words), InlineKeyboardMarkup(inline_keyboard=[[key]])
