"""An inverted index: how much a sentence shares with many short texts, and with the entries they belong to."""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from collections import defaultdict
from math import log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy import typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Grams = dict[str, float]
Floats = npt.NDArray[np.float64]


class Postings(NamedTuple):
    """Flat arrays, for 6 bytes a posting where lists of tuples take 120: gram n owns `starts[n]` to `starts[n + 1]`."""

    grams: list[str]
    rarity: array[float]
    starts: array[int]
    phrases: array[int]
    lengths: array[float]  # of every phrase's vector
    whole_starts: array[int]
    wholes: array[int]
    roots: array[float]

    def pack(self) -> dict[str, str]:
        """Return the arrays as text for JSON."""
        arrays = {name: value for name, value in self._asdict().items() if isinstance(value, array)}
        packed = {name: f"{value.typecode}{b64encode(value.tobytes()).decode()}" for name, value in arrays.items()}
        return {"grams": "\n".join(self.grams), **packed}

    @classmethod
    def unpack(cls, packed: Mapping[str, str]) -> Postings:
        """Return what `pack` was given. Raises ValueError or KeyError for anything else."""
        read: dict[str, Any] = {name: _array(packed[name]) for name in cls._fields if name != "grams"}
        return cls(grams=packed["grams"].split("\n"), **read)


def _array(packed: str) -> array[Any]:
    return array(packed[0], b64decode(packed[1:]))


class Index:
    """TF-IDF over phrases that belong to groups, and over the groups as wholes. Nothing changes after it is built.

    A part is rare when few groups have it, however often each does. A group's whole is the sum of its phrases' vectors
    (and of the `more` it has), damped by a root, so that a part that stands in one phrasing counts nearly as much as
    one that stands in all. Groups with a negative number have no whole.
    """

    def __init__(self, postings: Postings, unseen: float) -> None:
        self._numbers = {gram: number for number, gram in enumerate(postings.grams)}
        self._rarity = postings.rarity
        self._unseen = unseen
        self._starts = postings.starts
        self._phrases = _view(postings.phrases).astype(np.intp)
        self._whole_starts = postings.whole_starts
        self._wholes = _view(postings.wholes).astype(np.intp)
        self._roots = _view(postings.roots)
        self._groups = int(self._wholes.max()) + 1 if len(self._wholes) else 0
        self.lengths = _view(postings.lengths)

    def weigh(self, grams: Mapping[str, float]) -> Grams:
        """Return the weight of each part: the rarer, the more it tells; one that was never seen tells most."""
        numbers, rarity, unseen = self._numbers, self._rarity, self._unseen
        return {gram: weight * (rarity[numbers[gram]] if gram in numbers else unseen) for gram, weight in grams.items()}

    def near(self, vector: Mapping[str, float]) -> Floats:
        """Return the cosine of the weighed sentence with every phrase, in the order of the phrases."""
        size = length(vector.values())
        known = [
            (self._numbers[gram], weight * weight / size) for gram, weight in vector.items() if gram in self._numbers
        ]
        # A part has the same weight in every text, so that its weight need not be kept with each.
        spans = [self._phrases[self._starts[number] : self._starts[number + 1]] for number, _ in known]
        cosines: Floats = _sums(spans, [square for _, square in known], len(self.lengths)) / self.lengths
        return cosines

    def whole(self, vector: Mapping[str, float]) -> tuple[Floats, Floats, float, float]:
        """Return how much of the weighed sentence each group has: shared with its whole, and as a plain share.

        Also the share that only groups without a whole have, and the share that no text has.
        """
        size, total = length(vector.values()), sum(vector.values()) or 1.0
        foreign = novel = 0.0
        spans, roots, shares = [], [], []
        for gram, weight in vector.items():
            number = self._numbers.get(gram)
            if number is None:
                novel += weight / total
                continue
            first, end = self._whole_starts[number], self._whole_starts[number + 1]
            if first == end:
                foreign += weight / total
                continue
            spans.append(self._wholes[first:end])
            roots.append(self._roots[first:end] * (weight / size))
            shares.append(weight / total)
        covered = _sums(spans, shares, self._groups)
        if not spans:
            return covered, covered, foreign, novel
        products = np.bincount(np.concatenate(spans), np.concatenate(roots), self._groups).astype(np.float64)
        return products, covered, foreign, novel


def _sums(spans: Sequence[npt.NDArray[np.intp]], weights: Sequence[float], size: int) -> Floats:
    """Return, for each of `size` places, the sum of the weights of the spans that it stands in."""
    if not spans:
        return np.zeros(size)
    every_weight = np.repeat(weights, [len(span) for span in spans])
    return np.bincount(np.concatenate(spans), every_weight, size).astype(np.float64)


def largest(values: Floats, most: int) -> list[int]:
    """Return the places of the largest values above 0, largest first, at most so many."""
    places = np.flatnonzero(values)
    if len(places) > most:
        places = places[np.argpartition(values[places], -most)[-most:]]
    ordered: list[int] = places[np.argsort(-values[places], kind="stable")].tolist()
    return ordered


def _view(values: array[Any]) -> npt.NDArray[Any]:
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
    rarity = {gram: log(1 + count / len(numbers)) for gram, numbers in holders.items()}
    sums: dict[str, dict[int, float]] = {gram: defaultdict(float) for gram in holders}
    lengths = array("f")
    for group, grams in [*zip(groups, texts, strict=True), *more.items()]:
        vector = {gram: weight * rarity[gram] for gram, weight in grams.items() if gram in rarity}
        size = length(vector.values())
        lengths.append(size)
        for gram, weight in vector.items() if group >= 0 else ():
            sums[gram][group] += weight / size
    grams_in_order = list(holders)
    wholes = [(group, sqrt(total)) for gram in grams_in_order for group, total in sums[gram].items()]
    return Postings(
        grams=grams_in_order,
        rarity=array("f", [rarity[gram] for gram in grams_in_order]),
        starts=_starts(len(owners[gram]) for gram in grams_in_order),
        phrases=array("H", [number for gram in grams_in_order for number in owners[gram]]),
        lengths=lengths[: len(texts)],
        whole_starts=_starts(len(sums[gram]) for gram in grams_in_order),
        wholes=array("H", [group for group, _ in wholes]),
        roots=array("f", [root for _, root in wholes]),
    )


def _starts(counts: Iterable[int]) -> array[int]:
    starts = array("I", [0])
    for count in counts:
        starts.append(starts[-1] + count)
    return starts


def length(weights: Iterable[float]) -> float:
    """Return the length of a vector; 1 for an empty one, so that it may divide."""
    return sqrt(sum([weight * weight for weight in weights])) or 1.0
