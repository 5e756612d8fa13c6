"""What all parts of a pack are made of: words in both languages, ids, days."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

Language = Literal["zh", "en"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def plain(text: str) -> str:
    """Refuse characters that nobody sees."""
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


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(plain)]
Phrasing = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(plain)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=3, max_length=40)]
Day = Annotated[date, BeforeValidator(_day)]
AsOf = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}(-\d{2})?$"), AfterValidator(_month_or_day)]
Zone = Annotated[str, AfterValidator(_known_zone)]


class Part(BaseModel):
    """A part of a pack: nothing changes it, and it has no fields but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Part):
    """The same words in both languages."""

    zh: Words
    en: Words

    def said_in(self, language: Language) -> str:
        """Return the words in `language`."""
        return self.zh if language == "zh" else self.en
