"""Learning from a pack's phrases which parts of a sentence speak for which entry.

A multinomial logistic regression over the same weighed parts that the index compares: on public sets of short
questions the most accurate of the methods that need no more than a processor (see docs/benchmarks.md). scikit-learn
trains it when a pack is prepared; to answer, numpy adds up a few hundred of its weights.
"""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from knowledge.index import Index, Spans, narrow, starts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.index import Floats, Grams, Postings, Singles, Weighed

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
    """What each part of the index speaks for, `groups`, and beside every group how much, `weights`.

    Group 0 is `NOBODY`, group n + 1 is entry n. No weights: nothing was learnt.
    """

    groups: Spans
    weights: Singles
    usual: Singles  # what speaks for each group before anything is said


class Classifier:
    """What was learnt, ready to judge. Immutable: any number of threads may ask at once."""

    def __init__(self, learnt: Learnt) -> None:
        self._groups, self._weights, usual = learnt
        self._usual = usual.astype(np.float64)
        self._negatives = self._usual[0] > UNLIKELY

    def judge(self, sentence: Weighed) -> Floats:
        """Return the logarithm of how likely each group is meant: nobody first, then every entry.

        What no text has makes a sentence longer and the verdict milder.
        """
        parts = sentence.parts
        logits = self._usual.copy()
        if len(parts):
            groups, weights = self._groups.joined(parts, self._weights)
            shares = (sentence.weights / sentence.size).repeat(self._groups.counts(parts))
            logits += np.bincount(groups, weights * shares, len(logits))
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
    parts = len(lesson.postings.keys)
    told = [number for number, text in enumerate(lesson.texts) if text]
    if len({lesson.groups[number] for number in told}) < _FEWEST or parts * entries > _CELLS:
        nothing = Spans(np.zeros(parts + 1, dtype=np.uint32), np.zeros(0, dtype=np.uint16))
        return Learnt(nothing, np.zeros(0, dtype=np.float32), np.zeros(entries + 1, dtype=np.float32))
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    texts = [index.weigh(lesson.texts[number]) for number in told]
    values = [text.weights / size for text, size in zip(texts, index.lengths[told], strict=True)]
    ends = np.cumsum([0, *map(len, values)])
    rows = csr_matrix(
        (np.concatenate(values).astype(np.float32), np.concatenate([text.parts for text in texts]), ends),
        shape=(len(told), parts),
    )
    model = LogisticRegression(C=_FREEDOM, solver="sag", max_iter=_ROUNDS, tol=0.0, random_state=0)
    model.fit(rows, [1 + lesson.groups[number] for number in told])
    usual = np.full(entries + 1, UNLIKELY, dtype=np.float32)  # a group without a text
    usual[model.classes_] = model.intercept_
    weights = model.coef_.T
    kept = np.abs(weights) > _NEGLIGIBLE * np.abs(weights).max()
    groups = Spans(starts_of(kept.sum(axis=1)), narrow(model.classes_[np.nonzero(kept)[1]].astype(np.uint32)))
    return Learnt(groups, weights[kept].astype(np.float32), usual)
