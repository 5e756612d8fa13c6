"""Dates by their numbers: 12月5号, 五号, 2026-12-05, 下个月3号, 正月初三, December 5, 12/5."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from knowledge.holidays import HOLIDAY, holiday
from knowledge.lunar import lunar_day
from knowledge.mentions import Mention, calendar, coming, month_after, one_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from knowledge.when import Days

YEARS = {"去年": -1, "今年": 0, "明年": 1, "后年": 2, "last year": -1, "this year": 0, "next year": 1}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:(?P<year>去年|今年|明年|后年)|(?P<number>20\d\d)年)?的?"
# What may stand behind a number and 号 without it being a day: 3号楼, 1号线.
_NO_DAY = "(?!楼|线|门|院|店|馆|厅|机|员|码|房|幢|栋|单元|文|公路|地块|人物|召|称|令|厂)"
_FULL = re.compile(r"(?<![\d.-])(?P<y>20\d\d) ?(?:[-/.]|年) ?(?P<m>\d{1,2}) ?(?:[-/.]|月) ?(?P<d>\d{1,2})(?!\d)[日号]?")
_MONTH_DAY = re.compile(rf"(?<!\d){_YEAR}(?P<m>\d{{1,2}})月(?:份的?)?(?P<d>\d{{1,2}})(?![\d月个])(?:[日号]{_NO_DAY})?")
_DAY = re.compile(
    rf"(?<![\d.每第])(?<!每月)(?<!每个月)(?:(?P<month>上个?月|下+个?月|这个?月|本月|当月)的?)?(?P<d>\d{{1,2}})"
    rf"(?:号{_NO_DAY}|日(?=上午|下午|中午|晚|早|到|至|-|去|来|[,。,?? ]|$))"
)
_MONTH_ALONE_DAY = re.compile(r"(?:\bthe |\bon the )(?P<d>\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|district|of [a-z]))")
_SLASHED = re.compile(
    r"(?<![\d./a-z¥$-])(?P<m>0?[1-9]|1[0-2])(?P<sign>[./])(?P<d>0?[1-9]|[12]\d|3[01])"
    r"(?![\d/%‰万亿元块度米平点个岁天年月周小时倍折级届千公斤吨kmg]|\.\d|的[人企占])[日号]?"
)
_ENGLISH = re.compile(
    rf"\b(?P<first>{MONTH})\.? (?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:| ?[ap]\.?m\b)(?:,? (?P<y>20\d\d))?"
    rf"|\b(?P<e>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<second>{MONTH})\b\.?(?:,? (?P<z>20\d\d))?"
)
_LATER_YEAR = _YEAR.replace("year", "later").replace("number", "digits")
_LUNAR = re.compile(
    rf"{_YEAR}(?:(?:农历|阴历)(?:的|{_LATER_YEAR})?(?P<leap>闰)?(?P<m>\d{{1,2}}|正|冬|腊)月|(?P<named>正|冬|腊)月)"
    r"(?:初|廿|的)?(?P<d>\d{1,2})(?:[日号])?|(?:大年|春节|过年)初(?P<new>\d{1,2})"
)
_YEARS_TURN = re.compile("除夕|年30|大年|春节|过年|腊")
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_ENGLISH_WORD = re.compile("^[^\u4e00-\u9fff]*[a-z][^\u4e00-\u9fff]*$")


def find_dates(plain: str, today: date) -> Iterator[Mention]:
    """Yield every date that a sentence writes in numbers, and every holiday."""
    for one in _LUNAR.finditer(plain):
        yield _lunar(one, today)
    for one in HOLIDAY.finditer(plain):
        yield Mention(*one.span(), _in_years(one, _holiday_in(one), today))
    for one in _FULL.finditer(plain):
        yield Mention(*one.span(), one_day(calendar(int(one["y"]), int(one["m"]), int(one["d"]))))
    for one in _MONTH_DAY.finditer(plain):
        yield _month_day(one, today)
    for one in _ENGLISH.finditer(plain):
        yield _english(one, today)
    for one in _SLASHED.finditer(plain):
        yield _slashed(one, today, english=one["sign"] == "/" and bool(_ENGLISH_WORD.search(plain)))
    for one in _DAY.finditer(plain):
        yield _day_of_month(one, one["month"], today)
    for one in _MONTH_ALONE_DAY.finditer(plain):
        yield _day_of_month(one, None, today)


def year_of(one: re.Match[str], today: date) -> int | None:
    """Return the year that was said with a date: a number, or 明年."""
    named = one.groupdict()
    number = named.get("number") or named.get("digits")
    year = named.get("year") or named.get("later")
    if number:
        return int(number)
    return today.year + YEARS[year] if year else None


def in_year(month: int, day: int) -> Callable[[int], Days | None]:
    """Return the function from a year to the day in it."""

    def find(year: int) -> Days | None:
        found = calendar(year, month, day)
        return (found, found) if found else None

    return find


def _in_years(one: re.Match[str], find: Callable[[int], Days | None], today: date) -> tuple[Days, ...]:
    year = year_of(one, today)
    if year is None:
        return coming(find, today)
    days = find(year)
    # 今年除夕, said in November: the one that was in February, or the one that comes?
    turn = _YEARS_TURN.search(one[0])
    after = find(year + 1) if turn and days and year == today.year and days[1] < today else None
    return tuple(found for found in (after, days) if found)


def _holiday_in(one: re.Match[str]) -> Callable[[int], Days | None]:
    return lambda year: holiday(one["name"], year, around=bool(one["around"]))


def _lunar(one: re.Match[str], today: date) -> Mention:
    spoken = one["m"] or one["named"] or "1"
    month, day = _LUNAR_MONTHS.get(spoken) or int(spoken), int(one["d"] or one["new"])
    if "廿" in one[0]:
        day += 20

    def find(year: int) -> Days | None:
        # The twelfth month and often the eleventh lie in the next year of the sun.
        for lunar_year in (year - 1, year):
            found = lunar_day(lunar_year, month, day, leap=bool(one["leap"]))
            if found and found.year == year:
                return found, found
        return None

    return Mention(*one.span(), _in_years(one, find, today))


def _month_day(one: re.Match[str], today: date) -> Mention:
    month, day = int(one["m"]), int(one["d"])
    year = year_of(one, today)
    days = one_day(calendar(year, month, day)) if year else coming(in_year(month, day), today)
    return Mention(*one.span(), days, _following(month, day))


def _following(month: int, day: int) -> Callable[[date], date | None]:
    def find(start: date) -> date | None:
        found = calendar(start.year, month, day)
        return found if found is None or found >= start else calendar(start.year + 1, month, day)

    return find


def _day_of_month(one: re.Match[str], month: str | None, today: date) -> Mention:
    day = int(one["d"])

    def after(start: date) -> date | None:
        first = start if day >= start.day else month_after(start, 1)
        return calendar(first.year, first.month, day) if first else None

    if month:
        first = month_after(today, month.count("下") - month.count("上"))
        return Mention(*one.span(), one_day(first and calendar(first.year, first.month, day)), after)
    this = calendar(today.year, today.month, day)
    firsts = [first for months in (1, 2) if (first := month_after(today, months))]
    then = next((found for first in firsts if (found := calendar(first.year, first.month, day))), None)
    # A day that is over: most likely the one of the next month.
    days = one_day(this) if this and this >= today else one_day(then) + one_day(this)
    return Mention(*one.span(), days, after)


def _english(one: re.Match[str], today: date) -> Mention:
    month = MONTHS.index((one["first"] or one["second"])[:3]) + 1
    day, year = int(one["d"] or one["e"]), one["y"] or one["z"]
    days = one_day(calendar(int(year), month, day)) if year else coming(in_year(month, day), today)
    return Mention(*one.span(), days, _following(month, day))


def _slashed(one: re.Match[str], today: date, *, english: bool) -> Mention:
    month, day = int(one["m"]), int(one["d"])
    days = coming(in_year(month, day), today)
    if english and month != day:
        # In English 12/5 is the fifth of December or the twelfth of May.
        days += coming(in_year(day, month), today)[:1] if day <= len(MONTHS) else ()
    return Mention(*one.span(), days, _following(month, day))
