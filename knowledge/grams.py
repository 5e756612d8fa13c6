"""The small parts by which sentences are compared: characters and their neighbours, words and their letters."""

from __future__ import annotations

import re
from itertools import pairwise

from knowledge.normalising import HAN

_RUN = re.compile(rf"[{HAN}]+|[^\s{HAN}]+")
_HAN = re.compile(f"[{HAN}]")
_ENDINGS = re.compile("(?:ies|es|s|ing|ed|ly)$")
_REFUSAL = re.compile(r"不(?:想|要|用|再|需|希望)|别(?:再|给|发)|\b(?:don t|do not|no longer|no more|stop)\b")
_SHORTEST_STEM = 3
_SOUND_LETTERS = 4
TEXT_REACH, SOUND_REACH = 2, _SOUND_LETTERS
"""How many places of `text_steps` and `sound_steps` a part explains."""
_SPELLING_LETTERS = (3, 4)


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
                # Two characters near each other, whichever comes first: most of these outlive a slip of the keyboard.
                for other in run[position + 1 : position + 3]:
                    grams[sign + other if sign < other else other + sign] = 0.8
                if spelling and position + 3 <= len(run):
                    grams[run[position : position + 3]] = 0.8
            before = ""
            continue
        word = stem(run)
        grams[f"_{word}"] = 1.0
        if before:
            grams[f"{before} {word}"] = 1.0
        before = word
        if spelling:
            padded = f"<{word}>"
            for size in _SPELLING_LETTERS:
                for position in range(len(padded) - size + 1):
                    grams[f"#{padded[position : position + size]}"] = 0.45
    return grams


def text_steps(normal: str) -> list[str]:
    """Return a normalised sentence place by place: the part that explains this place and the next, if there is one.

    A character takes one place, a word, or a character by itself, two.
    """
    steps: list[str] = []
    for run in _RUN.findall(normal):
        if not _HAN.match(run):
            steps += (f"_{stem(run)}", "")
        elif len(run) == 1:
            steps += (run, "")
        else:
            steps += (sign + other if sign < other else other + sign for sign, other in pairwise(run))
            steps.append("")
    return steps


def sound_steps(sound: str) -> list[str]:
    """Return a sentence's sound letter by letter: the part that explains this letter and the next three, if any."""
    return [sound[position : position + _SOUND_LETTERS] for position in range(len(sound))]


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
