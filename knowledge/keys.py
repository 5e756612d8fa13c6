"""Numbers that stand for texts: a text that is only looked up, and never shown, takes 8 bytes in a base of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy import typing as npt

if TYPE_CHECKING:
    from collections.abc import Collection

Keys = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]
_Number = TypeVar("_Number", bound=np.integer[Any])

# A text of more signs than this is still told from most others: its later signs share the factors of the first.
_PLACES = 1 << 10
_END = "\n"


def _factors() -> Keys:
    """Return a number for each place in a text, by the formula of SplitMix64 (Steele, Lea and Flood 2014)."""
    mixed = np.arange(1, _PLACES + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


_FACTORS = _factors()


def keys_of(texts: Collection[str]) -> Keys:
    """Return the key of each text: the same in every process, where Python's own `hash` is not.

    Each sign counts times a number of its place, modulo 2⁶⁴. Among a million texts, two that share a key are as good as
    impossible; they would be taken for the same.
    """
    if not texts:
        return np.zeros(0, dtype=np.uint64)
    signs = np.frombuffer((_END.join(texts) + _END).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts)) + 1
    starts = np.cumsum(lengths) - lengths
    places = np.arange(len(signs)) - np.repeat(starts, lengths)
    return np.add.reduceat(signs * _FACTORS[places & (_PLACES - 1)], starts)


def find(keys: npt.NDArray[_Number], among: npt.NDArray[_Number]) -> tuple[Places, npt.NDArray[np.bool_]]:
    """Return where each key stands among sorted ones, and whether it stands there at all."""
    places = among.searchsorted(keys)
    there = places < len(among)
    there[there] = among[places[there]] == keys[there]
    return places, there
