"""Days counted from today, and months, seasons and years: 大后天, 三天后, 下个月, 月底, 明年春天, in two days."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from knowledge.dates import MONTH, MONTHS, YEARS, year_of
from knowledge.mentions import Mention, calendar, coming, later, month_after, one_day, whole_month

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.when import Days

_DAYS = {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "前晚": -2}
_DAYS |= dict.fromkeys(("今天", "今日", "今早", "今晚", "今儿", "今夜", "当天", "即日"), 0)
_DAYS |= dict.fromkeys(("明天", "明日", "明早", "明晚", "明儿", "次日", "明夜"), 1) | {
    "后天": 2,
    "后晚": 2,
    "大后天": 3,
}
_DAYS |= {"the day before yesterday": -2, "yesterday": -1, "last night": -1}
_DAYS |= {"today": 0, "tonight": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2}
# 明天 is also in 说明天气, 今天 in no word.
_DAY = re.compile(
    "(?<![说声证聪透])(?:"
    + "|".join(
        rf"\b{name}\b" if name.isascii() else name for name in sorted(_DAYS, key=len, reverse=True) if name != "当天"
    )
    + ")(?!气)"
)
_TWO = {"今明两天": (0, 1), "今明2天": (0, 1), "明后两天": (1, 2), "明后2天": (1, 2), "明后天": (1, 2)}
_TWO_DAYS = re.compile("|".join(_TWO))
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_COUNT = rf"(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)}|half an?|a couple of)"
_LATER = re.compile(
    r"(?<![\d.第])(?P<over>过)?(?P<n>\d{1,3}|半)(?P<and>个半)?(?:个)?(?P<unit>分钟|小时|钟头|天|日|周|星期|礼拜|月|年)"
    r"(?P<half>半)?(?:(?P<after>之后|以后|后|过后)|(?P<before>之前|以前|前)(?!来)|(?P<within>之内|以内|内))?"
)
_UNITS = "minute|hour|day|week|month|year"
_IN = re.compile(
    rf"\b(?P<in>in|within) (?:the next )?{_COUNT} (?P<unit>{_UNITS})s?\b(?!')"
    rf"|\b{_COUNT.replace('<n>', '<k>')} (?P<unit2>{_UNITS})s? (?P<way>from now|later|ago)\b"
)
_NEXT_DAYS = re.compile(
    r"(?:未来|接下来|接下来的|今后)(?P<n>\d{1,2})(?P<unit>天|周|个月)|\bnext (?P<k>\d{1,2}) (?P<unit2>day|week)s\b"
)
_SIDE = r"(?P<side>月?初|月?底|月?末|中旬|上旬|下旬|月中)"
_MONTH = re.compile(rf"(?P<month>上个?月|下+个?月|这个?月|本月|当月)(?:的)?{_SIDE}?(?![1-9]|\d{{1,2}}[号日])")
_NAMED_MONTH = re.compile(
    rf"(?<!\d)(?:(?P<year>去年|今年|明年|后年)|(?P<number>20\d\d)年)?的?(?P<m>1[0-2]|[1-9])月份?(?:的)?{_SIDE}?(?![\d个])"
)
_THIS_MONTH = re.compile(rf"(?<![\d个每月]){_SIDE.replace('月?', '月')}(?!级|元)")
_YEAR = re.compile(
    r"(?P<year>去年|今年|明年|后年)(?:的|度)?(?:(?P<season>[春夏秋冬](?:天|季)?|上半年|下半年|第?[1-4]季度)|(?P<end>年?底|年?末|年?初))?"
    r"|(?<!\d年)(?P<bare>年底|年末|年初)|(?P<this>这个?)(?P<season2>[春夏秋冬](?:天|季))"
)
_SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 14), "上半年": (1, 6), "下半年": (7, 12)}
_ENGLISH_MONTH = re.compile(
    r"\b(?:(?P<side>early|mid|late|(?:the )?(?:beginning|start|middle|end) of)[ -])?"
    r"(?:(?P<rel>next|this|last) (?P<unit>month|year)"
    rf"|(?P<the>the month|the year)|(?:in |next |this )?(?P<name>{MONTH}))\b(?:,? (?P<y>20\d\d))?"
)
_SIDES = {"初": (1, 7), "底": (25, 31), "末": (25, 31), "中": (11, 20), "上": (1, 10), "下": (21, 31)}
_ENGLISH_SIDES = {"ear": "初", "beg": "初", "sta": "初", "mid": "中", "lat": "底", "end": "底"}
_QUARTER = 3
_HALF_MONTH, _HALF_YEAR = 15, 6


def find_periods(plain: str, now: datetime) -> Iterator[Mention]:
    """Yield every day counted from now, and every month, season and year that a sentence names."""
    today = now.date()
    for one in _TWO_DAYS.finditer(plain):
        first, last = (later(today, days) for days in _TWO[one[0]])
        yield Mention(*one.span(), ((first, last),) if first and last else ())
    for one in _DAY.finditer(plain):
        yield Mention(*one.span(), one_day(later(today, _DAYS[one[0]])))
    for one in _LATER.finditer(plain):
        if mention := _later(one, now):
            yield mention
    for one in _NEXT_DAYS.finditer(plain):
        unit = {"天": 1, "day": 1, "周": 7, "week": 7, "个月": 30}[one["unit"] or one["unit2"]]
        yield _until(one, now.date(), int(one["n"] or one["k"]) * unit)
    for one in _IN.finditer(plain):
        yield _in(one, now)
    yield from _months(plain, today)


def _months(plain: str, today: date) -> Iterator[Mention]:
    for one in _MONTH.finditer(plain):
        months = one["month"].count("下") - one["month"].count("上")
        yield Mention(*one.span(), _side(whole_month(month_after(today, months)), one["side"], today))
    for one in _NAMED_MONTH.finditer(plain):
        yield _named_month(one, int(one["m"]), one["side"], year_of(one, today), today)
    for one in _THIS_MONTH.finditer(plain):
        days = _side(whole_month(month_after(today, 0)), one["side"], today)
        if days and days[0][1] < today:
            days = _side(whole_month(month_after(today, 1)), one["side"], today)
        yield Mention(*one.span(), days)
    for one in _ENGLISH_MONTH.finditer(plain):
        if mention := _english_month(one, today):
            yield mention
    for one in _YEAR.finditer(plain):
        yield _year(one, today)


def _named_month(one: re.Match[str], month: int, side: str | None, year: int | None, today: date) -> Mention:
    def find(in_year: int) -> Days | None:
        days = whole_month(calendar(in_year, month, 1))
        return next(iter(_side(days, side, None)), None) if side else days

    if year:
        days = find(year)
        return Mention(*one.span(), (days,) if days else ())
    likely = coming(find, today)[:1]
    return Mention(*one.span(), tuple((max(first, today), last) for first, last in likely))


def _side(month: Days | None, side: str | None, today: date | None) -> tuple[Days, ...]:
    """Return the beginning, middle or end of a month; of the running month only what is left of it."""
    if month is None:
        return ()
    first, last = month
    if side:
        begin, end = next(days for sign, days in _SIDES.items() if sign in side.removeprefix("月"))
        first, last = first.replace(day=begin), last.replace(day=min(end, last.day))
    if today and first < today <= last:
        first = today
    return ((first, last),)


def _english_month(one: re.Match[str], today: date) -> Mention | None:
    side = _ENGLISH_SIDES[one["side"].removeprefix("the ")[:3]] if one["side"] else None
    name = one["name"]
    if name:
        if name in {"may", "mar", "march"} and not re.match(r"(?:in|next|this|early|mid|late)\b", one[0]) and not side:
            return None  # the verbs
        year = int(one["y"]) if one["y"] else None
        return _named_month(one, MONTHS.index(name[:3]) + 1, side, year, today)
    weeks = {"next": 1, "last": -1}.get(one["rel"] or "", 0)
    if "year" in one[0]:
        first, last = _year_days(today.year + weeks, None, {"初": "初", "底": "底"}.get(side or ""))
        return Mention(*one.span(), ((first if weeks else max(first, today), last),)) if side or one["rel"] else None
    if one["the"] and not side:
        return None
    return Mention(*one.span(), _side(whole_month(month_after(today, weeks)), side, today))


def _year(one: re.Match[str], today: date) -> Mention:
    season, end = one["season"] or one["season2"], one["end"] or one["bare"]
    year = today.year + YEARS.get(one["year"] or "", 0)
    if not 1 <= year < date.max.year:
        return Mention(*one.span(), ())
    first, last = _year_days(year, season, end)
    if one["bare"] and last < today:
        first, last = _year_days(year + 1, season, end)
    return Mention(*one.span(), ((max(first, today) if last >= today else first, last),))


def _year_days(year: int, season: str | None, end: str | None) -> Days:
    months = (1, 12)
    if season and season[-2:] == "季度":
        quarter = int(season[-3])
        months = (_QUARTER * quarter - 2, _QUARTER * quarter)
    elif season:
        months = next(span for name, span in _SEASONS.items() if season.startswith(name))
    elif end:
        months = (1, 1) if "初" in end else (12, 12)
    first = date(year, months[0], 1)
    year, month = (year, months[1]) if months[1] <= len(MONTHS) else (year + 1, months[1] - len(MONTHS))
    return first, date(year, month, monthrange(year, month)[1])


def _later(one: re.Match[str], now: datetime) -> Mention | None:
    if not (one["after"] or one["before"] or one["within"] or one["over"]):
        return None
    if one["unit"] == "日" and not one["after"]:
        return None
    unit = {"钟头": "小时", "日": "天", "星期": "周", "礼拜": "周"}.get(one["unit"], one["unit"])
    count = 0.5 if one["n"] == "半" else float(one["n"])
    count += 0.5 if one["and"] or one["half"] else 0.0
    name = {"分钟": "minute", "小时": "hour", "天": "day", "周": "week", "月": "month", "年": "year"}[unit]
    return _counted(one, name, -count if one["before"] else count, now, within=bool(one["within"]))


def _in(one: re.Match[str], now: datetime) -> Mention:
    said = one["n"] or one["k"]
    count = 0.5 if said.startswith("half") else 2.0 if said == "a couple of" else float(_NUMBERS.get(said) or said)
    name = one["unit"] or one["unit2"]
    return _counted(one, name, -count if one["way"] == "ago" else count, now, within=one["in"] == "within")


def _counted(one: re.Match[str], unit: str, count: float, now: datetime, *, within: bool) -> Mention:
    today = now.date()
    if unit in {"minute", "hour"}:
        minutes = round(count * (60 if unit == "hour" else 1))
        try:
            moment = now + timedelta(minutes=minutes)
        except OverflowError:
            return Mention(*one.span(), ())
        return Mention(*one.span(), one_day(moment.date()), moment=None if within else moment)
    if unit in {"month", "year"} and count == int(count):
        months = int(count) * (1 if unit == "month" else len(MONTHS))
    elif unit == "year":
        months = int(count * len(MONTHS))
    else:
        days = int(count * {"day": 1, "week": 7, "month": 2 * _HALF_MONTH}[unit])
        return _until(one, today, days) if within else Mention(*one.span(), one_day(later(today, days)))
    first = month_after(today, months)
    day = first and first.replace(day=min(today.day, monthrange(first.year, first.month)[1]))
    if within and day:
        return Mention(*one.span(), ((today, day),))
    return Mention(*one.span(), one_day(day))


def _until(one: re.Match[str], today: date, days: int) -> Mention:
    last = later(today, days)
    return Mention(*one.span(), ((today, last),) if last else ())
