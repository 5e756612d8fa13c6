"""One way of comparing a sentence with a pack's phrases: by what is written, or by how it sounds."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

from knowledge.asking import Habits
from knowledge.evidence import Doubt, Likeness, probabilities
from knowledge.index import Index, largest, length
from knowledge.learning import UNLIKELY, Classifier
from knowledge.lexicon import NOBODY

if TYPE_CHECKING:
    from knowledge.index import Floats, Grams
    from knowledge.lexicon import Lexicon

# How many phrases are compared letter by letter, how many entries are weighed, and how many get a probability.
_NEAREST = 40
_WEIGHED = 20
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
        self._entries = lexicon.entries
        self._sound = sound
        self._habits = Habits(lexicon.asked, [*(entry.kind for entry in lexicon.entries), "negative"])
        self._no_habits = np.zeros(len(lexicon.asked))
        self._index = Index(lexicon.sounds if sound else lexicon.texts, groups=len(lexicon.entries))
        self._classifier = Classifier(lexicon.learnt_sounds if sound else lexicon.learnt_texts, self._index)
        self._first = {group: number for number, group in reversed(list(enumerate(self._groups)))}

    def rank(
        self,
        text: str,
        grams: Grams,
        places: frozenset[str],
        asked: frozenset[int] | None,
        *,
        doubted: Doubt | None = None,
        only: int | None = None,
    ) -> list[Candidate]:
        """Return the likeliest entries, likeliest first.

        `places` are those the sentence is about, `asked` is what it asks (None: not looked for).
        `doubted` is what another branch found against all entries: it counts here too where it is stronger. With `only`
        no other entry is weighed.
        """
        found, likenesses, doubt = self.compare(text, grams, places, asked, doubted=doubted, only=only)
        likely = probabilities(likenesses, doubt, sound=self._sound)
        candidates = [
            Candidate(group, number, share, likeness, doubt, self._sound)
            for (group, number), likeness, share in zip(found, likenesses, likely, strict=True)
        ]
        return nlargest(_RANKED, candidates, key=lambda one: one.probability)

    def compare(
        self,
        text: str,
        grams: Grams,
        places: frozenset[str],
        asked: frozenset[int] | None,
        *,
        doubted: Doubt | None = None,
        only: int | None = None,
    ) -> tuple[list[tuple[int, int]], list[Likeness], Doubt]:
        """Return the entries worth weighing with their nearest phrases, how alike they are, and what is against all."""
        vector = self._index.weigh(grams)
        near, against = self._nearest(text, self._index.near(vector))
        judged = self._classifier.judge(vector, length(vector.values()))
        covered, foreign = self._index.covered(vector)
        for group in (only,) if only is not None else (*largest(covered, _WEIGHED), *_likeliest(judged, _WEIGHED)):
            near.setdefault(group, (0.0, self._first[group], 0.0))
        # Where nothing is shared, what was learnt has only the entries' habits to go by.
        near = {only: near[only]} if only is not None else {group: one for group, one in near.items() if covered[group]}
        fits, misses = self._habits.compare(asked) if asked is not None else (self._no_habits, self._no_habits)
        brief = 1 / len(text)
        likenesses = [
            Likeness(
                letters=letters,
                covered=float(covered[group]),
                learnt=float(judged[1 + group]),
                asked=float(fits[group]),
                unasked=float(misses[group]),
                elsewhere=float(not places <= self._entries[group].places),
                unstated=brief * self._entries[group].unstated,
            )
            for group, (_, number, letters) in near.items()
        ]
        if doubted:
            against, foreign = max(against, doubted.against), max(foreign, doubted.foreign)
        refused = float(fits[NOBODY] + misses[NOBODY])
        doubt = Doubt(1.0, against, foreign, brief, refused, float(judged[0]))
        return [(group, number) for group, (_, number, _) in near.items()], likenesses, doubt

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


def _likeliest(judged: Floats, most: int) -> list[int]:
    """Return the likeliest entries; nobody is the first of `judged`, and is none."""
    likely: list[int] = np.argpartition(-judged[1:], min(most, len(judged) - 2))[:most].tolist()
    return [group for group in likely if judged[1 + group] > UNLIKELY]
