"""What a pack offers to be booked: events at certain times, viewings and people's hours week after week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from datetime import time as clock_time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from knowledge.pack_parts import Day, Id, Part, Text, Words

OfferingKind = Literal["viewing", "event", "appointment"]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=1, max_length=24)]
Weekday = Annotated[int, Field(ge=1, le=7)]
Count = Annotated[int, Field(ge=1, le=100_000)]
Seats = Annotated[int, Field(ge=0, le=100_000)]
Hours = Annotated[int, Field(ge=0, le=24 * 60)]


class TicketKind(Part):
    """A kind of place: how many seats of which pool it takes. `persons`: of one piece; `most`: of one registration."""

    id: Key
    title: Text
    takes: Annotated[dict[Key, Count], Field(min_length=1)]
    persons: Count = 1
    most: Count | None = None
    agreement: bool = False


class Time(Part):
    """One day, from when till when. `seats`: where there are more or fewer than usual."""

    date: Day
    begins: clock_time
    ends: clock_time
    seats: dict[Key, Seats] = Field(default_factory=dict)


class Repeated(Part):
    """The same hours on a day of the week, every so many `weeks`; `turn` says which of them, from 0."""

    weekday: Weekday
    begins: clock_time
    ends: clock_time
    weeks: Annotated[int, Field(ge=1, le=52)] = 1
    turn: Annotated[int, Field(ge=0, le=51)] = 0

    def on(self, first: date, days: int) -> Iterator[date]:
        """Yield the days on which it is, of so many from `first` on."""
        for day in (first + timedelta(days=number) for number in range(days)):
            if day.isoweekday() == self.weekday and (day.toordinal() - 1) // 7 % self.weeks == self.turn % self.weeks:
                yield day


class OpenHours(Part):
    """Days of the week with hours that are cut into appointments of so many `minutes`, each for `seats` parties."""

    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]
    begins: clock_time
    ends: clock_time
    minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 30
    seats: Count = 1


class Host(Part):
    """Whom an appointment is with; nobody is in two places at once."""

    id: Key
    name: Text


class Blackout(Part):
    """A day on which there are no appointments: with one host, or none at all."""

    day: Day
    host: Key | None = None
    reason: Words


class Offering(Part):
    """Something that can be booked.

    `subject`: the id of what it is about. `area`: the part of the place's name by which people ask what is on there.
    `approval`: the office decides about each person. `sensitive`: seats need
    what is asked with a consent of its own. `parties`: whether a party that does not fit holds up those behind it on
    the waiting list. The hours: how long seats are held for somebody who must still agree, how long an offer to the
    waiting list is good, and how long before the beginning registration closes and cancelling ends. `sample`: made up,
    and marked so wherever it is shown. `asks`: how many are ``coming`` to a viewing, or how many ``children`` of which
    age come with their family.
    """

    id: Id
    kind: OfferingKind
    subject: Id
    title: Text
    place: Text
    area: Text | None = None
    description: Text
    approval: bool = False
    sensitive: bool = False
    asks: Literal["coming", "children"] | None = None
    parties: Literal["strict", "skip"] = "strict"
    hold_hours: Hours = 0
    offer_hours: Annotated[int, Field(ge=1, le=24 * 60)] = 2
    closes_hours: Hours = 0
    cancel_hours: Hours = 0
    seats: dict[Key, Count] = Field(default_factory=dict)
    tickets: tuple[TicketKind, ...] = ()
    times: tuple[Time, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    hours: tuple[OpenHours, ...] = ()
    host: Host | None = None
    sample: bool = False
