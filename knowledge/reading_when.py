"""Reading when somebody means out of a sentence, in Chinese and in English."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from knowledge.clock import Times, as_time, find_parts, find_times
from knowledge.dates import MONTH, find_dates
from knowledge.mentions import Mention, later
from knowledge.periods import find_periods
from knowledge.weeks import find_weeks, weekday_from
from knowledge.when import HOURS, Open, When

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.when import Days, Part

# A sentence without any of these names no time.
_ANY = re.compile(
    r"\d|[今明昨后前]天|[今明昨]日|今儿|明儿|[早晚晨午夜]|周|星期|礼拜|双休|[年月]|节|除夕|元旦|国庆|圣诞|春节|中秋|端午|清明|重阳|元宵|大后|前天|半|零点"
    r"|day|week|month|year|night|morning|noon|evening|clock|past|christmas|xmas|festival|qi|mid|boat|hour|minute|next|last|quarter|midnight|tomorrow"
    rf"|\b(?:{MONTH}|tue|tues|thu|thur|thurs|fri|mon|wed|sat|sun)\b"
)
_UNTIL = re.compile(r"[^,。;!?]{0,9}?(?:到|至|-|~|–|—|\bto|\buntil|\btill|\bthrough)\s*(?:the )?")
_MOVED = re.compile(
    "[改换挪推调移](?:期|约|签|时间)?(?:到|成|为|至|去|在)"
    r"|\b(?:move|change|switch|reschedule|push|postpone)\b.{0,60}? to\b"
)
_AND = re.compile(r"\s*(?:,|、|和|与|跟|及|and|&)?\s*(?:the )?")
_BESIDE = re.compile(r"[\s(,、，]*(?:就?是|的|on)?\s*(?:the )?")
_UP_TO = re.compile("的?(?:之前|以前|前(?![台面往来后景沿两几天夕1-9]))")
_FROM = re.compile("的?(?:之后|以后|后(?![天面台续期来勤备晚]))")
_BY, _AFTER = re.compile(r"\b(?:before|by|until|till) $"), re.compile(r"\bafter $")
_DAY_MINUTES = 24 * 60


def find_when(plain: str, now: datetime) -> When | None:
    """Return when the person means; None when no time is named. Days count from `now`, in the city's zone.

    `plain` is a sentence as `write_digits` returns it. What leans neither way is open: see `When.ambiguous`.
    """
    if not _ANY.search(plain):
        return None
    today = now.date()
    named = _apart([*find_dates(plain, today), *find_weeks(plain, today), *find_periods(plain, now)])
    parts, times = find_parts(plain), find_times(plain)
    if moved := _MOVED.search(plain):
        # What is moved to another time is meant for that time, as far as it is said.
        named = [one for one in named if one.begin >= moved.end()] or named
        target = plain[moved.end() :]
        if find_times(target).spans or find_parts(target):
            parts, times = find_parts(target), find_times(target)
    mentions = [_limited(plain, one, today) for one in _merge(plain, named)]
    moment = next((one.moment for one in mentions if one.moment), None)
    if moment:
        times = Times(((moment.hour * 60 + moment.minute, None),))
        parts = ()
    days = tuple(dict.fromkeys(days for one in mentions for days in one.days))
    # From Friday evening to Sunday noon: no part of every day. 上午或者下午: either.
    part = parts[0] if len(parts) == 1 or (parts and times.spans) else None
    if not days:
        return _on(None, part, times, now) if part or times.spans else None
    return _on(days, part, times, now)


def _apart(mentions: Iterable[Mention]) -> list[Mention]:
    """Of mentions that overlap, keep the one that begins first, and the longest of those."""
    kept: list[Mention] = []
    for one in sorted(mentions, key=lambda one: (one.begin, -one.behind)):
        if not kept or one.begin >= kept[-1].behind:
            kept.append(one)
    return kept


def _merge(plain: str, mentions: list[Mention]) -> list[Mention]:
    """Join mentions that make one time: a period's ends, a date and its day of the week."""
    merged: list[Mention] = []
    for one in mentions:
        before = merged[-1] if merged else None
        gap = plain[before.behind : one.begin] if before else ""
        joined = _join(before, one, gap) if before and before.days and one.days else None
        if before and joined:
            merged[-1] = replace(before, behind=one.behind, days=joined, weekday=None)
        else:
            merged.append(one)
    return merged


def _limited(plain: str, one: Mention, today: date) -> Mention:
    """A day with 之前 behind it ends a period that begins today; 之后 has no end, which says too little."""
    before, behind = plain[: one.begin], plain[one.behind :]
    if one.moment is None and (_UP_TO.match(behind) or _BY.search(before)):
        return replace(one, days=tuple((today, last) for _, last in one.days if last >= today))
    if one.moment is None and (_FROM.match(behind) or _AFTER.search(before)):
        return replace(one, days=())
    return one


