"""Many short texts as one block of bytes: each costs its letters and 4 bytes, where a `str` costs some 60 more."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy import typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Texts(NamedTuple):
    """The block in UTF-8; text n is `block[starts[n]:starts[n + 1]]`."""

    block: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """Put texts into a block."""
        encoded = [text.encode() for text in texts]
        starts = np.array([0, *accumulate(map(len, encoded))], dtype=np.uint32)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), starts)

    def some(self, numbers: Sequence[int]) -> list[str]:
        """Return the texts with these numbers."""
        places = np.array(numbers, dtype=np.intp)
        spans = zip(self.starts[places].tolist(), self.starts[places + 1].tolist(), strict=True)
        block = self.block.data
        return [str(block[start:end], "utf-8") for start, end in spans]
