"""One way of comparing a sentence with a pack's phrases: by what is written, or by how it sounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.asking import Habits
from knowledge.evidence import Doubt, Likeness, probabilities
from knowledge.grams import SOUND_REACH, TEXT_REACH, sound_grams, sound_steps, text_grams, text_steps
from knowledge.index import Index, largest
from knowledge.learning import UNLIKELY, Classifier
from knowledge.lexicon import NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from knowledge.index import Floats, Grams
    from knowledge.lexicon import Lexicon

# How many phrases are compared letter by letter, how many entries are weighed, and how many get a probability.
_NEAREST = 40
_WEIGHED = 24
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
        self._texts = lexicon.phrases.sound if sound else lexicon.phrases.plain
        self._groups = lexicon.phrases.entries
        self._places = [entry.places for entry in lexicon.entries]
        self._at_home = [entry.at_home for entry in lexicon.entries]
        self._unstated = np.array([entry.unstated for entry in lexicon.entries], dtype=np.float64)
        self._sound = sound
        self._grams: Callable[[str], Grams] = sound_grams if sound else text_grams
        self._steps: Callable[[str], list[str]] = sound_steps if sound else text_steps
        self._reach = SOUND_REACH if sound else TEXT_REACH
        self._habits = Habits(lexicon.asked, [*(entry.kind for entry in lexicon.entries), "negative"])
        self._no_habits = np.zeros(len(lexicon.asked))
        self._index = Index(lexicon.sounds if sound else lexicon.texts, groups=len(lexicon.entries))
        self._classifier = Classifier(lexicon.learnt_sounds if sound else lexicon.learnt_texts)
        self._first = np.zeros(len(lexicon.asked), dtype=np.intp)
        self._first[self._groups[::-1]] = np.arange(len(self._groups))[::-1]

    def rank(
        self,
        text: str,
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
        found, likenesses, doubt = self.compare(text, places, asked, doubted=doubted, only=only)
        likely = probabilities(likenesses, doubt, sound=self._sound)
        ranked = (-likely).argsort(kind="stable")[:_RANKED].tolist()
        best = zip(
            [found[place] for place in ranked], likely[ranked].tolist(), likenesses[ranked].tolist(), strict=True
        )
        return [
            Candidate(entry, phrase, probability, Likeness(*row), doubt, self._sound)
            for (entry, phrase), probability, row in best
        ]

    def compare(
        self,
        text: str,
        places: frozenset[str],
        asked: frozenset[int] | None,
        *,
        doubted: Doubt | None = None,
        only: int | None = None,
    ) -> tuple[list[tuple[int, int]], Floats, Doubt]:
        """Return the entries worth weighing, how alike they are, and what is against all.

        Each entry comes with its nearest phrase, and has a row with the numbers of its `Likeness`.
        """
        sentence = self._index.weigh(self._grams(text))
        near, against = self._nearest(text, self._index.near(sentence))
        judged = self._classifier.judge(sentence)
        covered, foreign = self._index.covered(sentence)
        for group in (only,) if only is not None else (*largest(covered, _WEIGHED), *_likeliest(judged, _WEIGHED)):
            if group not in near:
                near[group] = (0.0, int(self._first[group]), 0.0)
        # Where nothing is shared, what was learnt has only the entries' habits to go by.
        near = {only: near[only]} if only is not None else {group: one for group, one in near.items() if covered[group]}
        fits, misses = self._habits.compare(asked) if asked is not None else (self._no_habits, self._no_habits)
        brief = 1 / len(text)
        groups = list(near)
        likeness = {
            "letters": [letters for _, _, letters in near.values()],
            "covered": covered[groups],
            "strange": np.log1p(self._index.strange(self._steps(text), self._reach, groups) * (2 / self._reach)),
            "learnt": judged[1:][groups],
            "asked": fits[groups],
            "unasked": misses[groups],
            "elsewhere": [self._at_home[group] if places - self._places[group] else 0.0 for group in groups],
            "unstated": brief * self._unstated[groups],
        }
        likenesses = np.array([likeness[name] for name in Likeness._fields], dtype=np.float64).T
        if doubted:
            against, foreign = max(against, doubted.against), max(foreign, doubted.foreign)
        refused = float(fits[NOBODY] + misses[NOBODY])
        doubt = Doubt(1.0, against, foreign, brief, refused, float(judged[0]))
        return [(group, number) for group, (_, number, _) in near.items()], likenesses, doubt

    def strange(self, text: str, groups: Sequence[int]) -> Floats:
        """Return which share of a text's places the texts of each group have not, from 0 to 1."""
        steps = self._steps(text)
        return self._index.strange(steps, self._reach, groups) / len(steps)

    def _nearest(self, text: str, cosines: Floats) -> tuple[dict[int, tuple[float, int, float]], float]:
        """Return each near entry's nearest phrase (nearness, number, likeness of letters), and a negative's."""
        near: dict[int, tuple[float, int, float]] = {}
        against = 0.0
        numbers = largest(cosines, _NEAREST)
        alike = _letters(text, self._texts.some(numbers))
        nearnesses = 0.5 * (cosines[numbers] + alike)
        groups = self._groups[numbers]
        compared = zip(numbers, alike.tolist(), nearnesses.tolist(), groups.tolist(), strict=True)
        for number, letters, nearness, group in compared:
            if group == NOBODY:
                against = max(against, nearness)
            elif group not in near or nearness > near[group][0]:
                near[group] = (nearness, number, letters)
        return near, against


def _letters(text: str, others: Sequence[str]) -> Floats:
    """Return how alike texts are letter by letter, from 0 to 1; words in another order count a little less."""
    # All at once is five times as fast as one by one.
    (alike,) = process.cdist([text], others, scorer=fuzz.ratio, dtype=np.float64)
    (sorted_alike,) = process.cdist([text], others, scorer=fuzz.token_sort_ratio, dtype=np.float64)
    best: Floats = np.maximum(alike, 0.95 * sorted_alike) / 100
    return best


def _likeliest(judged: Floats, most: int) -> list[int]:
    """Return the likeliest entries; nobody is the first of `judged`, and is none."""
    likely: list[int] = np.argpartition(-judged[1:], min(most, len(judged) - 2))[:most].tolist()
    return [group for group in likely if judged[1 + group] > UNLIKELY]
