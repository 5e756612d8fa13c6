"""All sentences of a pack, prepared for comparing: what is slow to make of them, and is therefore cached."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy import typing as npt

from knowledge.asking import NAMES, asked_in
from knowledge.grams import sound_grams, text_grams
from knowledge.index import Postings, build_postings
from knowledge.keys import find, keys_of
from knowledge.learning import Learnt, Lesson, learn
from knowledge.matters import matters_in
from knowledge.normalising import normalise, spell, strip_filler, unify_numerals
from knowledge.places import named_in, places_in
from knowledge.sounds import common_syllables, has_han, read_aloud
from knowledge.synonyms import unify
from knowledge.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.keys import Keys
    from knowledge.pack import Entry, Pack

NOBODY = -1
# What a greater share of the entries names is the pack's own matter, however strange it is to a talent office.
_OWN = 0.03
# So is what this share of an entry's phrases name.
_ABOUT = 0.1


class Phrase(NamedTuple):
    """A sentence that stands for an entry (its number in the pack) or, as a background negative, for `NOBODY`."""

    entry: int
    sentence: str
    normal: str
    plain: str  # the normal form with its synonyms unified
    sound: str


class Phrases(NamedTuple):
    """Many phrases, in as little space as answering allows."""

    entries: npt.NDArray[np.int32]
    sentences: Texts
    plain: Texts
    sound: Texts
    normal: Keys  # in their own order
    by_normal: npt.NDArray[np.uint32]  # the phrase that has each of these

    @classmethod
    def of(cls, phrases: Sequence[Phrase]) -> Phrases:
        """Lay phrases out."""
        keys = keys_of([phrase.normal for phrase in phrases])
        order = keys.argsort()
        return cls(
            entries=np.array([phrase.entry for phrase in phrases], dtype=np.int32),
            sentences=Texts.of(phrase.sentence for phrase in phrases),
            plain=Texts.of(phrase.plain for phrase in phrases),
            sound=Texts.of(phrase.sound for phrase in phrases),
            normal=keys[order],
            by_normal=order.astype(np.uint32),
        )

    def worded(self, normal: str) -> int | None:
        """Return the entry of the phrase with exactly this normal form; None when there is none."""
        (place,), (there,) = find(keys_of([normal]), self.normal)
        return int(self.entries[self.by_normal[place]]) if there else None


class Known(NamedTuple):
    """What is known of an entry beside its phrases: the places and other matters its texts name, and its kind."""

    places: frozenset[str]
    kind: str

    @property
    def unstated(self) -> bool:
        """Whether the entry only says what is not known."""
        return self.kind == "unknown"

    @property
    def at_home(self) -> float:
        """How much another place or matter speaks against it.

        Half for what people want done, who may only be on a journey; little for talk: despair is about anything.
        """
        return {"action": 0.5, "talk": 0.25}.get(self.kind, 1.0)


class Lexicon(NamedTuple):
    """A pack's phrases and entries, the pinyin of common characters, and what finds phrases."""

    phrases: Phrases
    entries: tuple[Known, ...]
    own: frozenset[str]  # other matters that are none to this pack
    syllables: dict[str, str]
    texts: Postings
    sounds: Postings
    learnt_texts: Learnt
    learnt_sounds: Learnt
    asked: list[list[int]]  # for each entry, and last for the negatives, what `Habits` counts


def build_lexicon(pack: Pack) -> Lexicon:
    """Prepare a pack's sentences. Imports pypinyin; takes about a second for 3,000 sentences."""
    return index_phrases(phrases_of(pack), *texts_of(pack), common_syllables())


def phrases_of(pack: Pack) -> tuple[Phrase, ...]:
    """Return everything in a pack that stands for an entry or for `NOBODY`. Imports pypinyin."""
    said = [
        (number, one) for number, entry in enumerate(pack.entries) for one in entry.phrasings.zh + entry.phrasings.en
    ]
    said += [(NOBODY, one) for one in pack.negatives.zh + pack.negatives.en]
    said += [(number, one) for number, entry in enumerate(pack.entries) for one in (entry.title.zh, entry.title.en)]
    return phrases_from(said)


def phrases_from(said: Sequence[tuple[int, str]]) -> tuple[Phrase, ...]:
    """Return sentences, each with the number of its entry, as phrases."""
    # A title may be the same as a phrasing of its entry, or of another one: the phrasing stays.
    first = {phrase.normal: phrase for phrase in reversed([_phrase(*one) for one in said])}
    return tuple(reversed(first.values()))


def texts_of(pack: Pack) -> tuple[list[str], list[str]]:
    """Return each entry's answer, in the form in which sentences are compared, and its kind."""
    return list(map(_answer, pack.entries)), [entry.kind for entry in pack.entries]


def index_phrases(
    phrases: tuple[Phrase, ...], answers: Sequence[str], kinds: Sequence[str], syllables: dict[str, str]
) -> Lexicon:
    """Return the lexicon of these phrases, and of each entry's answer and kind."""
    groups = [phrase.entry for phrase in phrases]
    named: list[set[str]] = [set(named_in(answer)) for answer in answers]
    matters = [Counter(matters_in(answer)) for answer in answers]
    sizes = Counter(groups)
    for phrase in phrases:
        if phrase.entry != NOBODY:
            named[phrase.entry] |= places_in(phrase.plain)
            matters[phrase.entry].update(matters_in(phrase.plain))
    shared = Counter(matter for entry in matters for matter in entry)
    own = {matter for matter, entries in shared.items() if entries > _OWN * len(answers)}
    own |= {
        matter for number, entry in enumerate(matters) for matter in entry if entry[matter] >= _ABOUT * sizes[number]
    }
    more = {number: text_grams(answer, spelling=False) for number, answer in enumerate(answers)}
    texts, sounds = [text_grams(phrase.plain) for phrase in phrases], [sound_grams(phrase.sound) for phrase in phrases]
    written, spoken = build_postings(texts, groups, more), build_postings(sounds, groups, {})
    learnt_texts, learnt_sounds = learn((Lesson(groups, written), Lesson(groups, spoken)), entries=len(answers))
    return Lexicon(
        phrases=Phrases.of(phrases),
        entries=tuple(
            Known(frozenset(one | set(more)), kind) for one, more, kind in zip(named, matters, kinds, strict=True)
        ),
        own=frozenset(own),
        syllables=syllables,
        texts=written,
        sounds=spoken,
        learnt_texts=learnt_texts,
        learnt_sounds=learnt_sounds,
        asked=_count(phrases, len(answers)),
    )


def _count(phrases: Sequence[Phrase], entries: int) -> list[list[int]]:
    counts = [[0] * (1 + len(NAMES)) for _ in range(entries + 1)]
    for phrase in phrases:
        row = counts[phrase.entry]  # the last for NOBODY
        row[0] += 1
        for number in asked_in(phrase.plain):
            row[1 + number] += 1
    return counts


def _phrase(entry: int, sentence: str) -> Phrase:
    spelled = strip_filler(spell(sentence))
    normal = unify_numerals(spelled)
    return Phrase(entry, sentence, normal, unify(normal), read_aloud(spelled) if has_han(spelled) else "")


def _answer(entry: Entry) -> str:
    texts = (entry.answer.zh, entry.answer.en) if entry.answer else ()
    return " ".join(unify(normalise(line)) for text in texts for line in text.split("\n"))
