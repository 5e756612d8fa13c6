"""The slot values of a sentence that no pack is needed for: when, and how many people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.digits import write_digits
from knowledge.normalising import simplify
from knowledge.people import find_people
from knowledge.reading_when import find_when

if TYPE_CHECKING:
    from datetime import datetime


def find_slots(sentence: str, now: datetime) -> dict[str, object]:
    """Return the slot values of a sentence, ready for JSON. Never raises.

    `when` is what `When.slot` writes, counted from `now` in the city's zone; `people` is a number. What a
    sentence names of the pack is found by `Names`.
    """
    slots: dict[str, object] = {}
    plain = write_digits(simplify(sentence))
    if (people := find_people(plain)) is not None:
        slots["people"] = people
    if when := find_when(plain, now):
        slots["when"] = when.slot()
    return slots
