"""Adding up what parts have, in rows of every length."""

import numpy as np

from knowledge import index
from knowledge.index import Spans


def test_sums_are_the_same_in_however_many_steps(monkeypatch) -> None:
    chance = np.random.default_rng(5)
    held = chance.random((60, 40)) < chance.random((60, 1)) ** 3  # most rows are short, some hold nearly all
    rows, numbers = np.nonzero(held)
    spans = Spans.of(rows, numbers, 60)
    beside = chance.random(len(numbers)).astype(np.float32)
    factors = np.zeros(held.shape)
    factors[rows, numbers] = beside
    asked, weights = chance.permutation(60)[:50], chance.random(50)
    for at_once in (1, 7, 100, 10_000):
        monkeypatch.setattr(index, "_AT_ONCE", at_once)
        # A total of more numbers than that takes as many at once as it has: the steps are told apart by both.
        for size in (40, 41, 400):
            plain, multiplied = (spans.sums(asked, weights, size, of) for of in (None, beside))
            np.testing.assert_allclose(plain[:40], weights @ held[asked])
            np.testing.assert_allclose(multiplied[:40], weights @ factors[asked])
            assert not plain[40:].any()


def test_nothing_to_add() -> None:
    spans = Spans.of(np.array([1]), np.array([0]), 3)
    for rows in (np.array([], dtype=np.intp), np.array([0, 2])):
        assert spans.sums(rows, np.ones(len(rows)), 4).tolist() == [0, 0, 0, 0]
