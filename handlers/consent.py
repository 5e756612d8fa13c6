"""Asking for consent before the first personal field, and keeping the answer."""

import hashlib
from datetime import datetime
from functools import cache

from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from db import Database, consent
from db.consent import Purpose
from db.people import Person
from knowledge import Pack
from locales import LANGUAGES, Language, say_in


@cache
def consent_version(purpose: Purpose) -> str:
    """The version of the words that ask for consent: a digest of them in both languages.

    Another word is another version, which people are asked anew; another telephone number of the office is not.
    """
    words = "\n".join(
        say_in(language)(f"consent-{purpose}", office="{office}", phone="{phone}") for language in LANGUAGES
    )
    return hashlib.sha256(words.encode()).hexdigest()[:16]


async def has_consented(database: Database, person: Person, purpose: Purpose) -> bool:
    """Whether the person agrees to a purpose, in the words that hold now."""
    return await database.reading(
        consent.has_consented, user_id=person.user_id, purpose=purpose, version=consent_version(purpose)
    )


async def ask_consent(bot: Bot, chat_id: int, purpose: Purpose, *, agreed: str, pack: Pack, language: Language) -> None:
    """Say who wants to know what and why, with a button for yes and one for no.

    `agreed` is the data of the button for yes (at most 64 bytes): the step to go on with, whose handler first calls
    `record_consent`. The no is handled by the privacy router.
    """
    say = say_in(language)
    text = say(f"consent-{purpose}", office=pack.office.said_in(language), phone=pack.phone)
    buttons = [
        InlineKeyboardButton(text=say("button-agree"), callback_data=agreed),
        InlineKeyboardButton(text=say("button-decline"), callback_data=f"decline:{language}:{purpose}"),
    ]
    await bot.send_message(chat_id, text, reply_markup=InlineKeyboardMarkup(inline_keyboard=[buttons]))


async def record_consent(database: Database, person: Person, purpose: Purpose, *, given: bool, now: datetime) -> None:
    """Keep the person's yes or no, with the version of the words, the channel and the time."""
    await database.writing(
        consent.record_consent,
        user_id=person.user_id,
        purpose=purpose,
        version=consent_version(purpose),
        given=given,
        channel=person.channel,
        now=now,
    )
