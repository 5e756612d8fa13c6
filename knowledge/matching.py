"""Finding the entries a sentence may mean, and how likely each is.

First the parts that sentences share (characters and words, their sounds) find the nearest phrasings; then rapidfuzz
compares those letter by letter; last, what speaks for an entry and against it becomes one probability.
Background negatives take part as if they were entries: a sentence that is nearer to one of them is refused.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz

from knowledge.evidence import Evidence, Likeness, probability, strength
from knowledge.grams import sound_grams, text_grams
from knowledge.index import Index, length
from knowledge.lexicon import NOBODY, Lexicon
from knowledge.normalising import strip_filler, unify_numerals
from knowledge.sounds import has_han, sound_of

if TYPE_CHECKING:
    from collections.abc import Mapping

# How many phrasings are compared letter by letter, and how many entries get a probability.
NEAREST = 40
RANKED = 6
_TONES = str.maketrans("", "", "12345")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry (by its number) that a sentence may mean, by its nearest phrasing."""

    entry: int
    probability: float
    phrase: int
    by_sound: bool
    evidence: Evidence


class _Near(NamedTuple):
    nearness: float
    phrase: int
    cosine: float
    share: float
    letters: float
    sound: float


class Matcher:
    """Compares sentences with a pack's phrases. Immutable: any number of threads may ask at once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._phrases = lexicon.phrases
        self._syllables = lexicon.syllables
        groups = [phrase.entry for phrase in self._phrases]
        self._exact = {phrase.normal: number for number, phrase in enumerate(self._phrases)}
        grams = [text_grams(phrase.normal) for phrase in self._phrases]
        self._text = Index(grams, groups)
        self._sound = Index([sound_grams(phrase.sound) for phrase in self._phrases], groups)
        self._known: dict[int, dict[str, float]] = defaultdict(dict)
        for group, parts in zip(groups, grams, strict=True):
            if group != NOBODY:
                self._known[group].update(parts)
        self._familiar = frozenset(gram for parts in self._known.values() for gram in parts)
        entries = sorted(self._known)
        self._entries = entries
        self._wholes = Index([self._known[number] for number in entries], entries)

    def rank(self, spelled: str) -> list[Candidate]:
        """Return the likeliest entries for a sentence that went through `spell`, likeliest first."""
        bare = strip_filler(spelled)
        normal = unify_numerals(bare)
        if not normal:
            return []
        grams = text_grams(normal)
        vector = self._text.weigh(grams)
        near = self._nearest(normal, vector, sound_of(bare, self._syllables) if has_han(bare) else sound_of(bare.translate(_TONES), {}))
        by_entry: dict[int, list[_Near]] = defaultdict(list)
        for one in near:
            by_entry[self._phrases[one.phrase].entry].append(one)
        against = max((one.nearness for one in by_entry.pop(NOBODY, ())), default=0.0)
        whole_vector = self._wholes.weigh(grams)
        whole_length = length(whole_vector.values())
        wholes = self._wholes.shared(whole_vector)
        total = sum(vector.values())
        likenesses: dict[int, Likeness] = {}
        for number, ones in by_entry.items():
            top = ones[0]
            known = self._known[number]
            place = self._entries.index(number)
            likenesses[number] = Likeness(
                cosine=top.cosine,
                phrase=top.share,
                letters=top.letters,
                sound=max(one.sound for one in ones),
                support=sum(one.nearness for one in ones[:3]) / 3,
                whole=wholes.get(place, 0.0) / whole_length / self._wholes.lengths[place],
                covered=sum([weight for gram, weight in vector.items() if gram in known]) / total,
            )
        strengths = {number: strength(likeness) for number, likeness in likenesses.items()}
        best = nlargest(RANKED, strengths, key=strengths.__getitem__)
        familiar = sum([weight for gram, weight in vector.items() if gram in self._familiar]) / total
        found = []
        for number in best:
            top = by_entry[number][0]
            rival = max((strengths[other] for other in best if other != number), default=0.0)
            evidence = Evidence(
                likeness=likenesses[number],
                ahead=strengths[number] - rival,
                clear=top.nearness - against,
                familiar=familiar,
                brief=1 / len(normal),
                exact=float(self._exact.get(normal) == top.phrase),
            )
            heard = top.sound > 0.5 * (top.cosine + top.letters)
            found.append(Candidate(number, probability(evidence), top.phrase, heard, evidence))
        return sorted(found, key=lambda one: -one.probability)

    def _nearest(self, normal: str, vector: Mapping[str, float], sound: str) -> list[_Near]:
        size = length(vector.values())
        text = {number: product / size / self._text.lengths[number] for number, product in self._text.shared(vector).items()}
        sound_vector = self._sound.weigh(sound_grams(sound))
        sound_size = length(sound_vector.values())
        heard = {number: product / sound_size / self._sound.lengths[number] for number, product in self._sound.shared(sound_vector).items()}
        together = dict(text)
        for number, score in heard.items():
            together[number] = max(together.get(number, 0.0), 0.8 * score)
        near = []
        for number in nlargest(NEAREST, together, key=together.__getitem__):
            phrase = self._phrases[number]
            letters = max(fuzz.ratio(normal, phrase.normal), 0.95 * fuzz.token_sort_ratio(normal, phrase.normal)) / 100
            spoken = fuzz.ratio(sound, phrase.sound) / 100 if phrase.sound else 0.0
            cosine = text.get(number, 0.0)
            share = min(1.0, cosine * size / self._text.lengths[number])
            by_sound = 0.5 * (heard.get(number, 0.0) + spoken)
            nearness = max(0.35 * cosine + 0.25 * share + 0.4 * letters, 0.9 * by_sound)
            near.append(_Near(nearness, number, cosine, share, letters, by_sound))
        near.sort(reverse=True)
        return near
