"""Things that are like one another, so that one may take another's place in a question.

Which are is learnt from the pack: whatever its answers list side by side (德国、日本、荷兰). Places are like places and
years like years, also those that the pack does not name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.normalising import HAN
from knowledge.places import named_in
from knowledge.subjects import plain_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_QUOTED = re.compile("[”》][“《]")
_ITEM = rf"[{HAN}A-Za-z0-9+“”]{{2,10}}"
_CHINESE_LIST = re.compile(rf"{_ITEM}(?:、{_ITEM})+")
_NAME = r"[A-Z][\w-]+(?: (?:of |the )?[A-Z][\w-]+)*"
_ENGLISH_LIST = re.compile(rf"{_NAME}(?:, {_NAME})*,? (?:and|or) (?:the )?{_NAME}")
_BETWEEN = re.compile(r"、|, (?:and |or )?(?:the )?| (?:and|or) (?:the )?")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_LONGEST_PLACE = 5
_SHORTEST = 2


class Peers:
    """The lists of a pack's answers. Nothing changes after it is built."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = {
            tuple(filter(None, map(plain_of, _BETWEEN.split(listed[0]))))
            for text in texts
            for listed in (*_CHINESE_LIST.finditer(_QUOTED.sub("、", text)), *_ENGLISH_LIST.finditer(text))
        }
        self._lists = sorted(found, key=len)

    def like(self, new: str, sentence: str) -> str | None:
        """Return what `new` may take the place of in a sentence: the longest of its like that stands there.

        Both in the form of `plain_of`.
        """
        here = [part for listed in self._lists if _stands_in(new, listed) for part in _found(listed, sentence)]
        if is_year(new):
            here += _YEAR.findall(sentence)
        if named_in(new):
            here += _places(sentence)
        others = [part for part in here if part != new and part not in new]
        return max(others, key=len) if others else None


def is_year(new: str) -> bool:
    """Tell whether this is a year and nothing else."""
    return _YEAR.fullmatch(new) is not None


def _stands_in(new: str, listed: Sequence[str]) -> bool:
    # What stands before a list and after it is written without a gap: 分别在德国、日本、荷兰等.
    return new in listed or listed[0].endswith(new) or listed[-1].startswith(new)


def _found(listed: Sequence[str], sentence: str) -> list[str]:
    first, last = listed[0], listed[-1]
    tails = [first[start:] for start in range(len(first) - _SHORTEST + 1)]
    heads = [last[:end] for end in range(len(last), _SHORTEST - 1, -1)]
    return [found for part in ([middle] for middle in listed[1:-1]) if (found := _first_in(part, sentence))] + [
        found for parts in (tails, heads) if (found := _first_in(parts, sentence))
    ]


def _first_in(parts: Sequence[str], sentence: str) -> str | None:
    return next((part for part in parts if len(part) >= _SHORTEST and part in sentence), None)


def _places(sentence: str) -> list[str]:
    if sentence.isascii():
        words = sentence.split(" ")
        parts = [" ".join(words[start : start + size]) for size in (2, 1) for start in range(len(words))]
    else:
        parts = [
            sentence[start : start + size]
            for size in range(_SHORTEST, _LONGEST_PLACE)
            for start in range(len(sentence) - size + 1)
        ]
    return [part for part in parts if named_in(part)][:1]
