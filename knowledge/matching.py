"""Finding the entries a sentence may mean, and how likely each is.

What is written is compared first; when that is not certain, how it sounds is compared too (wrong characters that sound
right, pinyin), and for every entry the better of the two counts. Background negatives take part as if they were
entries: a sentence that is nearer to one of them is refused.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from knowledge.asking import SpokenAsking, asked_in
from knowledge.branch import Branch
from knowledge.lexicon import NOBODY
from knowledge.matters import matters_in
from knowledge.normalising import strip_filler, unify_numerals
from knowledge.places import SpokenPlaces, places_in
from knowledge.sounds import has_han, sound_of
from knowledge.synonyms import unify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.branch import Candidate
    from knowledge.index import Floats
    from knowledge.lexicon import Lexicon

# A phrasing of the pack, word for word; and a match so likely that it needs no second opinion.
_CERTAIN = 0.999
_SURE = 0.9
# A whole sentence that is as likely as this needs no look at its clauses.
_ANSWERED = 0.5
# What a clause by itself is worth: the last that asks something (it may have lost what makes it another question), one
# before it, and one that asks nothing.
_QUESTION, _ASIDE, _STORY = 0.9, 0.7, 0.4
_ASKING = re.compile(
    "[吗么呢?几谁哪咋]|什么|怎么|怎样|如何|多少|是否|有没有|能不能|可不可以|可以|能否|想|要|帮|约|申请|报名|预约|取消"
    r"|\b(?:what|how|who|where|when|which|why|is|are|do|does|did|can|could|may|will|want|need|like|book|cancel)\b"
)
# What Chinese that only sounds right is worth when many of its characters stand where they should not (most often it is
# something else, as somebody's name is), and which shares of them are few and many. Wrong characters are few.
_MISHEARD = 0.55
_FEW, _MANY = 0.35, 0.65
_TONES = str.maketrans("", "", "12345")


class Matcher:
    """Compares sentences with a pack's phrases. Immutable: any number of threads may ask at once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._phrases = lexicon.phrases
        self._own = lexicon.own
        self._syllables = lexicon.syllables
        self._text = Branch(lexicon, sound=False)
        self._sound = Branch(lexicon, sound=True)
        self._pronounced = bool(len(lexicon.sounds.keys))  # a pack in English alone has no sounds to compare with
        self._spoken = SpokenAsking(lambda word: sound_of(word, lexicon.syllables))
        self._places = SpokenPlaces(lambda word: sound_of(word, lexicon.syllables))

    def rank(self, spelled: str, clauses: Sequence[str] = ()) -> Sequence[Candidate]:
        """Return the likeliest entries for a sentence that went through `spell`, likeliest first.

        In a long sentence one clause is the question and the rest its story, so that each clause is tried by itself.
        """
        whole = strip_filler(spelled)
        known = self._known(whole)
        if known == NOBODY:
            return []
        # What a sentence's story is about, its questions are about too: "the flats of Shenzhen, what is their rent?"
        places = self._strange(unify(unify_numerals(whole)))
        found = self._rank(whole, known, places)
        if clauses and not (found and found[0].probability >= _ANSWERED):
            asked = False
            for clause in reversed(clauses):
                asking = _ASKING.search(clause) is not None
                worth = _STORY if not asking else _ASIDE if asked else _QUESTION
                asked = asked or asking
                ranked = self._rank(clause, self._known(clause), places)
                found += [replace(one, probability=worth * one.probability) for one in ranked]
        return _best_of_each(found)

    def _known(self, bare: str) -> int | None:
        """Return what this is a phrasing of, word for word."""
        return self._phrases.worded(unify_numerals(bare))

    def _strange(self, plain: str) -> frozenset[str]:
        """Return the other places, and the matters of other offices, that a sentence names."""
        return places_in(plain) | (matters_in(plain) - self._own)

    def _rank(self, bare: str, known: int | None, places: frozenset[str]) -> list[Candidate]:
        normal = unify_numerals(bare)
        if not normal or known == NOBODY:
            return []
        plain = unify(normal)
        asked = asked_in(plain) if has_han(plain) else None
        found = self._text.rank(plain, places, asked, only=known)
        if known is not None:
            return [replace(one, probability=_CERTAIN) for one in found]
        if found and found[0].probability >= _SURE:
            return found
        # Characters that were meant as they stand speak against a sentence that only sounds right; letters do not.
        chinese = has_han(bare)
        sound = sound_of(bare, self._syllables) if chinese else sound_of(bare.translate(_TONES), {})
        if sound and self._pronounced:
            places = places if chinese else places | self._places(sound)
            doubted = found[0].doubt if chinese and found else None
            heard = self._sound.rank(sound, places, asked or self._spoken(sound), doubted=doubted)
            if chinese and heard:
                misheard = _misheard(self._text.strange(plain, [one.entry for one in heard]))
                heard = [
                    replace(one, probability=worth * one.probability)
                    for one, worth in zip(heard, misheard, strict=True)
                ]
            found += heard
        return _best_of_each(found)


def _misheard(strange: Floats) -> list[float]:
    """Return what each entry that sounds right is worth, by the share of what is written that it has not."""
    share = np.clip((strange - _FEW) / (_MANY - _FEW), 0, 1)
    worth: list[float] = (1 - (1 - _MISHEARD) * share).tolist()
    return worth


def _best_of_each(candidates: Sequence[Candidate]) -> list[Candidate]:
    best: dict[int, Candidate] = {}
    for one in candidates:
        other = best.get(one.entry)
        if other is None or one.probability > other.probability:
            best[one.entry] = one
    return sorted(best.values(), key=lambda one: -one.probability)
