"""One way of comparing a sentence with a pack's phrases: by what is written, or by how it sounds."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

from knowledge.evidence import Doubt, Likeness, probabilities
from knowledge.index import Index, largest, length
from knowledge.lexicon import NOBODY

if TYPE_CHECKING:
    from knowledge.index import Floats, Grams
    from knowledge.lexicon import Lexicon

# How many phrases are compared letter by letter, how many entries are weighed, and how many get a probability.
_NEAREST = 40
_WEIGHED = 12
_RANKED = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry (by its number) that a sentence may mean, and its nearest phrase (by its number)."""

    entry: int
    phrase: int
    probability: float
    likeness: Likeness
    doubt: Doubt
    by_sound: bool

    def features(self) -> dict[str, float]:
        """Return everything the probability was made of, by name."""
        return {**self.likeness._asdict(), **self.doubt._asdict(), "sound": float(self.by_sound)}


class Branch:
    """Compares texts of one kind. Immutable: any number of threads may ask at once."""

    def __init__(self, lexicon: Lexicon, *, sound: bool) -> None:
        self._texts = [phrase.sound if sound else phrase.plain for phrase in lexicon.phrases]
        self._groups = [phrase.entry for phrase in lexicon.phrases]
        self._group_of = np.array(self._groups, dtype=np.int64)
        self._entries = lexicon.entries
        self._sound = sound
        self._index = Index(lexicon.sounds if sound else lexicon.texts, unseen=log(2 + len(lexicon.entries)))
        self._first = {group: number for number, group in reversed(list(enumerate(self._groups)))}

    def rank(
        self,
        text: str,
        grams: Grams,
        places: frozenset[str],
        *,
        doubted: Doubt | None = None,
        only: int | None = None,
    ) -> list[Candidate]:
        """Return the likeliest entries, likeliest first.

        `places` are the cities the sentence is about. `doubted` is what another branch found against all entries: it
        counts here too where it is stronger. With `only` no other entry is weighed.
        """
        vector = self._index.weigh(grams)
        cosines = self._index.near(vector)
        near, against = self._nearest(text, cosines)
        wholes, covered, foreign, novel = self._index.whole(vector)
        for group in largest(wholes, _WEIGHED):
            near.setdefault(group, (0.0, self._first[group], 0.0))
        if only is not None:
            near = {only: near.get(only, (0.0, self._first[only], 0.0))}
        squares = np.bincount(self._group_of - NOBODY, weights=cosines * cosines)  # NOBODY comes first
        size, brief = length(vector.values()), 1 / len(text)
        likenesses = [
            Likeness(
                phrase=min(1.0, float(cosines[number] * size / self._index.lengths[number])),
                letters=letters,
                support=min(1.0, sqrt(squares[group - NOBODY])),
                whole=float(wholes[group]),
                covered=float(covered[group]),
                elsewhere=float(not places <= self._entries[group].places),
                unstated=brief * self._entries[group].unstated,
            )
            for group, (_, number, letters) in near.items()
        ]
        if doubted:
            against, foreign = max(against, doubted.against), max(foreign, doubted.foreign)
        doubt = Doubt(1.0, against, foreign, novel, brief)
        likely = probabilities(likenesses, doubt, sound=self._sound)
        found = []
        for (group, (_, number, _)), likeness, share in zip(near.items(), likenesses, likely, strict=True):
            found.append(Candidate(group, number, share, likeness, doubt, self._sound))
        return nlargest(_RANKED, found, key=lambda one: one.probability)

    def _nearest(self, text: str, cosines: Floats) -> tuple[dict[int, tuple[float, int, float]], float]:
        """Return each near entry's nearest phrase (nearness, number, likeness of letters), and a negative's."""
        near: dict[int, tuple[float, int, float]] = {}
        against = 0.0
        for number in largest(cosines, _NEAREST):
            other = self._texts[number]
            letters = max(fuzz.ratio(text, other), 0.95 * fuzz.token_sort_ratio(text, other)) / 100
            nearness = 0.5 * (float(cosines[number]) + letters)
            group = self._groups[number]
            if group == NOBODY:
                against = max(against, nearness)
            elif group not in near or nearness > near[group][0]:
                near[group] = (nearness, number, letters)
        return near, against
