"""The buttons under the bot's messages.

A button carries its whole step, ``kind:language:rest``, so that it works after a restart and on another machine.
Telegram allows 64 bytes of it: ids only.
"""

from functools import lru_cache

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.reply import Reply
from knowledge import Entry, Pack
from locales import Language, Say

Rows = list[list[InlineKeyboardButton]]


def menu(pack: Pack, language: Language) -> InlineKeyboardMarkup:
    """The greeting's buttons, two in a row."""
    keys = [
        InlineKeyboardButton(text=button.label.said_in(language), callback_data=f"ask:{language}:{button.entry}")
        for button in pack.menu
    ]
    return InlineKeyboardMarkup(inline_keyboard=[keys[start : start + 2] for start in range(0, len(keys), 2)])


def under_answer(reply: Reply, say: Say, *, question: int | None) -> InlineKeyboardMarkup | None:
    """Related entries, and 👍/👎 for the answer to message number `question`, if one is given."""
    rows = _entries(reply.offers, reply.language)
    if question is not None and reply.entry is not None:
        rows.append(
            [
                _key(say("button-good"), f"good:{reply.language}:{question}:{reply.entry}"),
                _key(say("button-bad"), f"bad:{reply.language}:{question}:{reply.entry}"),
            ]
        )
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def suggestions(reply: Reply, say: Say) -> InlineKeyboardMarkup:
    """What the person may have meant, and a way out."""
    rows = _entries(reply.offers, reply.language)
    rows.append([_key(say("none-of-these"), f"none:{reply.language}")])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def way_out(language: Language, say: Say, offers: tuple[Entry, ...] = ()) -> InlineKeyboardMarkup:
    """Under a refusal: what is near to what was asked, a person, or the menu."""
    ways = [_key(say("button-human"), f"human:{language}"), _key(say("button-menu"), f"menu:{language}")]
    return InlineKeyboardMarkup(inline_keyboard=[*_entries(offers, language), ways])


def languages(say: Say) -> InlineKeyboardMarkup:
    """The choice of a language, each in its own name."""
    return InlineKeyboardMarkup(
        inline_keyboard=[[_key(say("language-zh"), "speak:zh"), _key(say("language-en"), "speak:en")]]
    )


def _entries(entries: tuple[Entry, ...], language: Language) -> Rows:
    return [[_entry(entry.title.said_in(language), f"ask:{language}:{entry.id}")] for entry in entries]


@lru_cache(maxsize=1024)  # a button never changes, and making those of an answer anew costs a thirtieth of it
def _entry(title: str, data: str) -> InlineKeyboardButton:
    return _key(title, data)


def _key(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data)
