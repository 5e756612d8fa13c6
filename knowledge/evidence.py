"""What speaks for each entry and for none of them, and the probabilities that follow."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Likeness(NamedTuple):
    """How alike a sentence and an entry are."""

    letters: float  # likeness letter by letter with the nearest phrasing, from 0 to 1
    covered: float  # how much of the sentence the entry's texts have at all, from 0 to 1
    learnt: float  # what was learnt from all phrases says: the logarithm of a probability
    asked: float = 0.0  # what the sentence's question words say for the entry, by its phrasings (a log of a ratio)
    unasked: float = 0.0  # what the question words that are missing say
    elsewhere: float = 0.0  # 1 when the sentence is about a city that the entry's texts never name
    unstated: float = 0.0  # for an entry that only says what is not known: 1 for one character, falling with length


class Doubt(NamedTuple):
    """What speaks for the sentence meaning no entry at all."""

    constant: float  # 1: what is expected of any entry before it is believed
    against: float  # nearness of the nearest background negative, from 0 to 1
    foreign: float  # how much of the sentence only negatives have, from 0 to 1
    brief: float  # 1 for a single character, falling with length
    refused: float  # what the question words, and those that are missing, say for the negatives (a log of a ratio)
    nobody: float  # what was learnt says for the negatives: the logarithm of a probability


class Weights(NamedTuple):
    """What each feature is worth, as logits."""

    likeness: Likeness
    doubt: Doubt


# The weights were fitted as one conditional logit over the entries found and "none of them"
# (benchmarks/fit_weights.py): each phrasing and negative of Wujin's pack, held out in five folds, as it stands, with
# noise and as pinyin; and the questions of its evaluation that are not blind. `elsewhere` and `unstated` were set by
# hand, for a pack says too little of it: another city's flats are not ours, and a bare word asks for what is known.
_TEXT = Weights(
    likeness=Likeness(
        letters=2.40, covered=5.78, learnt=1.12, asked=0.36, unasked=0.07, elsewhere=-8.00, unstated=-2.00
    ),
    doubt=Doubt(constant=-2.60, against=8.72, foreign=0.71, brief=0.00, refused=0.04, nobody=0.48),
)
_SOUND = Weights(
    likeness=Likeness(
        letters=2.30, covered=3.99, learnt=1.11, asked=0.40, unasked=0.32, elsewhere=-8.00, unstated=-2.00
    ),
    doubt=Doubt(constant=-3.03, against=7.52, foreign=3.33, brief=3.52, refused=0.10, nobody=0.32),
)
_CERTAIN = 0.99


def probabilities(candidates: Sequence[Likeness], doubt: Doubt, *, sound: bool) -> list[float]:
    """Return how likely each candidate is what the sentence means; the rest to 1 is that it means none of them."""
    weights = _SOUND if sound else _TEXT
    logits = [sum(map(float.__mul__, weights.likeness, likeness)) for likeness in candidates]
    nothing = sum(map(float.__mul__, weights.doubt, doubt))
    most = max([nothing, *logits])
    powers = [exp(logit - most) for logit in logits]
    total = sum(powers) + exp(nothing - most)
    return [_CERTAIN * power / total for power in powers]
