"""An inverted index: how much a sentence shares with many short texts, and with the entries they belong to."""

from __future__ import annotations

from array import array
from collections import defaultdict
from itertools import accumulate
from math import log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy import typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# What has less than this share of the largest value is not looked at.
_FAR = 0.1
# How many postings are read for one sentence, the rarest parts' first: all of them up to some 10,000 phrases. In larger
# bases the commonest parts are left out, which tell the phrases near a sentence from others least.
_READ = 100_000
# What a part that every group has still tells, beside the logarithm of its rarity.
_LEAST = 1.0
Grams = dict[str, float]
Floats = npt.NDArray[np.float64]


class Postings(NamedTuple):
    """Flat arrays, for 8 bytes a posting where lists of tuples take 120: gram n owns `starts[n]` to `starts[n + 1]`."""

    grams: list[str]
    rarity: array[float]
    starts: array[int]
    phrases: array[int]
    lengths: array[float]  # of every phrase's vector
    whole_starts: array[int]
    wholes: array[int]

    def pack(self) -> dict[str, Any]:
        """Return the grams as one text, and the arrays."""
        return {**self._asdict(), "grams": "\n".join(self.grams)}

    @classmethod
    def unpack(cls, packed: Mapping[str, Any]) -> Postings:
        """Return what `pack` was given. Raises TypeError or AttributeError for anything else."""
        return cls(**{**packed, "grams": packed["grams"].split("\n")})


class Index:
    """TF-IDF over phrases that belong to groups, and over the groups as wholes. Nothing changes after it is built.

    A part is rare when few groups have it, however often each does. A group's whole is every part that one of its
    phrases has, or the `more` that belongs to it. Groups with a negative number have no whole.
    """

    def __init__(self, postings: Postings, groups: int) -> None:
        """`groups` is how many groups there are, with or without a whole."""
        self.numbers = {gram: number for number, gram in enumerate(postings.grams)}
        self._rarity = postings.rarity
        self._unseen = _LEAST + log(2 + groups)
        self._starts = postings.starts
        self._phrases = view(postings.phrases)
        self._whole_starts = postings.whole_starts
        self._wholes = view(postings.wholes)
        self._groups = groups
        self.lengths = view(postings.lengths)

    def weigh(self, grams: Mapping[str, float]) -> Grams:
        """Return the weight of each part: the rarer, the more it tells; one that was never seen tells most."""
        numbers, rarity, unseen = self.numbers, self._rarity, self._unseen
        return {gram: weight * (rarity[numbers[gram]] if gram in numbers else unseen) for gram, weight in grams.items()}

    def near(self, vector: Mapping[str, float]) -> Floats:
        """Return the cosine of the weighed sentence with every phrase, in the order of the phrases.

        In very large bases the commonest parts count as not shared.
        """
        size = length(vector.values())
        known = [
            (self.numbers[gram], weight * weight / size) for gram, weight in vector.items() if gram in self.numbers
        ]
        # A part has the same weight in every text, so that its weight need not be kept with each.
        spans = [(self._phrases[self._starts[number] : self._starts[number + 1]], square) for number, square in known]
        spans.sort(key=lambda span: len(span[0]))
        ends = accumulate(len(span) for span, _ in spans)
        read = [span for span, end in zip(spans, ends, strict=True) if end <= _READ]
        cosines: Floats = _sums([span for span, _ in read], [square for _, square in read], len(self.lengths))
        cosines /= self.lengths
        return cosines

    def covered(self, vector: Mapping[str, float]) -> tuple[Floats, float]:
        """Return how much of the weighed sentence each group has at all, as a share; and what only nobody has."""
        total = sum(vector.values()) or 1.0
        foreign = 0.0
        spans, shares = [], []
        for gram, weight in vector.items():
            number = self.numbers.get(gram)
            if number is None:
                continue
            first, end = self._whole_starts[number], self._whole_starts[number + 1]
            if first == end:
                foreign += weight / total
                continue
            spans.append(self._wholes[first:end])
            shares.append(weight / total)
        return _sums(spans, shares, self._groups), foreign


def _sums(spans: Sequence[npt.NDArray[np.intp]], weights: Sequence[float], size: int) -> Floats:
    """Return, for each of `size` places, the sum of the weights of the spans that it stands in."""
    if not spans:
        return np.zeros(size)
    every_weight = np.repeat(weights, [len(span) for span in spans])
    return np.bincount(np.concatenate(spans), every_weight, size).astype(np.float64)


def largest(values: Floats, most: int) -> list[int]:
    """Return the places of the largest values, largest first: at most so many, and none far below the largest."""
    highest = values.max(initial=0.0)
    places = np.flatnonzero(values > _FAR * highest) if highest > 0 else np.zeros(0, dtype=np.intp)
    if len(places) > most:
        places = places[np.argpartition(values[places], -most)[-most:]]
    ordered: list[int] = places[np.argsort(-values[places], kind="stable")].tolist()
    return ordered


def view(values: array[Any]) -> npt.NDArray[Any]:
    """Return the same numbers for numpy, without a copy."""
    return np.frombuffer(values, dtype=values.typecode) if values else np.zeros(0, dtype=values.typecode)


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
    grams_in_order = list(holders)
    return Postings(
        grams=grams_in_order,
        rarity=array("f", [rarity[gram] for gram in grams_in_order]),
        starts=_starts(len(owners[gram]) for gram in grams_in_order),
        phrases=array("I", [number for gram in grams_in_order for number in owners[gram]]),
        lengths=array("f", map(length, weighed)),
        whole_starts=_starts(len(owned[gram]) for gram in grams_in_order),
        wholes=array("I", [group for gram in grams_in_order for group in sorted(owned[gram])]),
    )


def _starts(counts: Iterable[int]) -> array[int]:
    starts = array("I", [0])
    for count in counts:
        starts.append(starts[-1] + count)
    return starts


def length(weights: Iterable[float]) -> float:
    """Return the length of a vector; 1 for an empty one, so that it may divide."""
    return sqrt(sum([weight * weight for weight in weights])) or 1.0
