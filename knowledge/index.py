"""An inverted index: how much a sentence shares with many short texts, and with the entries they belong to."""

from __future__ import annotations

from collections import defaultdict
from math import log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy import typing as npt

from knowledge.keys import find, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.keys import Keys, Places

# What has less than this share of the largest value is not looked at.
_FAR = 0.1
# How many postings are read for one sentence, the rarest parts' first: all of them up to some 10,000 phrases. In larger
# bases the commonest parts are left out, which tell the phrases near a sentence from others least.
_READ = 100_000
# What a part that every group has still tells, beside the logarithm of its rarity.
_LEAST = 1.0
Grams = dict[str, float]
Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.unsignedinteger[Any]]


class Spans(NamedTuple):
    """Flat arrays: row n has `numbers[starts[n]:starts[n + 1]]`. A number takes 2 bytes where 2 are enough."""

    starts: Numbers
    numbers: Numbers

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Spans:
        """Lay rows out flat."""
        counts = np.fromiter(map(len, rows), dtype=np.intp, count=len(rows))
        numbers = np.fromiter((number for row in rows for number in row), dtype=np.uint32, count=counts.sum())
        return cls(starts_of(counts), narrow(numbers))

    def counts(self, rows: Places) -> Places:
        """Return how many numbers each of the rows has."""
        return self.starts[rows + 1].astype(np.intp) - self.starts[rows]

    def joined(self, rows: Places, *columns: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
        """Return the numbers of the rows one behind the other; and what stands beside them in other columns."""
        ends = zip(self.starts[rows].tolist(), self.starts[rows + 1].tolist(), strict=True)
        slices = [slice(start, end) for start, end in ends]
        return [np.concatenate([column[one] for one in slices]) for column in (self.numbers, *columns)]

    def sums(self, rows: Places, weights: Floats, size: int) -> Floats:
        """Return, for each of `size` numbers, the sum of the weights of the rows that it stands in."""
        if not len(rows):
            return np.zeros(size)
        (joined,) = self.joined(rows)
        return np.bincount(joined, weights.repeat(self.counts(rows)), size).astype(np.float64, copy=False)


class Postings(NamedTuple):
    """What finds phrases by their parts, which are numbered in the order of their keys."""

    keys: Keys
    rarity: Singles
    phrases: Spans  # that have a part
    wholes: Spans  # the groups that have it
    lengths: Singles  # of every phrase's vector


class Weighed(NamedTuple):
    """The parts of a sentence that an index has, by their numbers, and how much each tells."""

    parts: Places
    weights: Floats
    size: float
    """The length of the vector of all its parts, those that the index lacks included; 1 for none."""
    total: float
    """The sum of all their weights; 1 for none."""


class Index:
    """TF-IDF over phrases that belong to groups, and over the groups as wholes. Nothing changes after it is built.

    A part is rare when few groups have it, however often each does. A group's whole is every part that one of its
    phrases has, or the `more` that belongs to it. Groups with a negative number have no whole.
    """

    def __init__(self, postings: Postings, groups: int) -> None:
        """`groups` is how many groups there are, with or without a whole."""
        self._keys, self._rarity, self._phrases, self._wholes, self.lengths = postings
        self._unseen = _LEAST + log(2 + groups)
        self._groups = groups

    def weigh(self, grams: Mapping[str, float]) -> Weighed:
        """Weigh the parts of a sentence: the rarer, the more one tells; one that was never seen tells most."""
        places, known = find(keys_of(grams.keys()), self._keys)
        parts = places[known]
        weights = np.fromiter(grams.values(), dtype=np.float64, count=len(grams))
        rarity = np.full(len(grams), self._unseen)
        rarity[known] = self._rarity[parts]
        weights *= rarity
        return Weighed(parts, weights[known], sqrt(weights @ weights) or 1.0, float(weights.sum()) or 1.0)

    def near(self, sentence: Weighed) -> Floats:
        """Return the cosine of the weighed sentence with every phrase, in the order of the phrases.

        In very large bases the commonest parts count as not shared.
        """
        parts, weights = sentence.parts, sentence.weights
        counts = self._phrases.counts(parts)
        if counts.sum() > _READ:
            rarest = counts.argsort(kind="stable")
            read = rarest[counts[rarest].cumsum() <= _READ]
            parts, weights = parts[read], weights[read]
        # A part has the same weight in every text, so that its weight need not be kept with each.
        cosines = self._phrases.sums(parts, weights * weights / sentence.size, len(self.lengths))
        cosines /= self.lengths
        return cosines

    def covered(self, sentence: Weighed) -> tuple[Floats, float]:
        """Return how much of the weighed sentence each group has at all, as a share; and what only nobody has."""
        shares = sentence.weights / sentence.total
        foreign = shares[self._wholes.counts(sentence.parts) == 0].sum()
        return self._wholes.sums(sentence.parts, shares, self._groups), float(foreign)


def largest(values: Floats, most: int) -> list[int]:
    """Return the places of the largest values, largest first: at most so many, and none far below the largest."""
    highest = values.max(initial=0.0)
    places = np.flatnonzero(values > _FAR * highest) if highest > 0 else np.zeros(0, dtype=np.intp)
    if len(places) > most:
        places = places[np.argpartition(values[places], -most)[-most:]]
    ordered: list[int] = places[np.argsort(-values[places], kind="stable")].tolist()
    return ordered


def build_postings(texts: Sequence[Grams], groups: Sequence[int], more: Mapping[int, Grams]) -> Postings:
    """Return the postings of the texts, each of which belongs to a group."""
    holders: dict[str, set[int]] = defaultdict(set)
    owners: dict[str, list[int]] = defaultdict(list)
    for number, (grams, group) in enumerate(zip(texts, groups, strict=True)):
        for gram in grams:
            holders[gram].add(group)
            owners[gram].append(number)
    count = len(set(groups))
    rarity = {gram: _LEAST + log(1 + count / len(numbers)) for gram, numbers in holders.items()}
    owned = {gram: {group for group in groups if group >= 0} for gram, groups in holders.items()}
    for group, grams in more.items():
        for gram in grams:
            if gram in owned:
                owned[gram].add(group)
    weighed = ([weight * rarity[gram] for gram, weight in grams.items()] for grams in texts)
    every = list(holders)
    keys = keys_of(every)
    order = keys.argsort()
    ordered = [every[place] for place in order.tolist()]
    return Postings(
        keys=keys[order],
        rarity=np.array([rarity[gram] for gram in ordered], dtype=np.float32),
        phrases=Spans.of([owners[gram] for gram in ordered]),
        wholes=Spans.of([sorted(owned[gram]) for gram in ordered]),
        lengths=np.array(list(map(_length, weighed)), dtype=np.float32),
    )


def starts_of(counts: Places) -> Numbers:
    """Return where each of so many things begins when they stand one behind the other; and last, where all end."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32)


def narrow(numbers: Numbers) -> Numbers:
    """Return the same numbers in 2 bytes each, when they fit."""
    return numbers.astype(np.uint16) if numbers.max(initial=0) <= np.iinfo(np.uint16).max else numbers


def _length(weights: Iterable[float]) -> float:
    """Return the length of a vector; 1 for an empty one, so that it may divide."""
    return sqrt(sum([weight * weight for weight in weights])) or 1.0
