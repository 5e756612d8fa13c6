"""What a person looks for among the things to book: of which kind, about what, when, for how many."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal, cast
from zoneinfo import ZoneInfo

from knowledge import Pack, Text, When, covers
from knowledge.when import HOURS

Kind = Literal["viewing", "event", "appointment"]
SUBJECT_KIND: Final[dict[Kind, str]] = {"viewing": "complex", "event": "event", "appointment": "service"}
"""What kind of subject each kind of offering is about."""
_LETTER: Final[dict[str, Kind]] = {"v": "viewing", "e": "event", "a": "appointment"}
_EPOCH: Final = date(2020, 1, 1)
_NONE: Final = "-"


@dataclass(frozen=True, slots=True)
class Search:
    """A wish. `subject` is an id of the pack; `when` is what was said about the time; `people` how many come.

    `area` is the Chinese name of a part of the city in which it is to be.
    """

    kind: Kind
    subject: str | None = None
    when: When | None = None
    people: int | None = None
    area: str | None = None

    @classmethod
    def of(cls, kind: Kind, slots: Mapping[str, object]) -> "Search":
        """The wish in a sentence's slot values."""
        named = cast(Sequence[Mapping[str, str]], slots.get("which", ()))
        subject = next((one["id"] for one in named if one["kind"] == SUBJECT_KIND[kind]), None)
        said = slots.get("when")
        when = When.read(cast(Mapping[str, object], said)) if said else None
        people = slots.get("people")
        return cls(kind, subject, when, people if isinstance(people, int) and people > 0 else None)

    def write(self) -> str:
        """As a button carries it: at most 36 letters."""
        when = self.when or When()
        days = [_NONE if day is None else str((day - _EPOCH).days) for day in (when.start, when.end)]
        hours = self._hours()
        subject = digest(self.subject, 6) if self.subject else _NONE
        area = digest(self.area, 4) if self.area else _NONE
        return ".".join([self.kind[0], subject, *days, hours, str(self.people or _NONE), area])

    def _hours(self) -> str:
        when = self.when or When()
        if when.time:
            return f"{when.time:%H%M}" + (f"{when.until:%H%M}" if when.until else "")
        return when.part or _NONE

    @classmethod
    def read(cls, written: str, pack: Pack) -> "Search | None":
        """What a button carries; None for what is none of ours."""
        try:
            letter, subject, first, last, hours, people, area = written.split(".")
            found = place = None
            if subject != _NONE:
                found = next(one.id for one in pack.subjects if digest(one.id, 6) == subject)
            if area != _NONE:
                place = next(one.zh for one in areas(pack) if digest(one.zh, 4) == area)
            when = When(start=_day(first), end=_day(last))
            if hours in HOURS:
                when = replace(when, part=cast(Any, hours))
            elif hours != _NONE:
                when = replace(when, time=_clock(hours[:4]), until=_clock(hours[4:]) if hours[4:] else None)
            wanted = when if when != When() else None
            return cls(_LETTER[letter], found, wanted, None if people == _NONE else int(people), place)
        except (ValueError, KeyError, StopIteration, OverflowError):
            return None

    def subjects(self, pack: Pack) -> list[str] | None:
        """What the offerings are about, as they say it; None for anything."""
        if self.subject is None:
            return None
        kind = SUBJECT_KIND[self.kind]
        inside = [one.id for one in pack.subjects if one.within == self.subject]
        return [f"{kind}:{one}" for one in (self.subject, *inside)]

    def window(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """From when until when, to the day."""
        if self.when is None or self.when.start is None or self.when.end is None:
            return None, None
        after = datetime.combine(self.when.end, time(), zone) + timedelta(days=1)
        return datetime.combine(self.when.start, time(), zone), after

    def fits(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether what begins then is at the time that was named."""
        return self.when is None or covers(self.when, moment.astimezone(zone))


def areas(pack: Pack) -> list[Text]:
    """The parts of the city in which something is offered."""
    return [one.area for one in (*pack.offerings, *pack.demo) if one.area is not None]


def area_in(sentence: str, pack: Pack) -> str | None:
    """The part of the city that a sentence names."""
    said = sentence.casefold()
    return next((one.zh for one in areas(pack) if one.zh in said or one.en.casefold() in said), None)


def digest(name: str, length: int) -> str:
    """A name, short enough for a button."""
    return hashlib.sha256(name.encode()).hexdigest()[:length]


def cursor(after: tuple[datetime, int]) -> str:
    """Where a page ended, as a button carries it; what is offered begins at whole minutes."""
    return f"{int(after[0].timestamp()) // 60}.{after[1]}"


def read_cursor(written: str) -> tuple[datetime, int] | None:
    """The same, read."""
    try:
        moment, number = written.split(".")
        return datetime.fromtimestamp(int(moment) * 60, UTC), int(number)
    except (ValueError, OverflowError, OSError):
        return None


def _day(written: str) -> date | None:
    return None if written == _NONE else _EPOCH + timedelta(days=int(written))


def _clock(written: str) -> time:
    return time(int(written[:2]), int(written[2:]))
