"""Which language a sentence is in: its answer comes in the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.normalising import HAN, spell
from knowledge.syllables import is_pinyin

if TYPE_CHECKING:
    from knowledge.pack_parts import Language

_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"(?<![\da-z])[a-z]+(?![\da-z])")  # the letter of `95X` is no word
# Words that only Chinese grammar has: one of them, and a sentence with English terms in it is still a Chinese one.
_CHINESE_GRAMMAR = re.compile("[的了吗呢么啥哪谁怎是有在我你您们这那几多少请能可要想会不没和给到办]")
# Common English words. Those that can also be read as pinyin (`can`, `you`, `long`, `he`) prove nothing by themselves.
_COMMON = """
    a about age ai all am an and any are as at be been but by can china city come could data delete did do does
    done down each event find fine for free from game gene get give go good got had has have he help her here
    him his home house how i if in into is it its job know last let like line live long made make man many
    married may me men menu mine month more most much my name need new no not now of ok on one open or other our
    out over pay people place plan prize rent run said same see send she should side sign so some sure take
    talent tell than that the their them there they this time to today too tune under up us use was we week what
    when where which who whose why wife will wine with woman women would year yes yet you young your
"""
_ENGLISH = frozenset(_COMMON.split())
# Words that no pinyin and no Chinese sentence holds: one of them, and the names around it are in an English sentence.
_GRAMMAR = (
    "about am and at did do does for how i in is it my of on tell that the this to what when where which who with"
)
_ENGLISH_GRAMMAR = frozenset(_GRAMMAR.split())
# Two of them around a Chinese name (`what is 蓝湾`) make an English sentence.
_FRAME = 2
# Names are the same in both languages.
_PLACES = "wujin changzhou jiangsu lanwan longcheng shanghai beijing suzhou nanjing wuxi xian xiamen shenzhen"
_NAMES = frozenset(_PLACES.split())


def language_of(sentence: str) -> Language:
    """Return the language of a sentence: Chinese for Chinese, pinyin and mixed ones, and where there are no words."""
    return language_of_spelled(spell(sentence))


def language_of_spelled(spelled: str) -> Language:
    """Do the same for a sentence that went through `spell`."""
    words = _LATIN.findall(spelled)
    if _HAN.search(spelled):
        framed_in_english = sum(word in _ENGLISH for word in words) >= _FRAME
        return "en" if framed_in_english and not _CHINESE_GRAMMAR.search(spelled) else "zh"
    if not _ENGLISH_GRAMMAR.isdisjoint(words):
        return "en"
    pinyin = english = 0
    for word in words:
        if word in _NAMES:
            continue
        if not is_pinyin(word):
            english += len(word)
        elif word not in _ENGLISH:
            pinyin += len(word)
    # A word that is not pinyin may be mistyped pinyin; mistyped English is seldom pinyin all through.
    return "en" if words and pinyin <= 1.5 * english else "zh"
