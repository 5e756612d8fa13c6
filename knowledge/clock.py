"""Parts of the day and clock times: 下午三点半, 15:30, 差五分八点, half past three, 2-4pm."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.when import Part

_PARTS: dict[Part, str] = {
    "early": r"凌晨|\b(?:small|early) hours\b",
    "morning": r"早上(?!好)|上午(?!好)|早晨|清晨|清早|(?<![\d第])1早|今早|明早|早间"
    r"|(?<=[周期拜][1-6日天])早(?!点|些|安)|(?<=[天号日末])早(?!点|些|安)"
    r"|(?<!good )\bmornings?\b",
    "noon": r"中午(?!好)|正午|晌午|\bnoon\b|\bmidday\b|\blunch ?time\b",
    "afternoon": r"下午(?!好|茶)|午后|(?<!good )\bafternoons?\b",
    "evening": r"晚上(?!好)|傍晚|晚间|夜晚|夜里|夜间|深夜|大?半夜|今夜|明夜|今晚|明晚|昨晚|前晚|后晚"
    r"|(?<=[周期拜][1-6日天])晚(?!点|些|安)|(?<=[天号日末])晚(?!点|些|安)"
    r"|(?<!good )\bevenings?\b|\btonight\b|(?<!good )\bnights?\b",
}
PARTS = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _PARTS.items()))
_HOUR_NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty-five": 25, "half": 30}
_QUARTER, _HOUR, _NOON, _DAY = 15, 60, 12, 24
# Nobody is received before six: one to five o'clock is the afternoon when no part of the day is said.
_FIRST_UNSURE, _LATE_UNTIL, _EVENING_FROM, _NOON_UNTIL = 6, 4, 5, 3
_BEFORE = r"(?:(?P<less>\d{1,2}分|[123]刻)钟?(?:到|就)?)"
# What behind 时 or behind a number shows that it is no clock time.
_NO_HOUR = "(?!间|候|代|期|段|常|刻|长|装|效|髦|尚|不)"
_NO_MINUTE = r"(?!\d|个|人|位|套|间|点|号|月|/|\.)"
_CHINESE = re.compile(
    rf"(?:差{_BEFORE})?(?<![\d.第:])(?P<h>\d{{1,2}})(?:点|时{_NO_HOUR})(?P<whole>钟|整)?"
    rf"(?:(?P<half>半)|(?P<quarter>[13])刻钟?|(?P<m>\d{{1,2}}){_NO_MINUTE}分?|差{_BEFORE.replace('less', 'less2')})?"
    "(?!建议|意见|要求|措施|内容|好处|说明|原因|问题|理由|疑问|[a-z])"
)
# 快1点, 早1点: a little, not one o'clock. Only behind one of these signs is a bare 1点 a time.
_NOT_AT_ALL = re.compile("[都也儿点]")
_AT = re.compile("(?:上午|下午|早上|晚上|中午|凌晨|夜里|半夜|傍晚|[天日号在约到至早晨\\-~1-6])(?:的|是)?$")
_COLON = re.compile(r"(?<![\d:.])(?P<h>\d{1,2}):(?P<n>\d\d)(?![\d:])(?! ?[ap]\.?m\b)")
_AM_PM = re.compile(r"(?<![\d:.])(?P<h>\d{1,2})(?:[:.](?P<n>\d\d))? ?(?P<half>[ap])\.?m\b\.?")
_SAID = rf"\d{{1,2}}|{'|'.join(_HOUR_NAMES)}"
_NOT_OCLOCK = (
    rf"(?!\d|[:/.,%-]\d| ?[ap]\.?m\b| ?%|st|nd|rd|th|[a-z]| (?:{'|'.join(_HOUR_NAMES)}|people|persons|guests|of|flats"
    "|apartments|events|months|days|weeks|years|hours|minutes|places|least|most))"
)
_SPOKEN = re.compile(
    r"\b(?:(?P<less>half|(?:a )?quarter|five|ten|twenty|twenty-five|\d{1,2})(?: minutes)? (?P<way>past|to) "
    rf"(?P<h>{_SAID})|(?P<o>{_SAID}) ?o.?clock|(?:at|around|about|by|before|after) (?P<at>{_SAID}){_NOT_OCLOCK})\b"
)
_WORDS = re.compile(r"\b(?P<noon>noon|midday)\b|\bmidnight\b|零点|午夜|子夜")
_BARE_RANGE = re.compile(r"(?<![\d.月年号日/:-])(\d{1,2})(点)?(半)?( ?[-~到至] ?)(?=(?:上午|下午|晚上|中午)?\d{1,2}点)")
_ENGLISH_RANGE = re.compile(
    r"(?<![\d:.])(?P<h>\d{1,2})(?::(?P<n>\d\d))? ?(?:(?P<first>[ap])\.?m\.?)? ?(?:-|~|to|until|till|and|through) ?"
    r"(?P<h2>\d{1,2})(?::(?P<n2>\d\d))? ?(?P<last>[ap])\.?m\b\.?"
)
_UP_TO, _FROM = re.compile("的?(?:之前|以前|前)"), re.compile("的?(?:之后|以后|后)")
_BY, _AFTER = re.compile(r"\b(?:before|by) "), re.compile(r"\bafter ")
_TO = re.compile(r"\s*(?:到|至|-|~|to|until|till|and)\s*(?:上午|下午|晚上|中午|凌晨|早上|傍晚|明早)?\s*")


class Clock(NamedTuple):
    """A clock time where it stands. Hour 24 is midnight at a day's end; a sure one needs no part of the day."""

    begin: int
    behind: int
    hour: int
    minute: int
    sure: bool = False


