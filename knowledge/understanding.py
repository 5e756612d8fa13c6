"""What a sentence was understood to mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledge.pack import Entry
from knowledge.pack_parts import Language

SUGGESTIONS = 3


class Decision(StrEnum):
    """What to do with a sentence."""

    ANSWER = "answer"
    DID_YOU_MEAN = "did_you_mean"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Match:
    """An entry a sentence may mean: how likely, by which phrasing, and what speaks for it."""

    entry: Entry
    probability: float
    phrasing: str
    why: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Understanding:
    """A sentence, its language, its matches (likeliest first), the slot values in it, and the decision."""

    sentence: str
    language: Language
    decision: Decision
    matches: tuple[Match, ...]
    slots: Mapping[str, object]

    @property
    def entry(self) -> Entry | None:
        """The entry to answer with; None unless the decision is to answer."""
        return self.matches[0].entry if self.decision is Decision.ANSWER else None

    @property
    def intent(self) -> str | None:
        """What the person wants done (`faq` for a question); None unless the decision is to answer."""
        return self.entry.intent if self.entry else None

    @property
    def suggestions(self) -> tuple[Entry, ...]:
        """Up to three entries to offer when the best one is not sure; else none."""
        if self.decision is not Decision.DID_YOU_MEAN:
            return ()
        return tuple(match.entry for match in self.matches[:SUGGESTIONS])
