"""The slot values of a sentence that no pack is needed for: when, and how many people."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from knowledge.digits import write_digits
from knowledge.normalising import simplify
from knowledge.people import find_people
from knowledge.reading_when import find_when

if TYPE_CHECKING:
    from datetime import datetime


_REMEMBERED: Final = 1000  # people ask in the same words


def find_slots(sentence: str, now: datetime) -> dict[str, object]:
    """Return the slot values of a sentence, ready for JSON. Never raises.

    `when` is what `When.slot` writes, counted from `now` in the city's zone; `people` is a number. What a
    sentence names of the pack is found by `Names`.
    """
    slots: dict[str, object] = {}
    plain, people = _plain_and_people(sentence)
    if people is not None:
        slots["people"] = people
    if when := find_when(plain, now):
        slots["when"] = when.slot()
    return slots


@lru_cache(maxsize=_REMEMBERED)
def _plain_and_people(sentence: str) -> tuple[str, int | None]:
    """A sentence with its numbers in digits, and how many people it speaks of."""
    plain = write_digits(simplify(sentence))
    return plain, find_people(plain)
