"""What stands for texts in a large base: keys that tell them apart, and blocks that give them back."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from knowledge.index import Spans
from knowledge.keys import find, keys_of
from knowledge.texts import Texts


def test_a_key_is_the_same_in_every_process() -> None:
    assert keys_of(["人才公寓", "rent", ""]).tolist() == [
        4053430677679872368,
        16145532948901660194,
        15368131576909662422,
    ]


def test_texts_of_the_same_signs_have_keys_of_their_own() -> None:
    texts = ["".join(signs) for size in range(6) for signs in product("ab公寓\x00", repeat=size)]
    assert len(set(keys_of(texts).tolist())) == len(texts)
    long = "公" * 3000
    assert len(set(keys_of([long, long[1:], f"{long[1:]}a", "\ud800"]).tolist())) == 4


def test_only_what_is_there_is_found() -> None:
    known = np.sort(keys_of(["一", "二", "三"]))
    places, there = find(keys_of(["三", "四", "一"]), known)
    assert there.tolist() == [True, False, True]
    assert known[places[there]].tolist() == keys_of(["三", "一"]).tolist()
    assert find(keys_of(["一"]), known[:0])[1].tolist() == [False]
    assert find(keys_of([]), known)[1].tolist() == []


def test_texts_come_back_from_their_block() -> None:
    texts = ["人才公寓", "", "a flat", "𠮷"]
    assert Texts.of(texts).some([3, 0, 1, 2, 0]) == ["𠮷", "人才公寓", "", "a flat", "人才公寓"]
    assert Texts.of([]).some([]) == []


@pytest.mark.parametrize(("largest", "size"), [(65_535, 2), (65_536, 4)])
def test_a_number_takes_no_more_bytes_than_are_needed(largest: int, size: int) -> None:
    spans = Spans.of(np.array([2, 0, 0]), np.array([largest, 1, largest]), 3)
    assert spans.numbers.itemsize == size
    sums = spans.sums(np.array([0, 2]), np.array([0.5, 0.25]), largest + 1)
    assert {place: sums[place] for place in np.flatnonzero(sums).tolist()} == {1: 0.5, largest: 0.75}
