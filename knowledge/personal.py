"""Hiding personal numbers in a sentence before it is stored or logged."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

# What people put between the digits of one number.
_BETWEEN = r"[\s()（）.·\-\u2010-\u2015\u2212－\u200b-\u200f\ufeff]{0,3}"
_DATE = r"(?<!\d)(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:[12]\d|3[01]|0?[1-9])(?!\d)"
# A mobile has 11 digits, a landline 7 to 12, an ID card 18 (the last may be X), a bank card 13 to 19: from seven on
# a number is taken for one of them. A figure that long in a question is a smaller loss than a telephone in a log.
_LONG = rf"\d(?:{_BETWEEN}\d){{6,}}(?:(?<=\d)[xX](?![A-Za-z]))?"
_SPOKEN = "[零〇一二三四五六七八九幺]{7,}"
_PASSPORT = r"(?<![A-Za-z\d])[A-Za-z]{1,2}\d{6}(?!\d)"
_DIGIT = re.compile(r"[\dxX零〇一二三四五六七八九幺]")


def mask_personal(sentence: str, keep: Collection[str] = ()) -> str:
    """Return the sentence with `*` for the digits of mobile, landline, ID card, bank card and passport-like numbers.

    The length stays. `keep` are numbers that may be shown (the office's own), however they are written.
    """
    return _numbers(tuple(sorted(keep))).sub(_masked, sentence)


def phone_number(text: str) -> str | None:
    """The mobile number that somebody typed, as ``13812345678`` or, from abroad, ``+4915112345678``; None for else."""
    digits = re.sub(_BETWEEN, "", unicodedata.normalize("NFKC", text).strip())
    digits = re.sub(r"^(?:\+|00)86(?=1\d{10}$)", "", digits)
    return digits if re.fullmatch(r"1[3-9]\d{9}|\+[1-9]\d{6,14}", digits, re.ASCII) else None


def person_name(text: str) -> str | None:
    """The name that somebody typed, with single spaces; None for what is none: digits, signs, too long."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    longest = 50
    letters = all(sign.isalpha() or unicodedata.category(sign) == "Mn" or sign in " ·.'-" for sign in name)
    return name if name and len(name) <= longest and letters and any(sign.isalpha() for sign in name) else None


def _masked(found: re.Match[str]) -> str:
    if found.lastgroup == "shown":
        return found[0]
    if found.lastgroup == "passport":
        return re.sub(r"\d", "*", found[0])
    return _DIGIT.sub("*", found[0])


@lru_cache(maxsize=32)
def _numbers(keep: tuple[str, ...]) -> re.Pattern[str]:
    shown = [_DATE]
    for number in keep:
        groups = re.findall(r"\d+", number)
        local = groups[-1] if len(groups) > 1 else ""
        for digits in ("".join(groups), local):
            if len(digits) >= 7:  # noqa: PLR2004 - shorter ones are never masked
                shown.insert(0, rf"(?<!\d)(?:86{_BETWEEN})?{_BETWEEN.join(digits)}(?!\d)")
    return re.compile(rf"(?P<shown>{'|'.join(shown)})|(?P<passport>{_PASSPORT})|(?P<number>{_LONG}|{_SPOKEN})")
