"""What was said so far in a conversation: the answer that a sentence may lean on, and whether the last one was missed.

It is made again from the messages that were written down, each time it is needed, which is seldom. So it costs nothing
otherwise, it is there after a restart and on another machine, and a message that runs a second time finds the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.reply import not_a_sentence
from knowledge import Decision, Earlier, Knowledge, Understanding
from locales import Language

PAUSE = timedelta(minutes=10)
"""After a longer silence a conversation begins anew: by then a bare "how much" may be about anything."""
MOST = 8
"""Messages that are looked back at: enough for a talk about one thing, and still one short read."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and whether it was refused when it was said."""

    sentence: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry that was opened by its button, and the language of the button."""

    entry: str
    language: Language


@dataclass(frozen=True, slots=True)
class SoFar:
    """Where a conversation stands."""

    earlier: Earlier | None = None
    missed: bool = False


def so_far(said: Sequence[Said | Opened], knowledge: Knowledge, *, now: datetime) -> SoFar:
    """Where a conversation stands in which this was said, oldest first."""
    stands = SoFar()
    for one in said[_beginning(said, knowledge, now) :]:
        if isinstance(one, Opened):
            entry = knowledge.entry(one.entry)
            if entry is not None:
                stands = SoFar(Earlier(entry, entry.title.said_in(one.language), one.language))
        elif _is_sentence(one):
            meant = knowledge.understand(one.sentence, now=now, after=stands.earlier)
            stands = SoFar(_subject_after(stands, meant, refused=one.refused), missed=one.refused)
    return stands


def _beginning(said: Sequence[Said | Opened], knowledge: Knowledge, now: datetime) -> int:
    """The place of the last thing said whose meaning hangs on nothing before it: what is older need not be read."""
    for place in range(len(said) - 1, -1, -1):
        one = said[place]
        if isinstance(one, Opened):
            return place
        if _is_sentence(one):
            meant = knowledge.understand(one.sentence, now=now)
            if not meant.leans and _subject_after(SoFar(), meant, refused=one.refused) is not None:
                return place
    return 0


def _is_sentence(one: Said) -> bool:
    return not_a_sentence(one.sentence) is None and not one.sentence.startswith("/")


def _subject_after(stands: SoFar, meant: Understanding, *, refused: bool) -> Earlier | None:
    entry = meant.entry
    if entry is not None and entry.kind in {"fact", "unknown"}:
        return Earlier(entry, meant.whole or meant.sentence, meant.language)
    if refused and meant.decision is Decision.REFUSE and meant.about is None:
        return None  # what was not understood may have been about anything: nothing leans on the old any more
    return stands.earlier
