"""Sentences that lean on what was said before: what such a sentence leaves out, and what it adds.

Here stand only the words of the language. What the pack knows of its subjects is asked in `context`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.normalising import HAN, spell, strip_filler
from knowledge.subjects import asks_wholly, only_asks, only_points, without_pointing

if TYPE_CHECKING:
    from knowledge.pack_parts import Language


class Follow(StrEnum):
    """How a sentence leans on the one before it."""

    AGAIN = "again"  # the same answer once more
    MORE = "more"  # what else there is about it
    SPEAK = "speak"  # the same in another language
    ASK = "ask"  # something else about the same subject
    SWAP = "swap"  # the same about another subject


@dataclass(frozen=True, slots=True)
class Following:
    """A sentence that leans on another. `rest` is what it says itself: the new subject, or what is asked."""

    follow: Follow
    rest: str = ""
    language: Language | None = None


_MAY_YOU = "(?:请|麻烦)?[你您]?(?:能不能|可不可以|可以|能)?"
_ONCE = "(?:一遍|一次|一下|下|遍)"
_BIT = "(?:一?点|一些|些)"
_AGAIN = re.compile(
    f"{_MAY_YOU}(?:再|重新|重)(?:给我|跟我)?(?:说|讲|来|发|回答|答|解释|念){_ONCE}?(?:给我)?(?:听听)?"
    f"|{_MAY_YOU}重复{_ONCE}?"
    "|我?(?:刚才|刚刚|上面)?的?(?:没有|没|不|听不|看不)[太怎么]*[听看]?(?:懂|明白|清楚|听清|看清)"
    "|你?刚才说的?了?(?:什么|啥)"
    "|(?:say|tell me|repeat) (?:it|that)(?: once)?(?: again| more)?|repeat(?: that)?|again|once more|come again|pardon"
    "|what did you (?:just )?say|sorry what"
    "|i (?:didn t|don t|did not|do not) (?:understand|get (?:it|that)|catch (?:it|that))"
)
_MORE = re.compile(
    f"{_MAY_YOU}[再更]?[说讲]?[得的]?(?:详细|具体|仔细|细)(?:{_BIT}|说说|讲讲)[说讲]?"
    f"|{_MAY_YOU}展开(?:说说|讲讲|说|讲)?"
    "|那?还有(?:呢|吗|什么|啥|别的|其[他它]的|哪些)?[吗呢]?|(?:还有)?(?:别的|其[他它]的)[呢吗]"
    f"|[多再](?:说|讲|介绍){_BIT}|然后呢|接着说|继续说?|更多"
    "|(?:can you )?(?:tell|give) me (?:some )?more(?: about (?:it|that|this))?"
    "|(?:some )?more(?: details| information| info)?|(?:any |some )?details|what else|anything else|go on|and then"
)


def _said_in(chinese: str, english: str) -> re.Pattern[str]:
    how = "(?:到|成|用|以|说|讲)*"
    then = "(?:版本?)?再?(?:说|讲|回答|来|写|发|翻译)?"
    return re.compile(
        f"那?{_MAY_YOU}(?:改|换|切换|翻译)?{how}(?:{chinese}){then}{_ONCE}?[呢吧的]?"
        f"|(?:and |what about |how about )?(?:in )?(?:{english})(?: version)?"
        f"|(?:(?:can|could) you )?(?:speak|use|(?:say|answer) (?:it |that )?in) (?:{english})"
    )


_SPEAK: dict[Language, re.Pattern[str]] = {
    "en": _said_in("英文|英语", "english|en"),
    "zh": _said_in("中文|汉语|普通话|国语", "chinese|mandarin|zh"),
}
_THING = rf"(?P<rest>[{HAN}\w +]{{LENGTH}}?)"
_ANY, _BRIEF = _THING.replace("LENGTH", "1,14"), _THING.replace("LENGTH", "1,6")
_SWAPS = (
    re.compile(
        f"(?:那么|那要是|那如果是|那换成|那|要是|如果是|换成)(?!个(?!人)|些){_ANY}(?:的话|的)?(?:呢|怎么样|咋样|如何)"
    ),
    re.compile(f"(?:那么|那)(?!个(?!人)|些){_BRIEF}"),
    re.compile(f"(?!那){_ANY}(?:的话|的)?呢"),
    re.compile(
        "(?:(?:ok|so|but|then|and|or) )*(?:what about|how about|and|or) (?:the |an? |in |for )*"
        rf"{_THING.replace('LENGTH', '2,40')}"
    ),
)
# The commonest of them as they are typed by who has no Chinese keyboard.
_PINYIN = {
    "duoshaoqian": "多少钱",
    "duoshao": "多少",
    "zenmeshenqing": "怎么申请",
    "zenmebaoming": "怎么报名",
    "zenmelianxi": "怎么联系",
    "zaina": "在哪",
    "zainali": "在哪里",
    "dizhi": "地址",
    "shenmeshihou": "什么时候",
    "jishi": "几时",
    "weishenme": "为什么",
    "shuikeyi": "谁可以",
    "shuinengshenqing": "谁能申请",
    "shenmetiaojian": "什么条件",
    "youshenmetiaojian": "有什么条件",
    "shenmecailiao": "什么材料",
    "yaoshenmecailiao": "要什么材料",
    "shishenme": "是什么",
    "zaishuoyibian": "再说一遍",
    "zaishuoyici": "再说一次",
    "chongfuyixia": "重复一下",
    "meitingdong": "没听懂",
    "xiangxidian": "详细点",
    "haiyoune": "还有呢",
    "yongyingwenshuo": "用英文说",
    "yongzhongwenshuo": "用中文说",
}
# A longer sentence says what it is about.
_LONGEST, _LONGEST_CHINESE = 40, 20
_REMEMBERED = 1000  # people ask in the same words


@lru_cache(maxsize=_REMEMBERED)
def what_follows(sentence: str) -> Following | None:
    """Return how a sentence leans on what was said before it; None when it is whole, as most are."""
    said = spell(sentence)
    if not said or len(said) > (_LONGEST if said.isascii() else _LONGEST_CHINESE):
        return None
    if said.isascii():
        said = _PINYIN.get(said.replace(" ", ""), said)
    bare = strip_filler(said)
    about_talking = _about_talking(said) or _about_talking(bare.rstrip("吗吧呢"))
    if about_talking is not None:
        return about_talking
    if only_asks(bare):
        return Following(Follow.ASK, without_pointing(bare))
    found = next((found for frame in _SWAPS if (found := frame.fullmatch(said))), None)
    if found is None or only_points(found["rest"]):
        return None
    rest = found["rest"].strip()
    if only_asks(rest):
        return Following(Follow.ASK, rest)
    return None if asks_wholly(rest) else Following(Follow.SWAP, rest)


def _about_talking(said: str) -> Following | None:
    for language, words in _SPEAK.items():
        if words.fullmatch(said):
            return Following(Follow.SPEAK, language=language)
    for follow, words in ((Follow.AGAIN, _AGAIN), (Follow.MORE, _MORE)):
        if words.fullmatch(said):
            return Following(follow)
    return None
