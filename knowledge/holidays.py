"""Holidays by name: the day itself, and the days around it when somebody says 期间 or 假期."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from knowledge.lunar import lunar_day, new_year, new_years_eve, qingming

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.when import Days


class _Holiday(NamedTuple):
    names: str
    english: str
    day: Callable[[int], date | None]
    # How long people mean by its holidays, from the day or, at new year, from its eve. The State Council sets the days
    # off anew each year.
    days: int = 1


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _lunar(month: int, day: int) -> Callable[[int], date | None]:
    return lambda year: lunar_day(year, month, day)


_HOLIDAYS = (
    _Holiday("元旦节?", "new year'?s day", _fixed(1, 1)),
    _Holiday("情人节", "valentine'?s(?: day)?", _fixed(2, 14)),
    _Holiday("妇女节|3[8·]节|女神节", "women'?s day", _fixed(3, 8)),
    _Holiday("劳动节", "labou?r day|may day", _fixed(5, 1), 5),
    _Holiday("青年节", "youth day", _fixed(5, 4)),
    _Holiday("儿童节", "children'?s day", _fixed(6, 1)),
    _Holiday("教师节", "teachers'? day", _fixed(9, 10)),
    _Holiday("国庆节?", "national day", _fixed(10, 1), 7),
    _Holiday("光棍节|双11", "singles'? day", _fixed(11, 11)),
    _Holiday("平安夜", "christmas eve", _fixed(12, 24)),
    _Holiday("圣诞节?", "christmas day|christmas|xmas", _fixed(12, 25)),
    _Holiday("跨年夜?", "(?<!lunar )(?<!chinese )new year'?s eve", _fixed(12, 31)),
    _Holiday("春节|大年初1", "spring festival|(?:chinese|lunar) new year(?!'?s eve)", new_year, 8),
    _Holiday("过年", "the new year holiday", new_year, 8),
    _Holiday("除夕夜?|大?年30|大年夜", "(?:chinese|lunar) new year'?s eve", new_years_eve),
    _Holiday("元宵节?|正月15", "lantern festival", _lunar(1, 15)),
    _Holiday("清明节?", "qingming(?: festival)?|tomb[- ]sweeping day", qingming),
    _Holiday("端午节?", "dragon boat(?: festival)?", _lunar(5, 5)),
    _Holiday("7夕节?", "qixi(?: festival)?", _lunar(7, 7)),
    _Holiday("中秋节?", "mid-?autumn(?: festival| day)?", _lunar(8, 15)),
    _Holiday("重阳节?", "double ninth(?: festival)?", _lunar(9, 9)),
    _Holiday("腊8节?", "laba(?: festival)?", _lunar(12, 8)),
)
HOLIDAY = re.compile(
    r"(?:(?P<year>今年|明年|后年|去年)|(?P<number>20\d\d)年)?的?"
    rf"(?P<name>{'|'.join(one.names for one in _HOLIDAYS)}|\b(?:{'|'.join(one.english for one in _HOLIDAYS)})\b)"
    r"(?P<around>期间|假期|长假|小长假|黄金周|放假| holidays?\b)?"
)
_BY_NAME = [(re.compile(f"{one.names}|{one.english}"), one) for one in _HOLIDAYS]


def holiday(name: str, year: int, *, around: bool) -> Days | None:
    """Return the first and last day of a holiday in a year; None when the year is outside the lunar table."""
    found = next((one for names, one in _BY_NAME if names.fullmatch(name)), None)
    first = found.day(year) if found else None
    if found is None or first is None:
        return None
    if not (around or name == "过年") or found.days == 1:
        return first, first
    if found.day is new_year:
        first -= timedelta(days=1)
    return first, first + timedelta(days=found.days - 1)
