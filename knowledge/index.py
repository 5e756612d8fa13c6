"""An inverted index: how much a sentence shares with many short texts, and with the entries they belong to."""

from __future__ import annotations

from itertools import pairwise
from math import log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from numpy import typing as npt

from knowledge.keys import find, keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.keys import Keys, Places

# What has less than this share of the largest value is not looked at.
_FAR = 0.1
# How many postings are read for one sentence, of phrases and of wholes, the rarest parts' first: all of them up to some
# 10,000 phrases. In larger bases the commonest parts are left out, which tell one from another least.
_READ = 100_000
_WHOLES_READ = 50_000
# So many postings are added up at once: what is larger is fetched from the system and given back each time, which costs
# more than the sum.
_AT_ONCE = 16_000
# What a part that every group has still tells, beside the logarithm of its rarity.
_LEAST = 1.0
_NONE = keys_of([])
Grams = dict[str, float]
_Kind = TypeVar("_Kind", bound=np.generic)
Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.unsignedinteger[Any]]


class Spans(NamedTuple):
    """Flat arrays: row n has `numbers[starts[n]:starts[n + 1]]`. A number takes 2 bytes where 2 are enough."""

    starts: Numbers
    numbers: Numbers

    @classmethod
    def of(cls, rows: Places, numbers: Places, size: int) -> Spans:
        """Lay out numbers, each with its row; there are `size` rows."""
        ends = np.bincount(rows, minlength=size).cumsum()
        return cls(np.append(0, ends).astype(np.uint32), narrow(numbers[rows.argsort(kind="stable")]))

    def counts(self, rows: Places) -> Places:
        """Return how many numbers each of the rows has."""
        return self.starts[rows + 1].astype(np.intp) - self.starts[rows]

    def rarest(self, rows: Places, most: int) -> Places:
        """Return the places of those rows that have fewest numbers: so many that together they have `most` at most."""
        counts = self.counts(rows)
        if counts.sum() <= most:
            return np.arange(len(rows))
        ordered = counts.argsort(kind="stable")
        return ordered[counts[ordered].cumsum() <= most]

    def sums(self, rows: Places, weights: Floats, size: int, beside: Singles | None = None) -> Floats:
        """Return, for each of `size` numbers, the sum of the weights of the rows that it stands in.

        With `beside`, which has a factor for each of all numbers, it is the sum of the products.
        """
        counts = self.counts(rows)
        behind = counts.cumsum()
        cuts = behind.searchsorted(np.arange(0, counts.sum(), max(_AT_ONCE, size))).tolist()
        total = np.zeros(size)
        for start, end in pairwise([*cuts, len(rows)]):
            some = rows[start:end]
            each = weights[start:end].repeat(counts[start:end])
            if beside is not None:
                each *= self.all_of(some, beside)
            total += np.bincount(self.all_of(some, self.numbers), each, size)
        return total

    def all_of(self, rows: Places, values: npt.NDArray[_Kind]) -> npt.NDArray[_Kind]:
        """Return those of all values that belong to these rows, one row after the other."""
        # Slices are faster than a gather: rows are long.
        ends = zip(self.starts[rows].tolist(), self.starts[rows + 1].tolist(), strict=True)
        return np.concatenate([values[:0], *(values[start:end] for start, end in ends)])