class Times(NamedTuple):
    """What may be meant, begin and end in minutes after midnight; `late`: in the night that follows the day."""

    spans: tuple[tuple[int, int | None], ...] = ()
    late: bool = False


def write_ranges_out(plain: str) -> str:
    """Return the sentence with 3-5点 as 3点-5点."""
    return _BARE_RANGE.sub(lambda one: f"{one[1]}点{one[3] or ''}{one[4]}", plain)


def find_parts(plain: str) -> tuple[Part, ...]:
    """Return the parts of the day that are named, each once."""
    return tuple(dict.fromkeys(cast("Part", found.lastgroup) for found in PARTS.finditer(plain)))


def find_times(plain: str) -> Times:
    """Return the time or the times of a day that a sentence names."""
    if period := _english_range(plain):
        return Times((period,))
    clocks = sorted(_clocks(plain))
    if not clocks:
        return Times()
    parts = [(found.start(), found.lastgroup) for found in PARTS.finditer(plain)]
    first = clocks[0]
    begins, late = _meant(first, _part_of(first, parts))
    if len(clocks) == 1:
        return Times(tuple(_limited(plain, first, begin) for begin in begins), late)
    second = clocks[1]
    if not _TO.fullmatch(plain[first.behind : second.begin]):
        return Times(tuple((begin, None) for one in clocks for begin in _meant(one, _part_of(one, parts))[0]), late)
    own = any(first.behind <= place < second.begin for place, _ in parts)
    ends = _meant(second, _part_of(second, parts))[0] if own or second.sure else ()
    return Times(tuple((begin, _end(begin, second, ends)) for begin in begins), late)


