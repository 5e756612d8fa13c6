"""What a pack is made of: the office, its sources, and everything the bot knows about one city."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Language = Literal["zh", "en"]
Kind = Literal["fact", "unknown", "talk", "action"]
SubjectKind = Literal["complex", "event", "service", "topic"]
FAQ = "faq"
INTENTS = (
    "book_viewing",
    "register_event",
    "service_appointment",
    "apply_apartment",
    "my_bookings",
    "cancel_booking",
    "reschedule",
    "honor_card",
    "notice_lookup",
    "demand_board",
    "subscribe",
    "unsubscribe",
    "privacy_export",
    "privacy_delete",
    "human",
    "greeting",
    "help",
)
MENU_BUTTONS = 6
RELATED = 3

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def _plain(text: str) -> str:
    if found := _UNSEEN.search(text):
        message = f"holds the invisible character U+{ord(found[0]):04X}"
        raise ValueError(message)
    return text


def _day(value: object) -> object:
    """Let only YYYY-MM-DD through: pydantic alone would also read a bare number as seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        message = f"{value[:40]!r} is not a date"
        raise ValueError(message)
    return value


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError) as error:
        message = f"{value[:40]!r} is not a time zone"
        raise ValueError(message) from error
    return value


def _month_or_day(value: str) -> str:
    """Check YYYY-MM or YYYY-MM-DD against the calendar."""
    try:
        date.fromisoformat(value if len(value) > len("2024-05") else f"{value}-01")
    except ValueError as error:
        message = f"{value!r} is not in the calendar"
        raise ValueError(message) from error
    return value


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_plain)]
Phrasing = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_plain)
]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=3, max_length=40)]
Day = Annotated[date, BeforeValidator(_day)]
AsOf = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}(-\d{2})?$"), AfterValidator(_month_or_day)]
Zone = Annotated[str, AfterValidator(_known_zone)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Part):
    """The same words in both languages."""

    zh: Words
    en: Words

    def said_in(self, language: Language) -> str:
        """Return the words in `language`."""
        return self.zh if language == "zh" else self.en


class Title(Text):
    """What an entry is called, short enough for a button."""

    zh: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16), AfterValidator(_plain)]
    en: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(_plain)]


class Phrasings(_Part):
    """How people ask for an entry."""

    zh: Annotated[tuple[Phrasing, ...], Field(min_length=1, max_length=60)]
    en: Annotated[tuple[Phrasing, ...], Field(min_length=1, max_length=60)]


class Negatives(_Part):
    """Background negatives: sentences that share words with the pack and must still be refused."""

    zh: tuple[Phrasing, ...] = ()
    en: tuple[Phrasing, ...] = ()


class Aliases(_Part):
    """What people call a subject besides its name."""

    zh: Annotated[tuple[Phrasing, ...], Field(max_length=60)] = ()
    en: Annotated[tuple[Phrasing, ...], Field(max_length=60)] = ()


class Subject(_Part):
    """A thing that people name: a complex, an event, a service, or a topic."""

    id: Id
    kind: SubjectKind
    name: Text
    aliases: Aliases = Aliases()


class Source(_Part):
    """A publication that entries rest on, and the month or day its statements hold for."""

    title: Text
    as_of: AsOf


class MenuButton(_Part):
    """One button of the greeting: its label and the entry it opens."""

    label: Text
    entry: Id


class Entry(_Part):
    """One thing the bot knows (`fact`, `unknown`, `talk`) or can do (`action`)."""

    id: Id
    title: Title
    kind: Kind
    intent: Annotated[str, StringConstraints(pattern=rf"^({'|'.join((FAQ, *INTENTS))})$")] = FAQ
    phrasings: Phrasings
    answer: Text | None = None
    source: Id | None = None
    quote: Words | None = None
    as_of: AsOf | None = None
    effective: Day | None = None
    expires: Day | None = None
    expired_answer: Text | None = None
    owner: Words | None = None
    related: Annotated[tuple[Id, ...], Field(max_length=RELATED)] = ()

    def expired(self, today: date) -> bool:
        """Tell whether the entry is no longer true: from the day `expires` on, in the pack's zone."""
        return self.expires is not None and today >= self.expires


class Head(_Part):
    """What pack.yaml says: whose pack it is, whom to ring, where its statements come from."""

    id: Id
    name: Text
    zone: Zone
    office: Text
    phone: Annotated[str, StringConstraints(pattern=r"^\+?\d[\d -]{4,24}\d$")]
    menu: Annotated[tuple[MenuButton, ...], Field(max_length=MENU_BUTTONS)] = ()
    sources: dict[Id, Source] = {}


class Pack(Head):
    """Everything the bot knows about one city."""

    entries: tuple[Entry, ...]
    negatives: Negatives = Negatives()
    subjects: tuple[Subject, ...] = ()
