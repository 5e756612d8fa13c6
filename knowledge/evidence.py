"""What speaks for each entry and for none of them, and the probabilities that follow."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from knowledge.index import Floats


class Likeness(NamedTuple):
    """How alike a sentence and an entry are."""

    letters: float  # likeness letter by letter with the nearest phrasing, from 0 to 1
    covered: float  # how much of the sentence the entry's texts have at all, from 0 to 1
    strange: float  # how many of its characters stand in no pair that the entry's texts have: a logarithm, 0 for none
    learnt: float  # what was learnt from all phrases says: the logarithm of a probability
    asked: float = 0.0  # what the sentence's question words say for the entry, by its phrasings (a log of a ratio)
    unasked: float = 0.0  # what the question words that are missing say
    elsewhere: float = 0.0  # 1 when the sentence is about a city that the entry's texts never name (.5 for an action)
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
# noise and as pinyin; and the questions of its evaluation that are not blind. Set by hand: another city's flats are not
# ours, a bare word asks for what is known; what is strange counts a little less and what was learnt a little more than
# fitted, which is better on the public sets; and the constants are higher, for people ask more that means nothing
# than the sentences fitted to (a point on what is out of scope against two tenths on questions), above all in a word or
# two (`brief`).
_TEXT = Weights(
    likeness=Likeness(
        letters=2.44, covered=2.80, strange=-1.20, learnt=1.25, asked=0.30, unasked=0.25, elsewhere=-14.0, unstated=-2.0
    ),
    doubt=Doubt(constant=-4.40, against=9.93, foreign=2.13, brief=6.00, refused=0.00, nobody=0.94),
)
_SOUND = Weights(
    likeness=Likeness(
        letters=2.60, covered=3.10, strange=-0.60, learnt=1.16, asked=0.38, unasked=0.37, elsewhere=-14.0, unstated=-2.0
    ),
    doubt=Doubt(constant=-3.00, against=9.29, foreign=4.86, brief=5.00, refused=0.13, nobody=0.36),
)
_CERTAIN = 0.99


def probabilities(candidates: Floats, doubt: Doubt, *, sound: bool) -> Floats:
    """Return how likely each candidate is what the sentence means; the rest to 1 is that it means none of them.

    `candidates` has a row for each, with the numbers of a `Likeness`.
    """
    weights = _SOUND if sound else _TEXT
    logits = candidates @ np.array(weights.likeness)
    nothing = sum(map(float.__mul__, weights.doubt, doubt))
    most = logits.max(initial=nothing)
    powers = np.exp(logits - most)
    likely: Floats = _CERTAIN * powers / (powers.sum() + exp(nothing - most))
    return likely
