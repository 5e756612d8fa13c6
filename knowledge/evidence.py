"""What speaks for an entry and against it, and the one probability that follows."""

from __future__ import annotations

from math import exp
from typing import NamedTuple


class Likeness(NamedTuple):
    """How alike a sentence and an entry are, each from 0 to 1."""

    cosine: float  # shared parts with the nearest phrasing
    phrase: float  # how much of that phrasing is in the sentence
    letters: float  # likeness letter by letter with it
    sound: float  # likeness of sound with the phrasing that sounds nearest
    support: float  # mean nearness of the entry's three nearest phrasings
    whole: float  # shared parts with all phrasings of the entry together
    covered: float  # how much of the sentence the entry has ever been asked with


class Evidence(NamedTuple):
    """The likeness of an entry, and how it stands among the others."""

    likeness: Likeness
    ahead: float  # lead over the next entry
    clear: float  # lead over the nearest background negative
    familiar: float  # how much of the sentence any entry has ever been asked with
    brief: float  # 1 for a single character, falling with length
    exact: float  # 1 when the sentence is the phrasing

    def features(self) -> dict[str, float]:
        """Return every feature by its name."""
        named = self._asdict()
        return {**named.pop("likeness")._asdict(), **named}


_STRENGTH = Likeness(cosine=0.25, phrase=0.15, letters=0.2, sound=0.1, support=0.1, whole=0.1, covered=0.1)
_BIAS = -6.0
_LIKENESS = Likeness(cosine=2.0, phrase=1.0, letters=2.0, sound=1.0, support=1.0, whole=1.0, covered=2.0)
_AHEAD, _CLEAR, _FAMILIAR, _BRIEF, _EXACT = 6.0, 4.0, 1.0, 0.0, 6.0


def strength(likeness: Likeness) -> float:
    """Return how strongly an entry is meant, for ranking."""
    return sum([weight * value for weight, value in zip(_STRENGTH, likeness, strict=True)])


def probability(evidence: Evidence) -> float:
    """Return how likely the entry is what the sentence means."""
    total = _BIAS + sum([weight * value for weight, value in zip(_LIKENESS, evidence.likeness, strict=True)])
    total += _AHEAD * evidence.ahead + _CLEAR * evidence.clear + _FAMILIAR * evidence.familiar
    total += _BRIEF * evidence.brief + _EXACT * evidence.exact
    return 1 / (1 + exp(-total))
