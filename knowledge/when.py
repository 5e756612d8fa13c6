"""A day, a moment or a period that somebody named, and what is still open about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Literal, cast

Part = Literal["early", "morning", "noon", "afternoon", "evening"]
Precision = Literal["minute", "part", "day", "days"]
# First and last day.
Days = tuple[date, date]

# The hours of each part, from and before.
HOURS: Mapping[Part, tuple[int, int]] = {
    "early": (0, 6),
    "morning": (6, 12),
    "noon": (11, 14),
    "afternoon": (12, 18),
    "evening": (17, 24),
}
_MIDNIGHT = "24:00"


@dataclass(frozen=True, slots=True)
class Open:
    """What is open: the `date` or the `time`, and what may be meant, likeliest first.

    `ask` names the question: `which-day`, `which-days`, `which-half-day` (eight in the morning or in the evening) or
    `noon-or-midnight`. A value is `2026-12-05`, `08:00`, `24:00` (midnight at the end of the day), or two of them for a
    period: `2026-12-05/2026-12-06`, `08:00/10:00`.
    """

    slot: Literal["date", "time"]
    ask: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class When:
    """What was said about when. What is open, or was not said, is None.

    `start` and `end` are the first and the last day, alike for one day. `time` is when it begins, `until` when it ends
    (on the next day when it is not later). `past` tells that it was over when it was said; it is never moved silently.
    """

    start: date | None = None
    end: date | None = None
    part: Part | None = None
    time: clock_time | None = None
    until: clock_time | None = None
    past: bool = False
    ambiguous: tuple[Open, ...] = ()

    @property
    def precision(self) -> Precision:
        """How exactly the time is known: to the minute, to a part of a day, to a day, or as a period of days."""
        if self.start != self.end:
            return "days"
        if self.time:
            return "minute"
        return "part" if self.part else "day"

    def slot(self) -> dict[str, object]:
        """Return it as plain JSON: `date` or `from` and `to`, `part`, `time`, `until`, `past`, `ambiguous`."""
        found: dict[str, object] = {}
        if self.start and self.end:
            one_day = self.start == self.end
            found = (
                {"date": self.start.isoformat()}
                if one_day
                else {"from": self.start.isoformat(), "to": self.end.isoformat()}
            )
        if self.part:
            found["part"] = self.part
        for name, moment in (("time", self.time), ("until", self.until)):
            if moment:
                found[name] = f"{moment:%H:%M}"
        if self.past:
            found["past"] = True
        if self.ambiguous:
            found["ambiguous"] = [
                {"slot": one.slot, "ask": one.ask, "values": list(one.values)} for one in self.ambiguous
            ]
        return found

    @classmethod
    def read(cls, slot: Mapping[str, object]) -> When:
        """Return what `slot()` wrote. Raises ValueError or LookupError when it is something else."""
        text = {name: str(value) for name, value in slot.items()}
        first, last = text.get("from", text.get("date")), text.get("to", text.get("date"))
        opens = cast("list[dict[str, object]]", slot.get("ambiguous", []))
        return cls(
            date.fromisoformat(first) if first else None,
            date.fromisoformat(last) if last else None,
            cast("Part | None", slot.get("part")),
            clock_time.fromisoformat(text["time"]) if "time" in text else None,
            clock_time.fromisoformat(text["until"]) if "until" in text else None,
            bool(slot.get("past")),
            tuple(
                Open(
                    cast("Literal['date', 'time']", one["slot"]),
                    str(one["ask"]),
                    tuple(cast("list[str]", one["values"])),
                )
                for one in opens
            ),
        )


def what_to_ask(when: When) -> Open | None:
    """Return the next thing to ask back: its name and the values to choose from; None when nothing is open."""
    return when.ambiguous[0] if when.ambiguous else None


def settle(when: When, asked: Open, value: str) -> When:
    """Return `when` after one of the values of what was asked was chosen."""
    first, _, last = value.partition("/")
    rest = tuple(one for one in when.ambiguous if one != asked)
    if asked.slot == "date":
        start = date.fromisoformat(first)
        return replace(when, start=start, end=date.fromisoformat(last) if last else start, past=False, ambiguous=rest)
    days = when.start, when.end
    if first == _MIDNIGHT:  # the end of a day is the beginning of the next one
        days = _next(when.start), _next(when.end)
    begin = clock_time.fromisoformat(first.replace(_MIDNIGHT, "00:00"))
    until = clock_time.fromisoformat(last.replace(_MIDNIGHT, "00:00")) if last else when.until
    return replace(when, start=days[0], end=days[1], time=begin, until=until, ambiguous=rest)


def covers(when: When, moment: datetime) -> bool:
    """Tell whether something that begins at `moment`, in the city's zone, is at the time that was named."""
    if when.start and when.end and not when.start <= moment.date() <= when.end:
        return False
    clock = moment.time()
    if when.time and when.until:
        if when.time < when.until:
            return when.time <= clock < when.until
        return clock >= when.time or clock < when.until
    if when.time:
        return (clock.hour, clock.minute) == (when.time.hour, when.time.minute)
    if when.part:
        first, last = HOURS[when.part]
        return first <= clock.hour < last
    return True


def _next(day: date | None) -> date | None:
    return day + timedelta(days=1) if day and day < date.max else day
