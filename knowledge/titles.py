"""Which of several titles a sentence says, when their subject is the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"[a-z]{3,}|[\u3400-\u9fff]+")
# Words of a time, which a sentence has for a reason of its own: 这周末的联谊 means no title with 周末 in it.
_TIME = re.compile(
    r"[这本上下]+(?:周|星期|礼拜)[一二三四五六日天末]?|(?:周|星期|礼拜)[一二三四五六日天末]|[今明后]天|[上中下]午|晚上"
    r"|\b(?:week|weekend|[a-z]{3,6}day)\b"
)


def told_apart(sentence: str, titles: Sequence[str]) -> int | None:
    """The place of the one title of which the sentence says a piece that no other has; the longest piece wins.

    None when it says no such piece, or of several titles one of the same length.
    """
    said = _TIME.sub(" ", sentence.casefold())
    folded = [title.casefold() for title in titles]
    lengths = [
        max((len(piece) for piece in _pieces(title) if _own(piece, title, folded) and piece in said), default=0)
        for title in folded
    ]
    best = max(lengths, default=0)
    return lengths.index(best) if best and lengths.count(best) == 1 else None


def _own(piece: str, title: str, titles: Sequence[str]) -> bool:
    return not any(piece in other for other in titles if other != title)


def _pieces(title: str) -> Iterator[str]:
    """English words, and everything of two Chinese characters or more."""
    for word in _WORD.findall(_TIME.sub(" ", title)):
        if word.isascii():
            yield word
        else:
            yield from (word[start:end] for start in range(len(word)) for end in range(start + 2, len(word) + 1))
