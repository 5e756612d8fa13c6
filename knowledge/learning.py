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

from knowledge.index import Spans, narrow
from knowledge.keys import find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csr_matrix

    from knowledge.index import Floats, Numbers, Postings, Singles, Weighed
    from knowledge.keys import Places

# How little the weights are held back (scikit-learn's C), and how often all phrases are gone through: on public sets 10
# to 100 do as well, and fewer rounds refuse worse.
_FREEDOM = 30.0
_ROUNDS = 20
# What stands in every text and tells what is usual. scikit-learn's own intercept halves its steps.
_ALWAYS = 0.2
# Weights smaller than this share of the largest say next to nothing and are nine in ten of all.
_NEGLIGIBLE = 0.01
# A part that speaks for or against more of the groups than this share has a row of a table, with a weight for each: in
# hardly more room than lists, and rows are added up in a twentieth of the time. Of a long sentence's weights, most do.
_COMMON = 0.5
# More cells than this (parts times entries) would need gigabytes: such a base does without what could be learnt.
_CELLS = 400_000_000
# Two groups are told apart by what they share alone.
_FEWEST = 3
UNLIKELY = -10.0
"""The logarithm of a probability that is not told apart from still smaller ones."""


class Learnt(NamedTuple):
    """What each part of the index speaks for, `groups`, and beside every group how much, `weights`.

    Group 0 is `NOBODY`, group n + 1 is entry n. Parts that speak for most groups stand in a table instead. No
    weights at all: nothing was learnt.
    """

    groups: Spans
    weights: Singles
    usual: Singles  # what speaks for each group before anything is said
    common: Numbers  # the parts of the table, in their order
    table: Singles  # a row for each of these, a column for each group


class Classifier:
    """What was learnt, ready to judge. Immutable: any number of threads may ask at once."""

    def __init__(self, learnt: Learnt) -> None:
        self._groups, self._weights, usual, common, self._table = learnt
        self._common = common.astype(np.intp)
        self._usual = usual.astype(np.float64)
        self._negatives = self._usual[0] > UNLIKELY

    def judge(self, sentence: Weighed) -> Floats:
        """Return the logarithm of how likely each group is meant: nobody first, then every entry.

        What no text has makes a sentence longer and the verdict milder.
        """
        shares = sentence.weights / sentence.size
        rows, common = find(sentence.parts, self._common)
        logits = self._usual + shares[common].astype(np.float32) @ self._table[rows[common]]
        logits += self._groups.sums(sentence.parts[~common], shares[~common], len(self._usual), self._weights)
        logits -= logits.max()
        likely: Floats = np.maximum(logits - np.log(np.exp(logits).sum()), UNLIKELY)
        if not self._negatives:
            likely[0] = 0.0  # nothing is known of what to refuse: neither for nor against
        return likely


class Lesson(NamedTuple):
    """The groups that texts belong to (-1 for nobody), and the postings made of them."""

    groups: Sequence[int]
    postings: Postings


def learn(lessons: Sequence[Lesson], *, entries: int) -> list[Learnt]:
    """Learn from each lesson by itself, all at once. Imports scikit-learn (0.6 s, 60 MB)."""
    with warnings.catch_warnings(), ThreadPoolExecutor() as side_by_side:
        # The rounds are few on purpose. What learns is compiled, and lets other threads run.
        warnings.filterwarnings("ignore", message="The max_iter was reached")
        return list(side_by_side.map(lambda lesson: _learn(lesson, entries), lessons))


def _learn(lesson: Lesson, entries: int) -> Learnt:
    postings = lesson.postings
    parts = len(postings.keys)
    told = np.unique(postings.phrases.numbers)
    groups = np.array(lesson.groups, dtype=np.intp)[told] + 1
    if len(set(groups.tolist())) < _FEWEST or parts * entries > _CELLS:
        return _laid_out(np.zeros((parts, 0)), np.zeros(0, dtype=np.intp), np.zeros(entries + 1, dtype=np.float32))
    from sklearn.linear_model import LogisticRegression

    rows, bundle, share = _bundled(postings)
    model = LogisticRegression(
        C=_FREEDOM, solver="sag", max_iter=_ROUNDS, tol=0.0, random_state=0, fit_intercept=False
    ).fit(rows[told], groups)
    usual = np.full(entries + 1, UNLIKELY, dtype=np.float32)  # a group without a text
    usual[model.classes_] = _ALWAYS * model.coef_[:, -1]
    weights = share[:, np.newaxis] * model.coef_.T[bundle]
    weights[np.abs(weights) <= _NEGLIGIBLE * np.abs(weights).max()] = 0
    return _laid_out(weights, model.classes_, usual)


def _laid_out(weights: Floats, groups: Places, usual: Singles) -> Learnt:
    """Keep the weights that are not 0, of every part (a row) for each of some groups (a column)."""
    common = np.flatnonzero(np.count_nonzero(weights, axis=1) > _COMMON * len(usual))
    table = np.zeros((len(common), len(usual)), dtype=np.float32)
    table[:, groups] = weights[common]
    weights[common] = 0
    part, group = np.nonzero(weights)
    listed = weights[part, group].astype(np.float32)
    return Learnt(Spans.of(part, groups[group], len(weights)), listed, usual, narrow(common), table)


def _bundled(postings: Postings) -> tuple[csr_matrix, Places, Singles]:
    """Return a row for each text, the bundle (a column) of each part, and its share of the bundle's length.

    Parts that stand in the same texts everywhere, as two in three do, are one column: what is learnt is the same as if
    each had its own, in half the time. The last column says the same of every text.
    """
    from scipy.sparse import csc_matrix, hstack

    starts, texts = postings.phrases
    marks = np.random.default_rng(0).integers(2**63, size=len(postings.lengths), dtype=np.uint64)
    standing = np.add.reduceat(marks[texts], starts[:-1])
    _, first, bundle = np.unique(standing, return_index=True, return_inverse=True)
    together = np.sqrt(np.bincount(bundle, postings.weights**2)).astype(np.float32)
    values = together[bundle].repeat(np.diff(starts)) / postings.lengths[texts]
    places = (texts.astype(np.int32), starts.astype(np.int32))
    columns = csc_matrix((values, *places), shape=(len(postings.lengths), len(postings.keys)))[:, first]
    always = np.full((len(postings.lengths), 1), _ALWAYS, dtype=np.float32)
    return hstack([columns, csc_matrix(always)], format="csr"), bundle, postings.weights / together[bundle]