def _join(before: Mention, one: Mention, gap: str) -> tuple[Days, ...] | None:
    if _UNTIL.fullmatch(gap):
        return tuple(period for days in before.days[:2] if (period := _period(days, one))) or None
    if _BESIDE.fullmatch(gap):
        if one.weekday is not None:
            return _with_weekday(before, one.weekday)
        if before.weekday is not None:
            return _with_weekday(one, before.weekday)
        if (inside := _inside(before, one)) is not None:
            return inside
    if _AND.fullmatch(gap) and len(one.days) == 1:
        first, second = before.days[0], one.days[0]
        if second[0] - first[1] == timedelta(days=1):
            return ((first[0], second[1]),)
    return None


def _period(days: Days, one: Mention) -> Days | None:
    """The days from `days` on to the ones of `one`, which is looked for behind them."""
    last = one.following(days[0]) if one.following else one.days[0][1]
    return (days[0], last) if last and last >= days[0] else None


def _with_weekday(named: Mention, weekday: int) -> tuple[Days, ...] | None:
    """A date and its day of the week; when they do not fit, either may be a slip."""
    first, last = named.days[0]
    if first != last:
        found = weekday_from(weekday)(first)
        inside: list[Days] = []
        while found and found <= last and len(inside) < len("1234567"):
            inside.append((found, found))
            found = later(found, 7)
        return tuple(inside) or None
    if named.weekday is not None:
        return None  # two days of the week
    fitting = tuple(days for days in named.days if days[0].weekday() == weekday)
    if fitting:
        return fitting
    near = later(first, (weekday - first.weekday() + 3) % 7 - 3)
    return (*named.days, (near, near)) if near else named.days


def _inside(before: Mention, one: Mention) -> tuple[Days, ...] | None:
    """A day inside a period that was named just before it is that day: 下周的12月2号."""
    (first, last), (day, end) = before.days[0], one.days[0]
    return one.days if first < last and first <= day and end <= last else None


def _on(days: tuple[Days, ...] | None, part: Part | None, times: Times, now: datetime) -> When:
    """Put days, part and times together, and note what is open."""
    spans = times.spans
    if days:
        days, spans = _not_over(days, part, spans, now)
    opens: list[Open] = []
    start = end = None
    if days and times.late and days[0][0] == days[0][1]:
        # Two in the night belongs to the night before or after.
        after = tuple((next_day, next_day) for first, _ in days if (next_day := later(first, 1)))
        days = tuple(dict.fromkeys((*after, *days)))
    if days and len(spans) == 1 and spans[0][0] == _DAY_MINUTES:
        days = tuple((first, later(last, 1) or last) if first != last else _tomorrow(first) for first, last in days)
    if days and len(days) == 1:
        start, end = days[0]
    elif days:
        single = all(first == last for first, last in days)
        values = tuple(first.isoformat() if first == last else f"{first}/{last}" for first, last in days)
        opens.append(Open("date", "which-day" if single else "which-days", values))
    begin = until = None
    if len(spans) == 1:
        begin = as_time(spans[0][0])
        until = None if spans[0][1] is None else as_time(spans[0][1])
    elif spans:
        noon = spans[0][0] // 60 == len("noon or midnight") - 4
        opens.append(Open("time", "noon-or-midnight" if noon else "which-half-day", tuple(map(_spoken, spans))))
    if begin:
        part = _fitting(part, begin)
    when = When(start, end, part, begin, until, ambiguous=tuple(opens))
    return replace(when, past=_is_over(when, now))


def _tomorrow(day: date) -> Days:
    following = later(day, 1) or day
    return following, following


def _fitting(part: Part | None, begin: time) -> Part | None:
    """A part of the day that the time is not in says nothing: 晚上12点 is the beginning of the next day."""
    if part is None:
        return None
    first, last = HOURS[part]
    return part if first <= begin.hour < last else None


def _spoken(span: tuple[int, int | None]) -> str:
    written = [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in span if minutes is not None]
    return "/".join(written)


def _not_over(
    days: tuple[Days, ...], part: Part | None, spans: tuple[tuple[int, int | None], ...], now: datetime
) -> tuple[tuple[Days, ...], tuple[tuple[int, int | None], ...]]:
    """Leave out what is over today when something else may be meant that is not."""
    today, passed = now.date(), now.hour * 60 + now.minute
    over = (part is not None and HOURS[part][1] * 60 <= passed and not spans) or (
        bool(spans) and all((end or begin) < passed for begin, end in spans)
    )
    if over and len(days) > 1:
        days = tuple(one for one in days if one != (today, today)) or days
    if days == ((today, today),):
        spans = tuple(one for one in spans if one[0] >= passed) or spans[:1]
    return days, spans


def _is_over(when: When, now: datetime) -> bool:
    if when.start is None or when.end is None:
        return False
    if when.end != now.date():
        return when.end < now.date()
    if when.time:
        last = when.until if when.until and when.until > when.time else when.time
        return (last.hour, last.minute) < (now.hour, now.minute)
    return when.part is not None and HOURS[when.part][1] <= now.hour
