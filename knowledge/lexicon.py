"""All sentences of a pack, prepared for comparing: what is slow to make of them, and is therefore cached."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from knowledge.normalising import normalise, spell, strip_filler
from knowledge.sounds import common_syllables, has_han, read_aloud

if TYPE_CHECKING:
    from knowledge.pack import Pack

NOBODY = -1


class Phrase(NamedTuple):
    """A sentence that stands for an entry (its number in the pack), or for nothing (`NOBODY`: a background negative)."""

    entry: int
    sentence: str
    normal: str
    sound: str


class Lexicon(NamedTuple):
    """The phrases of a pack, and the pinyin of every common character."""

    phrases: tuple[Phrase, ...]
    syllables: dict[str, str]


def build_lexicon(pack: Pack) -> Lexicon:
    """Prepare a pack's sentences. Imports pypinyin; takes about a second for 1,500 sentences."""
    phrases: list[Phrase] = []
    for number, entry in enumerate(pack.entries):
        sentences = (*entry.phrasings.zh, *entry.phrasings.en, entry.title.zh, entry.title.en)
        phrases.extend(_phrase(number, sentence) for sentence in sentences)
    phrases.extend(_phrase(NOBODY, sentence) for sentence in (*pack.negatives.zh, *pack.negatives.en))
    # A title may be the same as a phrasing of its entry, or of another one: the first stays.
    first = {phrase.normal: phrase for phrase in reversed(phrases)}
    return Lexicon(tuple(reversed(first.values())), common_syllables())


def _phrase(entry: int, sentence: str) -> Phrase:
    spelled = strip_filler(spell(sentence))
    sound = read_aloud(spelled) if has_han(spelled) else ""
    return Phrase(entry, sentence, normalise(sentence), sound)