def as_time(minutes: int) -> time:
    """Return the time of day so many minutes after midnight."""
    return time(minutes // _HOUR % _DAY, minutes % _HOUR)


def _limited(plain: str, clock: Clock, minutes: int) -> tuple[int, int | None]:
    """Before a time is from the day's beginning on, after it until the day's end."""
    said, behind = plain[: clock.behind], plain[clock.behind :]
    if _UP_TO.match(behind) or _BY.search(said, max(0, clock.begin - len("before "))):
        return 0, minutes
    if _FROM.match(behind) or _AFTER.search(said, max(0, clock.begin - len("before "))):
        return minutes, _DAY * _HOUR
    return minutes, None


def _end(begin: int, second: Clock, ends: tuple[int, ...]) -> int:
    """The end of a period is the first such time behind its begin, unless its own part of the day was said."""
    if ends:
        return ends[0]
    end = second.hour % _NOON * _HOUR + second.minute
    while end <= begin:
        end += _NOON * _HOUR
    return end


def _part_of(clock: Clock, parts: list[tuple[int, str | None]]) -> str | None:
    before = [name for place, name in parts if place < clock.begin]
    return before[-1] if before else next((name for _, name in parts), None)


def _meant(clock: Clock, part: str | None) -> tuple[tuple[int, ...], bool]:
    """Return what may be meant in minutes, likeliest first, and whether it is in the small hours after the day."""
    hour, minute = clock.hour, clock.minute
    hours: tuple[int, ...] = (hour,)
    late = False
    if clock.sure or hour > _NOON or hour == 0:
        pass
    elif part == "early":
        hours = (hour % _NOON,)
    elif part == "noon":
        hours = (hour + _NOON if hour <= _NOON_UNTIL else hour,)
    elif part == "afternoon":
        hours = (hour % _NOON + _NOON,)
    elif part == "evening":
        late = hour <= _LATE_UNTIL
        hours = (hour if late else hour + _NOON,)
    elif part is None and hour < _FIRST_UNSURE:
        hours = (hour + _NOON,)
    elif part is None:
        hours = (hour, hour + _NOON)
    return tuple(one * _HOUR + minute for one in hours), late


def _clocks(plain: str) -> list[Clock]:
    found = [
        *_chinese(plain),
        *(
            Clock(*one.span(), int(one["h"]), int(one["n"]), sure=one["h"][0] == "0" or int(one["h"]) > _NOON)
            for one in _COLON.finditer(plain)
        ),
        *(
            Clock(*one.span(), _half_day(int(one["h"]), one["half"]), int(one["n"] or 0), sure=True)
            for one in _AM_PM.finditer(plain)
        ),
        *_spoken(plain),
    ]
    if not found:
        found = [Clock(*one.span(), _NOON if one["noon"] else _DAY, 0, sure=True) for one in _WORDS.finditer(plain)]
    return [one for one in found if one.minute < _HOUR and (one.hour < _DAY or (one.hour, one.minute) == (_DAY, 0))]


def _chinese(plain: str) -> Iterator[Clock]:
    for one in _CHINESE.finditer(plain):
        bare = not (one["whole"] or one["half"] or one["quarter"] or one["m"])
        before = plain[: one.start()]
        if one["h"] == "1" and bare and (_NOT_AT_ALL.match(plain, one.end()) or (before and not _AT.search(before))):
            continue
        minute = int(one["m"] or 0) + _QUARTER * int(one["quarter"] or 0) + (30 if one["half"] else 0)
        less = one["less"] or one["less2"]
        taken = (int(less[:-1]) * (_QUARTER if less[-1] == "刻" else 1)) if less else 0
        total = int(one["h"]) * _HOUR + minute - taken
        if total >= 0:
            yield Clock(*one.span(), total // _HOUR, total % _HOUR if minute < _HOUR else minute)


def _spoken(plain: str) -> Iterator[Clock]:
    for one in _SPOKEN.finditer(plain):
        said = one["h"] or one["o"] or one["at"]
        hour = int(said) if said.isdigit() else _HOUR_NAMES.index(said) + 1
        less = (one["less"] or "0").removeprefix("a ")
        minutes = int(less) if less.isdigit() else _MINUTES[less]
        total = hour * _HOUR + (minutes if one["way"] != "to" else -minutes)
        if total >= 0:
            yield Clock(*one.span(), total // _HOUR, total % _HOUR)


def _half_day(hour: int, half: str) -> int:
    if hour > _NOON:
        return hour
    return hour % _NOON + (_NOON if half == "p" else 0)


def _english_range(plain: str) -> tuple[int, int] | None:
    one = _ENGLISH_RANGE.search(plain)
    if not one:
        return None
    begin, end = _half_day(int(one["h"]), one["first"] or one["last"]), _half_day(int(one["h2"]), one["last"])
    if not one["first"] and begin >= end and begin >= _NOON:  # 11-1pm
        begin -= _NOON
    minutes = int(one["n"] or 0), int(one["n2"] or 0)
    if max(begin, end) >= _DAY or max(minutes) >= _HOUR:
        return None
    return begin * _HOUR + minutes[0], end * _HOUR + minutes[1]
