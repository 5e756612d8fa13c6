"""The knowledge base of one city: a pack that understands sentences."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from knowledge import cache as cached
from knowledge.language import language_of_spelled
from knowledge.lexicon import build_lexicon
from knowledge.matching import Matcher
from knowledge.naming import Names
from knowledge.normalising import spell, spell_clauses
from knowledge.slots import find_slots
from knowledge.sounds import has_han
from knowledge.understanding import Decision, Match, Understanding
from knowledge.validation import build_pack, read_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from knowledge.branch import Candidate
    from knowledge.lexicon import Lexicon
    from knowledge.pack import Entry, Pack

# From here on an entry answers by itself; from there on it is offered.
ANSWER_FROM = 0.42
OFFER_FROM = 0.2
# Below this an entry answers only when the next one is clearly less likely.
PLAIN_FROM = 0.6
CLEARLY_LESS = 0.75
_LATIN = re.compile("[a-z]")


class Knowledge:
    """A pack and its matcher. Immutable and safe for threads: a reload builds a new one."""

    def __init__(self, pack: Pack, lexicon: Lexicon) -> None:
        self.pack = pack
        self._entries = {entry.id: entry for entry in pack.entries}
        self._phrases = lexicon.phrases
        self._matcher = Matcher(lexicon)
        self.names = Names(pack.subjects, lexicon.syllables)

    @classmethod
    def prepared(cls, folder: Path, cache: Path) -> Knowledge | None:
        """Return what was prepared earlier for the pack as it is now; None when there is nothing. Raises PackError."""
        ready = cached.find(cache, folder.name, cached.key_of(read_files(folder)))
        return cls(*ready) if ready else None

    @classmethod
    def load(cls, folder: Path, cache: Path | None = None) -> Knowledge:
        """Read a pack's folder. Raises PackError with every problem of every file.

        With `cache`, a folder, what was prepared is kept there and found again as long as no file of the pack changes.
        """
        contents = read_files(folder)
        key = cached.key_of(contents)
        ready = cached.find(cache, folder.name, key) if cache else None
        if ready is None:
            pack = build_pack(contents)
            ready = pack, build_lexicon(pack)
            if cache:
                cached.keep(cache, folder.name, key, *ready)
        return cls(*ready)

    def entry(self, entry_id: str) -> Entry | None:
        """Return the entry with this id, if there is one."""
        return self._entries.get(entry_id)

    def understand(self, sentence: str, *, now: datetime) -> Understanding:
        """Return what a sentence means; dates in it count from `now`, in the pack's zone. Never raises."""
        spelled = spell(sentence)
        candidates = self._matcher.rank(spelled, spell_clauses(sentence))
        likely = [one for one in candidates if one.probability >= OFFER_FROM]
        decision = decide([one.probability for one in likely])
        language = language_of_spelled(spelled)
        if decision is Decision.ANSWER and likely[0].by_sound and not has_han(spelled):
            language = "zh"  # pinyin with a typo in it looks like no language, but its sound was found
        matches = tuple(map(self._match, candidates if decision is Decision.REFUSE else likely))
        slots = MappingProxyType(find_slots(sentence, now, self.names))
        return Understanding(sentence, language, decision, matches, slots)

    def _match(self, candidate: Candidate) -> Match:
        why = MappingProxyType(candidate.features())
        entry = self.pack.entries[candidate.entry]
        return Match(entry, candidate.probability, self._phrases[candidate.phrase].sentence, why)


def decide(likely: Sequence[float]) -> Decision:
    """Return what to do when these are the probabilities that are worth offering, highest first."""
    if not likely:
        return Decision.REFUSE
    best, second = (*likely, 0.0)[:2]
    clear = best >= PLAIN_FROM or (best >= ANSWER_FROM and second < CLEARLY_LESS * best)
    return Decision.ANSWER if clear else Decision.DID_YOU_MEAN
