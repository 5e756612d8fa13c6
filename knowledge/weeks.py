"""Days of the week and weeks, as they are said: 周六, 下下周三, 周末, next Friday."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from knowledge.mentions import Mention, later, one_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.when import Days

_WEEK, _SATURDAY, _SUNDAY = 7, 5, 6
_WHICH = "(?:(?P<which>上+个?|下+个?|这个?|本)(?:1个)?)?"
_NAMED = "(?:周|星期|礼拜)"
_DAYS = {"1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "日": 6, "天": 6}
_CHINESE = re.compile(rf"(?<![每逢]){_WHICH}{_NAMED}(?P<day>[1-6日天])(?![个天周年期岁位\d])(?!次)")
_WEEKEND = re.compile(rf"(?<![每逢]){_WHICH}(?:{_NAMED}末|双休日|周6日)")
_WHOLE = re.compile(
    rf"(?<![每\d])(?P<which>上+个?|下+个?|这个?|本){_NAMED}(?![1-6日天末边年岁围期报刊])"
    r"|\b(?P<english>this|next|last) week\b(?! ?end)"
)
_ENGLISH_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_ENGLISH = re.compile(
    r"(?<!every )\b(?:(?P<which>this coming|this|next|last|coming) )?"
    r"(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|(?<!every )\b(?:(?P<with>this|next|last|on) )(?P<short>mon|tues?|wed|thurs?|fri|sat|sun)\b"
    r"|(?<!every )\b(?P<bare>tues?|thurs?|fri)\b"
)
_ENGLISH_WEEKEND = re.compile(r"(?<!every )\b(?:(?P<which>this|next|last) )?weekends?\b")


def find_weeks(plain: str, today: date) -> list[Mention]:
    """Return every day of the week, weekend and week that a sentence names."""
    found = [_weekend(one, _weeks(one["which"]), today) for one in _WEEKEND.finditer(plain)]
    found += [_weekend(one, _english_weeks(one["which"]), today) for one in _ENGLISH_WEEKEND.finditer(plain)]
    found += [_whole(one, today) for one in _WHOLE.finditer(plain)]
    found += [_weekday(one, _DAYS[one["day"]], _weeks(one["which"]), today) for one in _CHINESE.finditer(plain)]
    return found + [_english(one, today) for one in _ENGLISH.finditer(plain)]


def weekday_from(weekday: int) -> Callable[[date], date | None]:
    """Return the function from a day to the first such day of the week that is not before it."""
    return lambda day: later(day, (weekday - day.weekday()) % _WEEK)


def _weeks(which: str | None) -> int | None:
    """How many weeks from this one; None when nothing was said."""
    if not which:
        return None
    return which.count("下") - which.count("上")


def _english_weeks(which: str | None) -> int | None:
    return {"this": 0, "next": 1, "last": -1}.get(which or "")


def _in_week(today: date, weeks: int, weekday: int) -> date | None:
    return later(today, weekday - today.weekday() + _WEEK * weeks)


def _weekday(one: re.Match[str], weekday: int, weeks: int | None, today: date) -> Mention:
    if weeks is not None:
        return Mention(*one.span(), one_day(_in_week(today, weeks, weekday)), weekday_from(weekday))
    return Mention(*one.span(), _bare(weekday, today), weekday_from(weekday), weekday=weekday)


def _bare(weekday: int, today: date) -> tuple[Days, ...]:
    """A day of the week alone is the next one; said on such a day it may be today or in a week."""
    day = later(today, (weekday - today.weekday()) % _WEEK)
    also = later(today, _WEEK) if day == today else None
    return one_day(day) + one_day(also)


def _english(one: re.Match[str], today: date) -> Mention:
    weekday = _ENGLISH_DAYS[(one["day"] or one["short"] or one["bare"])[:3]]
    which = one["which"] or one["with"]
    follow = weekday_from(weekday)
    if which == "last":
        return Mention(*one.span(), one_day(later(today, -((today.weekday() - weekday - 1) % _WEEK) - 1)), follow)
    if which == "next":
        # Next Friday, said on a Tuesday: in three days or in ten?
        next_week, soon = _in_week(today, 1, weekday), later(today, (weekday - today.weekday() - 1) % _WEEK + 1)
        days = one_day(next_week) if next_week == soon else one_day(next_week) + one_day(soon)
        return Mention(*one.span(), days, follow)
    if which in {"this", "this coming", "coming"}:
        return Mention(*one.span(), one_day(follow(today)), follow)
    return Mention(*one.span(), _bare(weekday, today), follow, weekday=weekday)


def _weekend(one: re.Match[str], weeks: int | None, today: date) -> Mention:
    saturday = _in_week(today, weeks or 0, _SATURDAY)
    sunday = saturday and later(saturday, 1)
    if not saturday or not sunday:
        return Mention(*one.span(), ())
    days: tuple[Days, ...] = ((saturday, sunday),)
    if weeks is None and today.weekday() == _SUNDAY and (after := later(saturday, _WEEK)):
        days = ((after, after + timedelta(days=1)), (today, today))
    elif not weeks:
        days = ((max(saturday, today), sunday),)
    return Mention(*one.span(), days)


def _whole(one: re.Match[str], today: date) -> Mention:
    weeks = _english_weeks(one["english"]) if one["english"] else _weeks(one["which"])
    first, last = _in_week(today, weeks or 0, 0), _in_week(today, weeks or 0, _SUNDAY)
    if not first or not last:
        return Mention(*one.span(), ())
    return Mention(*one.span(), ((first if weeks else today, last),))
