"""How Chinese sounds: the pinyin of characters, without importing a dictionary of 50 MB for each sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping

from knowledge.normalising import HAN
from knowledge.syllables import fold

# Characters and the syllables of each: "gong" -> "公工宫…".
Table = Mapping[str, str]

_HAN_RUN = re.compile(f"[{HAN}]+")
_SPOKEN_DIGITS = str.maketrans({str(digit): sign for digit, sign in enumerate("零一二三四五六七八九")})


def sound_of(spelled: str, syllables: Table) -> str:
    """Return a spelled sentence as letters: the folded pinyin of its characters, its Latin words as they are.

    `syllables` maps a character to its pinyin; a character that is not in it keeps its place as itself.
    """
    spoken = spelled.translate(_SPOKEN_DIGITS)
    return fold("".join([syllables.get(sign, sign) for sign in spoken if sign != " "]))


def common_syllables() -> dict[str, str]:
    """Return the pinyin of the 6,763 characters of GB 2312. Imports pypinyin (0.25 s): cache what it returns."""
    from pypinyin import lazy_pinyin

    rows = bytes(range(0xB0, 0xF8))
    signs = [bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF)]
    return {sign: lazy_pinyin(sign)[0] for sign in signs if sign}


def read_aloud(spelled: str) -> str:
    """Return the folded pinyin of a spelled sentence; `重` is chong or zhong by its word. Imports pypinyin."""
    from pypinyin import lazy_pinyin

    spoken = spelled.translate(_SPOKEN_DIGITS).replace(" ", "")
    return fold("".join(lazy_pinyin(spoken)))


def has_han(spelled: str) -> bool:
    """Tell whether a sentence has any Chinese character."""
    return _HAN_RUN.search(spelled) is not None
