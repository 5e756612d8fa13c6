"""Learning from a pack's phrases which parts of a sentence speak for which entry.

A multinomial logistic regression over the same weighed parts that the index compares: on public sets of short
questions the most accurate of the methods that need no more than a processor (see docs/benchmarks.md). scikit-learn
trains it when a pack is prepared; to answer, numpy adds up a few hundred of its weights.
"""

from __future__ import annotations

import warnings
from array import array
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from knowledge.index import Index, view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.index import Floats, Grams, Postings

# How little the weights are held back (scikit-learn's C), and how often all phrases are gone through: on public sets 10
# to 100 do as well, and more rounds bring nothing.
_FREEDOM = 30.0
_ROUNDS = 20
# Weights smaller than this share of the largest say next to nothing and are nine in ten of all.
_NEGLIGIBLE = 0.01
# More cells than this (parts times entries) would need gigabytes: such a base does without what could be learnt.
_CELLS = 400_000_000
# Two groups are told apart by what they share alone.
_FEWEST = 3
UNLIKELY = -10.0
"""The logarithm of a probability that is not told apart from still smaller ones."""


class Learnt(NamedTuple):
    """Flat arrays: part n of the index speaks for groups `groups[starts[n]:starts[n + 1]]`, as much as `weights` says.

    Group 0 is `NOBODY`, group n + 1 is entry n. No weights: nothing was learnt.
    """

    starts: array[int]
    groups: array[int]
    weights: array[float]
    usual: array[float]  # what speaks for each group before anything is said


class Classifier:
    """What was learnt, ready to judge. Immutable: any number of threads may ask at once."""

    def __init__(self, learnt: Learnt, index: Index) -> None:
        self._starts = learnt.starts
        self._groups = view(learnt.groups)
        self._weights = view(learnt.weights)
        self._usual = view(learnt.usual).astype(np.float64)
        self._negatives = self._usual[0] > UNLIKELY
        self._index = index

    def judge(self, vector: Mapping[str, float], size: float) -> Floats:
        """Return the logarithm of how likely each group is meant: nobody first, then every entry.

        `vector` is a weighed sentence and `size` its length; what no text has makes it longer and the verdict milder.
        """
        spans, shares = [], []
        for gram, weight in vector.items():
            number = self._index.numbers.get(gram)
            if number is not None:
                first, end = self._starts[number], self._starts[number + 1]
                spans.append((first, end))
                shares.append(weight / size)
        logits = self._usual.copy()
        if spans:
            weights = np.concatenate(
                [self._weights[first:end] * share for (first, end), share in zip(spans, shares, strict=True)]
            )
            groups = np.concatenate([self._groups[first:end] for first, end in spans])
            logits += np.bincount(groups, weights, len(logits))
        logits -= logits.max()
        likely: Floats = np.maximum(logits - np.log(np.exp(logits).sum()), UNLIKELY)
        if not self._negatives:
            likely[0] = 0.0  # nothing is known of what to refuse: neither for nor against
        return likely


class Lesson(NamedTuple):
    """Texts by their parts, the groups they belong to (-1 for nobody), and the postings made of them."""

    texts: Sequence[Grams]
    groups: Sequence[int]
    postings: Postings


def learn(lessons: Sequence[Lesson], *, entries: int) -> list[Learnt]:
    """Learn from each lesson by itself, all at once. Imports scikit-learn (0.6 s, 60 MB)."""
    with warnings.catch_warnings(), ThreadPoolExecutor() as side_by_side:
        # The rounds are few on purpose. What learns is compiled, and lets other threads run.
        warnings.filterwarnings("ignore", message="The max_iter was reached")
        return list(side_by_side.map(lambda lesson: _learn(lesson, entries), lessons))


def _learn(lesson: Lesson, entries: int) -> Learnt:
    index = Index(lesson.postings, groups=entries)
    parts = len(index.numbers)
    told = [number for number, text in enumerate(lesson.texts) if text]
    if len({lesson.groups[number] for number in told}) < _FEWEST or parts * entries > _CELLS:
        return Learnt(array("I", [0] * (parts + 1)), array("I"), array("f"), array("f", [0.0] * (entries + 1)))
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    texts = [index.weigh(lesson.texts[number]) for number in told]
    places = [index.numbers[gram] for text in texts for gram in text]
    sizes = [index.lengths[number] for number in told]
    values = [weight / size for text, size in zip(texts, sizes, strict=True) for weight in text.values()]
    ends = np.cumsum([0, *map(len, texts)])
    rows = csr_matrix((np.array(values, dtype=np.float32), places, ends), shape=(len(told), parts))
    model = LogisticRegression(C=_FREEDOM, solver="sag", max_iter=_ROUNDS, tol=0.0, random_state=0)
    model.fit(rows, [1 + lesson.groups[number] for number in told])
    usual = np.full(entries + 1, UNLIKELY, dtype=np.float32)  # a group without a text
    usual[model.classes_] = model.intercept_
    weights = model.coef_.T
    kept = np.abs(weights) > _NEGLIGIBLE * np.abs(weights).max()
    starts = np.cumsum([0, *kept.sum(axis=1)])
    return Learnt(
        starts=array("I", starts.tolist()),
        groups=array("I", model.classes_[np.nonzero(kept)[1]].tolist()),
        weights=array("f", weights[kept].tolist()),
        usual=array("f", usual.tolist()),
    )
