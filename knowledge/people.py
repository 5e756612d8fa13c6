"""How many people somebody speaks for: 带个朋友, 我们俩, 一家三口, 两大一小, four of us."""

from __future__ import annotations

import re

_ONE = (
    "朋友|女友|男友|女朋友|男朋友|对象|老婆|老公|爱人|家属|同事|同学|孩子|小孩|娃|宝宝|室友|闺蜜|妻子|丈夫|媳妇|先生|太太|未婚妻|未婚夫"
    "|妈妈|爸爸|母亲|父亲|妹妹|弟弟|姐姐|哥哥|儿子|女儿|伙伴|搭档|另1半"
)
# What a number of people is part of something else: 30人的名单, 24名专员, 3人间.
_NOT_US = "(?![才士员均次事社民口类间组以左群气力大代工生])(?!的?(?:名单|榜|团队|规模|公司|企业))"
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_N = rf"(?:\d{{1,2}}|{'|'.join(_WORDS)})"
_RELATION = (
    "friend|partner|wife|husband|girlfriend|boyfriend|fiancee?|colleague|roommate|kid|child|son|daughter|mother|father"
    "|mom|mum|dad|parent|brother|sister|spouse"
)
# One or more who come along, and all who do: 带着老婆和2个孩子, with my wife, her mother and two kids.
_PAIR = "爸爸妈妈|爸妈|父母|爹妈|公婆"
_ALONG = rf"(?:\d[个位名])?(?:女|男|小)?(?:{_PAIR}|(?:{_ONE})们?)"
_AND = "(?:和|跟|与|同|还有|加上?|以及|、|,)?(?:着|上|个|1个|1位|我|她|他|的)*"
_ALONG_EN = rf"(?:{_N} )?(?:other |little )?(?:children|(?:{_RELATION})s?)\b"
_AND_EN = "(?: ?, | ?, and | and | plus )(?:a |an |my |our |her |his |the )?"
_COMPANY = (
    (
        re.compile(
            rf"(?:带|领|陪|约|[我俺](?:和|跟|与|同|带)|(?:和|跟|同)(?=我?的?\d[个位名]))(?:着|上|我|的|个|1个|1位)*"
            rf"{_ALONG}(?:{_AND}{_ALONG})*"
        ),
        re.compile(_ALONG),
    ),
    (
        re.compile(
            r"\b(?:with|bring|bringing|take|taking|plus|me and) (?:a |an |my |our |the )?"
            rf"{_ALONG_EN}(?:{_AND_EN}{_ALONG_EN})*"
            rf"|\bmy {_ALONG_EN}(?:{_AND_EN}{_ALONG_EN})*(?: ?,)? and (?:i|me)\b"
        ),
        re.compile(_ALONG_EN),
    ),
)
_SOME = re.compile(r"们$|\bchildren$|(?<!s)s$")
# Each pattern, and how many come on top of the numbers in it.
_PATTERNS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"(?<!\d)(?P<n>\d)(?:个)?大(?:人)?(?:带)?(?P<m>\d)(?:个)?小(?:孩)?"), 0),
    (re.compile(r"1家(?P<n>\d)口"), 0),
    (re.compile(r"(?<!\d)(?P<n>\d)口(?:之家|人)"), 0),
    (
        re.compile(
            r"(?<![\d.第])(?P<n>[2-9]|[1-9]\d)(?:个大人|口人|个人|位(?=$|[,。!?来去参报])|人(?=$|[,。!?来去参报看1])|个名额|张票)"
            + _NOT_US
        ),
        0,
    ),
    (
        re.compile(
            r"(?:我们|咱们|我俩|1共|总共|共)(?:1共|总共)?(?:来|有|是)?(?P<n>\d{1,2})[个位]?人?(?=$|[,。!?来去参报个位人])"
            + _NOT_US
        ),
        0,
    ),
    (
        re.compile(
            r"[我咱](?:们)?(?:两口子|小两口|夫妻|夫妇|2口子|小2口|2个)|小2口|两口子|2口子|[我咱]们?俩|俺俩|俩人|俩个|我们夫妻|夫妻俩|情侣俩"
        ),
        2,
    ),
    (
        re.compile(
            r"(?:就|只有?|仅|算|带)我(?:自己)?1个|我(?:自己)?1个人(?:$|[,。!?去来报参])|就我(?:自己)?(?:$|[,。!?去来报参])|(?:^|[,。])1个人|(?:只有|就是?)1个人|独自|单独1人|只有我自己"
        ),
        1,
    ),
    (
        re.compile(
            rf"\b(?P<n>{_N}) (?:people|persons|of us|guests|adults)\b(?: and (?P<m>{_N}) (?:kids?|child(?:ren)?))?"
        ),
        0,
    ),
    (re.compile(rf"\b(?:party|group|family|table|seats?) (?:of|for) (?P<n>{_N})\b"), 0),
    (
        re.compile(rf"\bfor (?P<n>{_N})\b(?=$|[,.!?](?!\d)| (?:on|at|this|next|tomorrow|today|please|people|of|in)\b)"),
        0,
    ),
    (re.compile(r"\bplus one\b|\bthe two of us\b|\bboth of us\b"), 2),
    (re.compile(r"\b(?:just|only) me\b|\bjust myself\b|\bby myself\b|\bon my own\b|\balone\b"), 1),
)
# A sentence without any of these speaks of no number of people.
_ANY = re.compile(
    "人|位|口|俩|带|领|陪|约|我|咱|大|名额|张票|独自"
    r"|\b(?:people|persons|us|guests|adults|with|bring|bringing|for|of|me|myself|alone|own|plus|and)\b"
)
_ASKS = re.compile("多少人|几个人(?!都)|引进|累计|名单|拥有|已有|参会|万人")


def find_people(plain: str) -> int | None:
    """Return for how many people somebody speaks; None when they do not say.

    `plain` is a simplified sentence with its numerals as digits.
    """
    if not _ANY.search(plain):
        return None
    people = _counted(plain) or _company(plain)
    return None if people and _ASKS.search(plain) else people


def _counted(plain: str) -> int | None:
    for pattern, more in _PATTERNS:
        if found := pattern.search(plain):
            named = found.groupdict()
            numbers = [_number(said) for name in ("n", "m") if (said := named.get(name))]
            return sum(numbers) + more or None
    return None


def _company(plain: str) -> int | None:
    """Count whoever speaks and those who come along; None when nobody does, or some of whom nobody knows how many."""
    for pattern, one in _COMPANY:
        if found := pattern.search(plain):
            others = [_along(each) for each in one.findall(found[0])]
            return None if None in others else 1 + sum(filter(None, others))
    return None


def _along(said: str) -> int | None:
    if number := re.search(rf"\b{_N}\b|\d", said):
        return _number(number[0])
    if re.fullmatch(rf"(?:女|男|小)?(?:{_PAIR})|parents", said):
        return 2
    return None if _SOME.search(said) else 1


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _WORDS[said]
