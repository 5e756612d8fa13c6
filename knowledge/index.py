"""An inverted index: which of many short texts share the rarest parts with a sentence."""

from __future__ import annotations

from collections import defaultdict
from math import log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Index:
    """TF-IDF over a fixed list of texts in groups. A part is rare when few groups have it, however often each does."""

    def __init__(self, texts: Sequence[Mapping[str, float]], groups: Sequence[int]) -> None:
        holders: dict[str, set[int]] = defaultdict(set)
        for grams, group in zip(texts, groups, strict=True):
            for gram in grams:
                holders[gram].add(group)
        count = len(set(groups))
        self._unseen = log(1 + count)
        self._rarity = {gram: log(1 + count / len(numbers)) for gram, numbers in holders.items()}
        self._postings: dict[str, list[tuple[int, float]]] = {gram: [] for gram in holders}
        self.lengths: list[float] = []
        for number, grams in enumerate(texts):
            vector = self.weigh(grams)
            self.lengths.append(length(vector.values()))
            for gram, weight in vector.items():
                self._postings[gram].append((number, weight))

    def weigh(self, grams: Mapping[str, float]) -> dict[str, float]:
        """Return the weight of each part: the rarer, the more it tells; one that was never seen tells most."""
        rarity, unseen = self._rarity, self._unseen
        return {gram: weight * rarity.get(gram, unseen) for gram, weight in grams.items()}

    def shared(self, vector: Mapping[str, float]) -> dict[int, float]:
        """Return the dot product with every text that shares a part with the weighed sentence, by the text's number."""
        products: dict[int, float] = defaultdict(float)
        postings = self._postings
        for gram, weight in vector.items():
            for number, other in postings.get(gram, ()):
                products[number] += weight * other
        return products


def length(weights: Iterable[float]) -> float:
    """Return the length of a vector; 1 for an empty one, so that it may divide."""
    return sqrt(sum([weight * weight for weight in weights])) or 1.0
