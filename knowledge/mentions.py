"""One place in a sentence that names a day or a period, and the arithmetic that all of them share."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.when import Days

# A date of this year that is over by no more than this may still be the one that is meant.
_LATELY = timedelta(days=30)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Mention:
    """Where it stands, and the days that may be meant, likeliest first.

    `following` finds the day when another day was said before it (8号 in 5号到8号). `moment` is a moment that needs no
    clock (一小时后). `weekday` is set when only a day of the week was said.
    """

    begin: int
    behind: int
    days: tuple[Days, ...]
    following: Callable[[date], date | None] | None = None
    moment: datetime | None = None
    weekday: int | None = None


def calendar(year: int, month: int, day: int) -> date | None:
    """Return the day, or None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def later(day: date, days: int) -> date | None:
    """Return the day so many days later, or None beyond the calendar's end."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def month_after(day: date, months: int) -> date | None:
    """Return the first of the month that is so many months after the one of `day`."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    return calendar(day.year + years, month + 1, 1)


def whole_month(first: date | None) -> Days | None:
    """Return the first and the last day of the month that begins on `first`."""
    return (first, first.replace(day=monthrange(first.year, first.month)[1])) if first else None


def one_day(day: date | None) -> tuple[Days, ...]:
    """Return the day as the only one that may be meant."""
    return ((day, day),) if day else ()


def coming(in_year: Callable[[int], Days | None], today: date) -> tuple[Days, ...]:
    """Return the days of this year, or of the next when they are over; both when they are over only lately."""
    this, following = in_year(today.year), in_year(today.year + 1)
    if this and this[1] >= today:
        return (this,)
    years = [following] if following else []
    if this and today - this[1] <= _LATELY:
        years.append(this)
    if not this and not following:  # the 29th of February
        years = [days for days in map(in_year, range(today.year + 2, today.year + 9)) if days][:1]
    return tuple(years)
