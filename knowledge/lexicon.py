"""All sentences of a pack, prepared for comparing: what is slow to make of them, and is therefore cached."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from knowledge.asking import NAMES, asked_in
from knowledge.grams import sound_grams, text_grams
from knowledge.index import Index, Postings, build_postings
from knowledge.learning import Learnt, learn
from knowledge.matters import MATTERS, matters_in
from knowledge.normalising import normalise, spell, strip_filler
from knowledge.places import named_in
from knowledge.sounds import common_syllables, has_han, read_aloud
from knowledge.synonyms import unify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.index import Grams
    from knowledge.pack import Entry, Pack

NOBODY = -1
# A matter that a greater share of the entries names is the pack's own, however strange it is to a talent office.
_OWN = 0.06


class Phrase(NamedTuple):
    """A sentence that stands for an entry (its number in the pack) or, as a background negative, for `NOBODY`."""

    entry: int
    sentence: str
    normal: str
    plain: str  # the normal form with its synonyms unified
    sound: str


class Known(NamedTuple):
    """What is known of an entry beside its phrases: the places its texts name, and its kind."""

    places: frozenset[str]
    kind: str

    @property
    def unstated(self) -> bool:
        """Whether the entry only says what is not known."""
        return self.kind == "unknown"


class Lexicon(NamedTuple):
    """A pack's phrases and entries, the pinyin of common characters, and what finds phrases."""

    phrases: tuple[Phrase, ...]
    entries: tuple[Known, ...]
    matters: frozenset[str]  # what is another matter to this pack
    syllables: dict[str, str]
    texts: Postings
    sounds: Postings
    learnt_texts: Learnt
    learnt_sounds: Learnt
    asked: list[list[int]]  # for each entry, and last for the negatives, what `Habits` counts


def build_lexicon(pack: Pack) -> Lexicon:
    """Prepare a pack's sentences. Imports pypinyin; takes about a second for 3,000 sentences."""
    said = [
        (number, one) for number, entry in enumerate(pack.entries) for one in entry.phrasings.zh + entry.phrasings.en
    ]
    said += [(NOBODY, one) for one in pack.negatives.zh + pack.negatives.en]
    said += [(number, one) for number, entry in enumerate(pack.entries) for one in (entry.title.zh, entry.title.en)]
    return lexicon_of(said, *texts_of(pack), common_syllables())


def lexicon_of(
    said: Sequence[tuple[int, str]], answers: Sequence[str], kinds: Sequence[str], syllables: dict[str, str]
) -> Lexicon:
    """Return the lexicon of sentences, each with the number of its entry, and of each entry's answer and kind."""
    # A title may be the same as a phrasing of its entry, or of another one: the phrasing stays.
    first = {phrase.normal: phrase for phrase in reversed([_phrase(*one) for one in said])}
    return index_phrases(tuple(reversed(first.values())), answers, kinds, syllables)


def texts_of(pack: Pack) -> tuple[list[str], list[str]]:
    """Return each entry's answer, in the form in which sentences are compared, and its kind."""
    return list(map(_answer, pack.entries)), [entry.kind for entry in pack.entries]


def index_phrases(
    phrases: tuple[Phrase, ...], answers: Sequence[str], kinds: Sequence[str], syllables: dict[str, str]
) -> Lexicon:
    """Return the lexicon of these phrases, and of each entry's answer and kind."""
    groups = [phrase.entry for phrase in phrases]
    named: list[set[str]] = [set(named_in(answer) | matters_in(answer)) for answer in answers]
    for phrase in phrases:
        if phrase.entry != NOBODY:
            named[phrase.entry] |= named_in(phrase.plain) | matters_in(phrase.plain)
    shared = Counter(matter for entry in named for matter in entry if matter in MATTERS)
    more = {number: text_grams(answer, spelling=False) for number, answer in enumerate(answers)}
    texts, sounds = [text_grams(phrase.plain) for phrase in phrases], [sound_grams(phrase.sound) for phrase in phrases]
    written, spoken = build_postings(texts, groups, more), build_postings(sounds, groups, {})
    return Lexicon(
        phrases=phrases,
        entries=tuple(Known(frozenset(places), kind) for places, kind in zip(named, kinds, strict=True)),
        matters=frozenset(matter for matter in MATTERS if shared[matter] <= _OWN * len(answers)),
        syllables=syllables,
        texts=written,
        sounds=spoken,
        learnt_texts=_learn(texts, groups, written, len(answers)),
        learnt_sounds=_learn(sounds, groups, spoken, len(answers)),
        asked=_count(phrases, len(answers)),
    )


def _learn(texts: Sequence[Grams], groups: Sequence[int], postings: Postings, entries: int) -> Learnt:
    index = Index(postings, groups=entries)
    return learn([index.weigh(grams) for grams in texts], groups, index, entries)


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
    normal = normalise(sentence)
    return Phrase(entry, sentence, normal, unify(normal), read_aloud(spelled) if has_han(spelled) else "")


def _answer(entry: Entry) -> str:
    texts = (entry.answer.zh, entry.answer.en) if entry.answer else ()
    return " ".join(unify(normalise(line)) for text in texts for line in text.split("\n"))
