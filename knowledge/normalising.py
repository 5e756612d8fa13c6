"""One spelling for the many ways the same sentence is typed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

from knowledge.dialect import in_mandarin

# What is read of a sentence. A longer one keeps its head and its tail: the question is seldom in the middle.
MAX_CHARACTERS = 400
MAX_CLAUSES = 2
# A sentence is normalised by each who looks at it: the results are kept that long.
_ON_THEIR_WAY = 32

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
_DIAERESIS = "\u0308"
_MARKS = re.compile("[\u0300-\u0307\u0309-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NOT_WORDS = re.compile(r"(?!(?<=\d)\.(?=\d))[\W_]")
_CLAUSE_ENDS = re.compile(r"[,;!?\n。、…~]+|\.(?=\s)")
# A clause that points back says little without the one before it.
_POINTING = re.compile(
    r"他们|她们|它们|它|之间|这些|那些|两者|二者|这个|那个|其中|\b(?:they|them|it|these|those|between)\b"
)
_TELLING = re.compile(rf"(?:[{HAN}].*){{5}}|\w+ \w+ \w+")
_GAPS = re.compile(rf"(?<=[{HAN}]) | (?=[{HAN}])")

# Politeness and filler say nothing about what is asked, and would make every polite question like every other.
_FILLERS = (
    "^(?:亲|同志|小编|那个|就是|话说|然后|嗯|呃|额|哎|诶|欸|唉|喂|哈喽|嗨)+(?=.{4})",
    "(?<=.)(?:嗯|呃|诶|欸|就是说|的话说|那个(?=[^\\s]{3})|到底|究竟|其实)+(?=.{2})",
    "(?:烦请|恳请|敬请|还望|望|盼)(?:告知|回复|解答|指点)|不胜感激|先?谢谢了|辛苦(?:了|您了|你了)|给(?:个|一个)(?:说法|准话)|求(?:告知|解答|问)|在线等|急急急?",
    "给?(?:我)?(?:解释|解答|说明|科普)(?:一下|下)|(?:先|大概)?了解(?:一下|下)",
    "(?:你|您|你们)好[啊呀哦]?(?=.{4})",
    "(?:我|俺|我们)?[就只也]?(?:想要|想|要)(?:请问|问问|问|请教|咨询|了解|打听|知道|晓得)(?:一下|下|你们|您|你|个事儿?)*",
    "(?:请问|请教|咨询|打听|问)(?:一下|下)|请问|请教",
    "(?:能不能|可不可以|可以|能否|可否|能)?(?:麻烦)?[您你]?(?:告诉|跟我说|和我说|给我讲|给我说)我?们?(?:一下|下|说|讲)?",
    "麻烦[您你]?|不好意思|打扰(?:一下|了|下)?|(?:谢谢|多谢|感谢)[您你啦了]?|拜托了?|劳驾",
    "[啊呀哇哦噢喔嘛呢吧啦哈嘞咧哒呐]+(?= |$)",
    r"\b(?:please|pls|plz|kindly|excuse me|hello|hi|hey)\b",
    r"\bthanks?(?: you)?(?: (?:very|so) much)?(?: in advance)?\b",
    r"\b(?:could|can|would|will) you (?:please )?(?:tell|show|let) (?:me|us)(?: know)?(?: about)?\b",
    r"\b(?:do|would) you (?:happen to )?know\b|\bmay i (?:ask|know)\b|\bi was wondering\b|\bi wonder\b",
    r"\b(?:i|we)(?: ?m| am| would| d)? (?:like|love|want|wanted|wish|need) to (?:know|ask|learn)(?: about)?\b",
    r"\btell me(?: about)?\b|\bby the way\b",
)
_FILLER = re.compile("|".join(_FILLERS))
_NUMERALS = re.compile("[零〇一二两三四五六七八九十百千]+")
_DIGITS = {**{sign: value for value, sign in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=_ON_THEIR_WAY)
def simplify(sentence: str) -> str:
    """Return the sentence in half-width, simplified, lower-case signs, without marks on letters and unseen signs.

    Punctuation stays. A very long sentence is cut in its middle. Never raises.
    """
    sentence = _UNSEEN.sub("", _cut(sentence, 4 * MAX_CHARACTERS))
    if not sentence.isascii():
        decomposed = unicodedata.normalize("NFKD", sentence)
        # ü is v on a keyboard; every other mark on a letter goes.
        decomposed = decomposed.replace(f"u{_DIAERESIS}", "v").replace(f"U{_DIAERESIS}", "v").replace(_DIAERESIS, "")
        sentence = _UNSEEN.sub("", unicodedata.normalize("NFKC", _MARKS.sub("", decomposed)))
        sentence = _simplifier().convert(_cut(sentence, 4 * MAX_CHARACTERS))
    return sentence.lower()


@lru_cache(maxsize=_ON_THEIR_WAY)
def spell(sentence: str) -> str:
    """Return only the words of a sentence, simplified.

    What is not a letter, character or digit becomes a space, and spaces stand only between words of letters or digits.
    A sentence of more than 400 characters is cut in its middle. Never raises.
    """
    return in_mandarin(_words(simplify(sentence)))


def spell_clauses(sentence: str) -> list[str]:
    """Return the spelled clauses of a sentence that has more than one: its last few that say more than a greeting."""
    clauses = [
        strip_filler(in_mandarin(_words(clause))) for clause in _CLAUSE_ENDS.split(simplify(sentence)) if clause.strip()
    ]
    clauses = [
        before + clause if _POINTING.search(clause) else clause
        for before, clause in zip(["", *clauses], clauses, strict=False)
    ]
    telling = [clause for clause in clauses if _TELLING.search(clause) and not clause.endswith(("你好", "您好"))]
    return telling[-MAX_CLAUSES:] if len(clauses) > 1 else []


def _words(simple: str) -> str:
    words = _NOT_WORDS.sub(" ", _THOUSANDS.sub("", simple)).split()
    return _GAPS.sub("", _cut(" ".join(words), MAX_CHARACTERS)).strip()


def strip_filler(spelled: str) -> str:
    """Return a spelled sentence without politeness; a sentence that is hardly anything else stays as it is."""
    bare = _GAPS.sub("", " ".join(_FILLER.sub(" ", spelled).split())).strip()
    return bare if len(bare) > 1 else spelled


def unify_numerals(spelled: str) -> str:
    """Write Chinese numerals below ten thousand as digits: `二十条` and `20条` are the same. `百` alone stays."""
    return _NUMERALS.sub(lambda found: _number(found[0]), spelled)


def normalise(sentence: str) -> str:
    """Return the form in which sentences are compared. Empty when the sentence holds no letter, character or digit."""
    return unify_numerals(strip_filler(spell(sentence)))


def _cut(sentence: str, most: int) -> str:
    if len(sentence) <= most:
        return sentence
    return f"{sentence[: most // 2]} {sentence[-(most // 2) :]}"


def _number(numeral: str) -> str:
    if not any(sign in _UNITS for sign in numeral):
        return "".join(str(_DIGITS[sign]) for sign in numeral)
    if numeral[0] in "百千":
        return numeral
    total, waiting = 0, 0
    for sign in numeral:
        if sign in _UNITS:
            # 十 with nothing before it is ten.
            total += (waiting or 1) * _UNITS[sign]
            waiting = 0
        elif waiting:
            return numeral  # 十四五 is a name, not a number
        else:
            waiting = _DIGITS[sign]
    return str(total + waiting)
