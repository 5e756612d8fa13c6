"""Putting questions that mean the same together, so that an editor reads one line and not fifty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from knowledge.normalising import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from knowledge.understanding import Match, Understanding

ALIKE = 70
"""How alike (0 to 100, rapidfuzz's `ratio` of what is normalised) a question must be to the first of its group."""
NEAREST = 3


@dataclass(slots=True)
class Group:
    """Questions of one meaning, by their places in what was given, and the entries the first is nearest to."""

    nearest: tuple[Match, ...]
    normal: str
    members: list[int] = field(default_factory=list)


def group(sentences: Iterable[str], understand: Callable[[str], Understanding]) -> tuple[Group, ...]:
    """Group sentences by likeness, the largest group first.

    Greedy, in the order given: a sentence joins the first group that is nearest to the same entry and whose first
    sentence is `ALIKE`; else it begins a group. So later sentences never change which ones begin a group.
    """
    groups: dict[str | None, list[Group]] = {}
    for place, sentence in enumerate(sentences):
        matches = understand(sentence).matches[:NEAREST]
        normal = normalise(sentence)
        near = groups.setdefault(matches[0].entry.id if matches else None, [])
        joined = next((one for one in near if fuzz.ratio(one.normal, normal) >= ALIKE), None)
        if joined is None:
            joined = Group(matches, normal)
            near.append(joined)
        joined.members.append(place)
    found = [one for near in groups.values() for one in near]
    return tuple(sorted(found, key=lambda one: (-len(one.members), one.members[0])))
