"""The slot values of a sentence: when, how many people, and which things of the pack it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.digits import write_digits
from knowledge.normalising import simplify
from knowledge.people import find_people
from knowledge.reading_when import find_when

if TYPE_CHECKING:
    from datetime import datetime

    from knowledge.naming import Names


def find_slots(sentence: str, now: datetime, names: Names | None = None) -> dict[str, object]:
    """Return the slot values of a sentence, ready for JSON. Never raises.

    `when` is what `When.slot` writes, counted from `now` in the city's zone; `people` is a number; `which` is a list of
    `{kind, id}` and `topic` an id, both found in `names`.
    """
    simple = simplify(sentence)
    slots: dict[str, object] = {}
    plain = write_digits(simple)
    if (people := find_people(plain)) is not None:
        slots["people"] = people
    if when := find_when(plain, now):
        slots["when"] = when.slot()
    if names:
        slots |= names.find(simple)
    return slots
