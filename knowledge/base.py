"""The knowledge base of one city: a pack that understands sentences."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from knowledge import cache as cached
from knowledge.context import Context
from knowledge.language import language_of_spelled
from knowledge.lexicon import build_lexicon
from knowledge.matching import Matcher
from knowledge.naming import Names
from knowledge.normalising import simplify, spell, spell_clauses
from knowledge.slots import find_slots
from knowledge.sounds import has_han
from knowledge.understanding import USUAL, Decision, Match, Thresholds, Understanding
from knowledge.validation import build_pack, read_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from knowledge.branch import Candidate
    from knowledge.context import Earlier
    from knowledge.lexicon import Lexicon
    from knowledge.pack import Entry, Pack

REMEMBERED = 1000
_LATIN = re.compile("[a-z]")


class Knowledge:
    """A pack and its matcher. Immutable and safe for threads: a reload builds a new one."""

    def __init__(self, pack: Pack, lexicon: Lexicon, thresholds: Thresholds = USUAL) -> None:
        self.pack = pack
        self._thresholds = thresholds
        self._entries = {entry.id: entry for entry in pack.entries}
        self._sentences = lexicon.phrases.sentences
        self._matcher = Matcher(lexicon)
        self.names = Names(pack.subjects, lexicon.syllables)
        # People ask in the same words, and what went before is understood again. The cache is safe for threads.
        self._alone = lru_cache(maxsize=REMEMBERED)(self._by_itself)
        self._context = Context(pack.entries, self._alone)

    @classmethod
    def prepared(cls, folder: Path, cache: Path, thresholds: Thresholds = USUAL) -> Knowledge | None:
        """Return what was prepared earlier for the pack as it is now; None when there is nothing. Raises PackError."""
        ready = cached.find(cache, folder.name, cached.key_of(read_files(folder)))
        return cls(*ready, thresholds) if ready else None

    @classmethod
    def load(cls, folder: Path, cache: Path | None = None, thresholds: Thresholds = USUAL) -> Knowledge:
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
        return cls(*ready, thresholds)

    @classmethod
    def of(cls, contents: Mapping[str, bytes]) -> Knowledge:
        """Do the same with files that are not on disk (yet), by their names in the pack's folder. Raises PackError."""
        pack = build_pack(contents)
        return cls(pack, build_lexicon(pack))

    def entry(self, entry_id: str) -> Entry | None:
        """Return the entry with this id, if there is one."""
        return self._entries.get(entry_id)

    def understand(self, sentence: str, *, now: datetime, after: Earlier | None = None) -> Understanding:
        """Return what a sentence means; dates in it count from `now`, in the pack's zone. Never raises.

        With `after`, what was answered before it, a sentence that is not whole by itself is understood in its light.
        """
        alone = self._alone(sentence)
        slots = MappingProxyType({**find_slots(sentence, now), **alone.slots})
        return self._context.understand(replace(alone, slots=slots), after)

    def _by_itself(self, sentence: str) -> Understanding:
        spelled = spell(sentence)
        candidates = self._matcher.rank(spelled, spell_clauses(sentence))
        decision = self._thresholds.decide(candidates[0].probability if candidates else 0.0)
        language = language_of_spelled(spelled)
        if decision is Decision.ANSWER and candidates[0].by_sound and not has_han(spelled):
            language = "zh"  # pinyin with a typo in it looks like no language, but its sound was found
        named = MappingProxyType(self.names.find(simplify(sentence)))
        return Understanding(sentence, language, decision, self._matches(candidates), named)

    def _matches(self, candidates: Sequence[Candidate]) -> tuple[Match, ...]:
        phrasings = self._sentences.some([one.phrase for one in candidates])
        return tuple(
            Match(self.pack.entries[one.entry], one.probability, phrasing, MappingProxyType(one.features()))
            for one, phrasing in zip(candidates, phrasings, strict=True)
        )
