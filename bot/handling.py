"""The message in hand: which one is being handled now, and how many answers to it have left."""

from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Handling:
    """One message while it is handled.

    `answered_before` answers left in an earlier run of the program; a channel does not say them again. `spoken`
    counts the answers of this run, so the two together tell which one is new.
    """

    incoming_id: int
    answered_before: int = 0
    spoken: int = field(default=0)

    def next_answer(self) -> int:
        """The number of the answer that is about to leave, from 1."""
        self.spoken += 1
        return self.spoken

    def was_said(self, ordinal: int) -> bool:
        """Whether this answer left before the program was stopped."""
        return ordinal <= self.answered_before


handling: ContextVar[Handling | None] = ContextVar("handling", default=None)
"""The message that the current task handles; None for what the bot says unasked."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A message of the outbox while it is said. `news`: it is about no booking of the person's own."""

    outbox_id: int
    news: bool = False


saying: ContextVar[Saying | None] = ContextVar("saying", default=None)
"""The message of the outbox that the current task says; None for answers."""
