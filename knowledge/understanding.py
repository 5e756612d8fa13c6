"""What a sentence was understood to mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledge.following import Follow
from knowledge.pack import Entry
from knowledge.pack_parts import Language

SUGGESTIONS = 3
NEAR_FROM = 0.12
"""From here on an entry is offered with a refusal. Of what Wujin's evaluation has refused, one in eight that are out of
scope come with an offer then, and seven in eight that are not."""


CLEAR_FROM = 0.8
"""Below this a short sentence that was understood by itself may mean something else in the light of an earlier one."""
SHORT = 12
"""Characters of such a sentence at most, or twice as many in English: a longer one says itself what it is about."""


class Decision(StrEnum):
    """What to do with a sentence."""

    ANSWER = "answer"
    DID_YOU_MEAN = "did_you_mean"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability on an entry answers, and from which on it is offered.

    A lower `answer` answers more questions and more of them wrongly; a lower `offer` asks "did you mean" where it would
    have refused, also when nothing of what it knows was meant. docs/benchmarks.md shows what each costs.
    """

    answer: float = 0.5
    offer: float = 0.45

    def decide(self, best: float) -> Decision:
        """Return what to do when the likeliest entry is as likely as this."""
        if best >= self.answer:
            return Decision.ANSWER
        return Decision.DID_YOU_MEAN if best >= self.offer else Decision.REFUSE


USUAL = Thresholds()


@dataclass(frozen=True, slots=True)
class Match:
    """An entry a sentence may mean: how likely, by which phrasing, and what speaks for it."""

    entry: Entry
    probability: float
    phrasing: str
    why: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Understanding:
    """A sentence, its language, its matches (likeliest first), the slot values in it, and the decision.

    What was understood in the light of an earlier answer says how it leans on it (`follow`), which entry that was
    (`about`), and as which whole sentence it was read (`whole`).
    """

    sentence: str
    language: Language
    decision: Decision
    matches: tuple[Match, ...]
    slots: Mapping[str, object]
    follow: Follow | None = None
    about: Entry | None = None
    whole: str | None = None

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
        """Up to three entries to offer when it is not sure what was meant, or near to what is not known; else none."""
        if self.decision is Decision.ANSWER:
            return ()
        near = [match.entry for match in self.matches if self.about or match.probability >= NEAR_FROM]
        if self.decision is Decision.REFUSE:
            near = [entry for entry in near if entry.kind != "talk"]
        return tuple(near[:SUGGESTIONS])

    @property
    def leans(self) -> bool:
        """Whether what was said before may change what the sentence means."""
        if self.follow is not None:
            return True
        unclear = self.decision is not Decision.REFUSE and self.matches[0].probability < CLEAR_FROM
        return unclear and len(self.sentence) <= (2 * SHORT if self.language == "en" else SHORT)
