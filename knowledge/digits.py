"""A sentence with its numerals as digits, and with what would be mistaken for a number named otherwise."""

from __future__ import annotations

import re

from knowledge.clock import write_ranges_out
from knowledge.dates import MONTH
from knowledge.normalising import HAN, unify_numerals

# 12 月 5 日 is written with spaces or without.
_GAP = re.compile(f"(?<=[{HAN}]) (?=[\\d{HAN}])|(?<=\\d) (?=[{HAN}])")
_NUMERAL = "[\\d一二两三四五六七八九十]"
# Names of days that look like numbers, before numerals become digits.
_NAMES = (
    # 周三三点 is three o'clock on a Wednesday and not 33.
    (re.compile(f"((?:周|星期|礼拜)[一二三四五六日天])(?=\\d|{_NUMERAL}+[点时号月个人位名年刻大])"), r"\1 "),
    (re.compile("双十一"), "光棍节"),
    (re.compile("十一(?=期间|假期|长假|小长假|黄金周|放假|国庆)(?:国庆)?"), "国庆"),
    (re.compile("五一(?![\\d零一二三四五六七八九十号日路])(?:劳动节)?"), "劳动节"),
    (re.compile("六一(?:儿童节)?(?![\\d零一二三四五六七八九十号日])"), "儿童节"),
    (re.compile("三八节|三八妇女节"), "妇女节"),
    (re.compile("(?:周|星期|礼拜)六(?:和|跟|与|、)?(?:周|星期|礼拜)?日"), "周末"),
    # Two numbers in a row are about so many: 三五天.
    (re.compile("[一二两三四五六七八九]([二三四五六七八九])(?=天|周|个|点|号|月)"), "几"),
)
_ENGLISH_DAYS = re.compile(
    rf"\b(?P<month>{MONTH}) (?P<first>\d{{1,2}}) ?(?:-|–|to|through|until) ?(?P<last>\d{{1,2}})\b(?!:| ?[ap]m)"
)
_DAY_RANGE = re.compile(r"(?<![\d.-])(\d{1,2})( ?[-~到至] ?)(?=\d{1,2}号)")
_WEEKDAYS = re.compile(
    "((?:周|星期|礼拜)[1-6])(到|至|-|~)?(?=[2-6日天](?!天|个|点|号|月|\\d|次|位|人))(?:(?<=[到至~-])|(?=[2-6日天]))"
)


def write_digits(simple: str) -> str:
    """Return a simplified sentence with digits, and its shortened ranges written out: 5-8号 as 5号-8号."""
    simple = _GAP.sub("", simple)
    for name, instead in _NAMES:
        simple = name.sub(instead, simple)
    plain = unify_numerals(simple)
    plain = _ENGLISH_DAYS.sub(r"\g<month> \g<first> to \g<month> \g<last>", plain)
    plain = _DAY_RANGE.sub(r"\1号\2", plain)
    plain = _WEEKDAYS.sub(lambda one: f"{one[1]}{one[2] or '至'}周", plain)
    return write_ranges_out(plain)
