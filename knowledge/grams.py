"""The small parts by which sentences are compared: characters and their neighbours, words and their letters."""

from __future__ import annotations

import re

from knowledge.normalising import HAN

_RUN = re.compile(rf"[{HAN}]+|[^\s{HAN}]+")
_HAN = re.compile(f"[{HAN}]")
_ENDINGS = re.compile("(?:ies|es|s|ing|ed|ly)$")
_REFUSAL = re.compile(r"不(?:想|要|用|再|需|希望)|别(?:再|给|发)|\b(?:don t|do not|no longer|no more|stop)\b")
_SHORTEST_STEM = 3
_SOUND_LETTERS = 4
_SPELLING_LETTERS = 4

# Words so common in English questions that they tell nothing; "how many" and "where" do.
_LITTLE = (
    "a an the is are am be was were do does did of to in on for at by it its this that there and or i you your my me we"
    " they have has had"
)
_EMPTY = frozenset(_LITTLE.split())


def text_grams(normal: str, *, spelling: bool = True) -> dict[str, float]:
    """Return the parts of a normalised sentence and the weight of each kind of part.

    Without `spelling` the parts that only catch typing errors are left out.
    """
    # What is not wanted is another thing than what is wanted, however many words the two share.
    grams: dict[str, float] = {"¬": 1.5} if _REFUSAL.search(normal) else {}
    before = ""
    for run in _RUN.findall(normal):
        if _HAN.match(run):
            for position, sign in enumerate(run):
                grams[sign] = 0.6
                grams[run[position : position + 2]] = 1.0
                if spelling:
                    grams[run[position : position + 3]] = 0.8
            grams.setdefault(run[-1], 0.6)
            before = ""
            continue
        word = stem(run)
        grams[f"_{word}"] = 1.0
        if before:
            grams[f"{before} {word}"] = 1.0
        before = word
        if spelling:
            padded = f"<{word}>"
            for size in range(3, _SPELLING_LETTERS + 1):
                for position in range(len(padded) - size + 1):
                    grams[f"#{padded[position : position + size]}"] = 0.45
    return grams


def sound_grams(sound: str) -> dict[str, float]:
    """Return the parts of a sentence's sound."""
    if len(sound) < _SOUND_LETTERS:
        return {sound: 1.0} if sound else {}
    return {sound[position : position + _SOUND_LETTERS]: 1.0 for position in range(len(sound) - _SOUND_LETTERS + 1)}


def stem(word: str) -> str:
    """Return an English word without its commonest endings."""
    if not word.isascii() or not word.isalpha():
        return word
    bare = _ENDINGS.sub("", word)
    return bare if len(bare) >= _SHORTEST_STEM else word