class Postings(NamedTuple):
    """What finds phrases by their parts, which are numbered in the order of their keys."""

    keys: Keys
    weights: Singles  # of each part: the rarer, the more it tells
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
        self._keys, self._weights, self._phrases, self._wholes, self._lengths = postings
        self._unseen = _LEAST + log(2 + groups)
        self._groups = groups

    def weigh(self, grams: Mapping[str, float]) -> Weighed:
        """Weigh the parts of a sentence: the rarer, the more one tells; one that was never seen tells most."""
        places, known = find(keys_of(grams.keys()), self._keys)
        parts = places[known]
        weights = np.fromiter(grams.values(), dtype=np.float64, count=len(grams)) * self._unseen
        weights[known] = self._weights[parts]
        return Weighed(parts, weights[known], sqrt(weights @ weights) or 1.0, float(weights.sum()) or 1.0)

    def near(self, sentence: Weighed) -> Floats:
        """Return the cosine of the weighed sentence with every phrase, in the order of the phrases.

        In very large bases the commonest parts count as not shared.
        """
        read = self._phrases.rarest(sentence.parts, _READ)
        parts, weights = sentence.parts[read], sentence.weights[read]
        # A part has the same weight in every text, so that its weight need not be kept with each.
        cosines = self._phrases.sums(parts, weights * weights / sentence.size, len(self._lengths))
        cosines /= self._lengths
        return cosines

    def covered(self, sentence: Weighed) -> tuple[Floats, float]:
        """Return how much of the weighed sentence each group has at all, as a share; and what only nobody has.

        In very large bases every group counts as having the commonest parts.
        """
        shares = sentence.weights / sentence.total
        foreign = shares[self._wholes.counts(sentence.parts) == 0].sum()
        read = self._wholes.rarest(sentence.parts, _WHOLES_READ)
        covered = self._wholes.sums(sentence.parts[read], shares[read], self._groups)
        covered += shares.sum() - shares[read].sum()
        return covered, float(foreign)

    def strange(self, steps: Sequence[str], reach: int, groups: Sequence[int]) -> Floats:
        """Return how many places of a sentence no part of each group explains.

        Each of the `steps` is the part that begins at a place and explains so many places, the `reach`.
        """
        places, known = find(keys_of(steps), self._keys)
        at, parts = np.flatnonzero(known), places[known]
        rows = np.full(self._groups, len(groups), dtype=np.intp)  # whoever is not asked for shares the last row
        rows[list(groups)] = np.arange(len(groups))
        has = np.zeros((len(groups) + 1, len(steps)), dtype=np.bool_)
        read = self._wholes.rarest(parts, _WHOLES_READ)
        has[:, np.delete(at, read)] = True
        at, parts = at[read], parts[read]
        has[rows[self._wholes.all_of(parts, self._wholes.numbers)], at.repeat(self._wholes.counts(parts))] = True
        explained = has.copy()
        for shift in range(1, reach):
            explained[:, shift:] |= has[:, :-shift]
        unexplained: Floats = len(steps) - explained[:-1].sum(axis=1, dtype=np.float64)
        return unexplained


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
    found = [keys_of(grams.keys()) for grams in texts]
    keys, parts = np.unique(np.concatenate([keys_of([]), *found]), return_inverse=True)
    holding = np.repeat(np.arange(len(texts)), list(map(len, found)))
    holders, held = _pairs(parts, np.array(groups, dtype=np.intp)[holding])
    weights = np.zeros(len(keys))
    weights[parts] = [weight for grams in texts for weight in grams.values()]
    weights *= _LEAST + np.log1p(len(set(groups)) / np.bincount(holders, minlength=len(keys)))
    squares = np.bincount(holding, weights[parts] ** 2, len(texts))
    whole, owners = [holders[held >= 0]], [held[held >= 0]]
    for group, grams in more.items():
        places, there = find(keys_of(grams.keys()), keys)
        whole.append(places[there])
        owners.append(np.full(there.sum(), group))
    return Postings(
        keys=keys,
        weights=weights.astype(np.float32),
        phrases=Spans.of(parts, holding, len(keys)),
        wholes=Spans.of(*_pairs(np.concatenate(whole), np.concatenate(owners)), len(keys)),
        lengths=np.sqrt(np.where(squares, squares, 1.0)).astype(np.float32),  # 1 for an empty one: it may divide
    )


def _pairs(parts: Places, groups: Places) -> tuple[Places, Places]:
    """Return each pair of a part and a group once."""
    most = 2 + groups.max(initial=0)  # a group may be -1
    pairs = np.unique(parts * most + groups + 1)
    return pairs // most, pairs % most - 1


def narrow(numbers: npt.NDArray[np.integer[Any]]) -> Numbers:
    """Return the same numbers in as many bytes as the largest needs, 2 or 4."""
    return numbers.astype(np.uint16 if numbers.max(initial=0) <= np.iinfo(np.uint16).max else np.uint32)
