"""Fit the weights of `knowledge/evidence.py` and print them: `python benchmarks/fit_weights.py knowledge/packs/wujin`.

The model is one conditional logit for each branch, over the entries found and "none of them". Its sentences: each
phrasing and negative of the pack, held out in five folds, as it stands and with noise; and the half of the pack's
evaluation that `knowledge.evaluation` calls the dev half. Pure numpy; takes a minute or two.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from knowledge import Pack
from knowledge.asking import SpokenAsking, asked_in
from knowledge.branch import Branch
from knowledge.evaluation import read_questions
from knowledge.evidence import Doubt, Likeness
from knowledge.grams import sound_grams, text_grams
from knowledge.lexicon import NOBODY, Phrase, build_lexicon, index_phrases, texts_of
from knowledge.matters import matters_in
from knowledge.normalising import normalise, spell, strip_filler
from knowledge.places import places_in
from knowledge.sounds import has_han, sound_of
from knowledge.synonyms import unify
from knowledge.validation import build_pack, read_files

FOLDS = 5
NEWTON_STEPS = 30
RIDGE = 2.0
# What a sentence of each origin counts. People write longer and stranger sentences than those who write packs.
DEV, CLEAN, NOISY, NEGATIVE = 1.0, 0.5, 0.25, 1.0
# Set by hand, for a pack's own phrasings say too little: another city's flats are not ours.
FIXED = {"elsewhere": -8.0, "unstated": -2.0}
FEATURES = (*Likeness._fields, *Doubt._fields)

Sample = tuple[np.ndarray, int, float]  # a row of features for each entry and, last, for none; the right row; weight


class Room:
    """Both branches over one lexicon."""

    def __init__(self, lexicon) -> None:
        self.syllables = lexicon.syllables
        self.text, self.sound = Branch(lexicon, sound=False), Branch(lexicon, sound=True)
        self.spoken = SpokenAsking(lambda word: sound_of(word, lexicon.syllables))

    def samples(self, sentence: str, gold: set[int], weight: float, *, aloud: bool) -> Iterator[tuple[bool, Sample]]:
        plain = unify(normalise(sentence))
        bare = strip_filler(spell(sentence))
        if not plain:
            return
        places, asked, doubted = places_in(plain) | matters_in(plain), asked_in(plain), None
        if not aloud:
            found, likenesses, doubted = self.text.compare(plain, text_grams(plain), places, asked)
            yield False, (*_rows(found, likenesses, doubted, gold), weight)
        chinese = has_han(bare)
        sound = sound_of(bare, self.syllables if chinese else {})
        if sound and (aloud or chinese):
            if aloud:
                doubted = None
            asked = asked or self.spoken(sound)
            found, likenesses, doubt = self.sound.compare(sound, sound_grams(sound), places, asked, doubted=doubted)
            yield True, (*_rows(found, likenesses, doubt, gold), weight)


def _rows(found, likenesses, doubt, gold) -> tuple[np.ndarray, int]:
    rows = np.zeros((len(found) + 1, len(FEATURES)))
    if found:
        rows[:-1, : len(Likeness._fields)] = likenesses
    rows[-1, len(Likeness._fields) :] = doubt
    best = [place for place, (group, _) in enumerate(found) if group in gold]
    # With several right answers the nearest counts; one that was not found can only be refused.
    right = max(best, key=lambda place: likenesses[place].letters + likenesses[place].covered) if best else len(found)
    return rows, right


def noisy(sentence: str, chance: random.Random, syllables: dict[str, str]) -> str:
    """Return the sentence with a slip of the keyboard, a shorter form, or words around it."""
    signs = list(sentence)
    place = chance.randrange(len(signs))
    kind = chance.randrange(5)
    if kind == 0 and len(signs) > 4:
        del signs[place]
    elif kind == 1 and len(signs) > 4:
        place = min(place, len(signs) - 2)
        signs[place : place + 2] = reversed(signs[place : place + 2])
    elif kind == 2 and len(signs) > 6:
        signs = signs[:place] if place > 3 else signs[place:]
    elif kind == 3:
        same = [sign for sign, sound in syllables.items() if sound == syllables.get(signs[place])]
        signs[place] = chance.choice(same[:40] or [signs[place]])
    else:
        zh = ["我朋友说", "我刚来这边,", "昨天听同事讲", "我有点搞不懂", "武进的", "到底", "现在"]
        en = ["my friend says ", "i just moved here, ", "so ", "in wujin "]
        signs = [chance.choice(zh if has_han(sentence) else en), *signs]
    return "".join(signs)


def held_out(pack: Pack, phrases: tuple[Phrase, ...], syllables: dict[str, str]) -> Iterator[tuple[bool, Sample]]:
    chance = random.Random(7)
    titles = {title for entry in pack.entries for title in (entry.title.zh, entry.title.en)}
    fold_of = [None if phrase.sentence in titles else chance.randrange(FOLDS) for phrase in phrases]
    for fold in range(FOLDS):
        kept = tuple(phrase for phrase, its in zip(phrases, fold_of, strict=True) if its != fold)
        room = Room(index_phrases(kept, *texts_of(pack), syllables))
        for phrase, its in zip(phrases, fold_of, strict=True):
            if its != fold:
                continue
            gold = {phrase.entry} - {NOBODY}
            weight = 1.0 if gold else NEGATIVE
            yield from room.samples(phrase.sentence, gold, CLEAN * weight, aloud=False)
            yield from room.samples(noisy(phrase.sentence, chance, syllables), gold, NOISY * weight, aloud=False)
            if phrase.sound:
                yield from room.samples(phrase.sound, gold, NOISY * weight, aloud=True)


def fit(samples: list[Sample]) -> dict[str, float]:
    """Newton's method; a feature that would count the wrong way is left out and the rest fitted again."""
    most = max(len(rows) for rows, _, _ in samples)
    tensor = np.zeros((len(samples), most, len(FEATURES)))
    there = np.zeros((len(samples), most), dtype=bool)
    for place, (rows, _, _) in enumerate(samples):
        tensor[place, : len(rows)] = rows
        there[place, : len(rows)] = True
    right = np.array([right for _, right, _ in samples])
    weight = np.array([weight for _, _, weight in samples])
    given = sum(value * tensor[:, :, FEATURES.index(name)] for name, value in FIXED.items())
    used = [name for name in FEATURES if name not in FIXED]
    while True:
        places = [FEATURES.index(name) for name in used]
        part = tensor[:, :, places]
        chosen = part[np.arange(len(samples)), right]
        solution = np.zeros(len(used))
        for _ in range(NEWTON_STEPS):
            logits = np.where(there, part @ solution + given, -np.inf)
            shares = np.exp(logits - logits.max(axis=1, keepdims=True))
            shares /= shares.sum(axis=1, keepdims=True)
            mean = np.einsum("nk,nkf->nf", shares, part)
            gradient = weight @ (chosen - mean) - RIDGE * solution
            spread = np.einsum("nk,nkf,nkg->fg", shares * weight[:, None], part, part, optimize=True)
            spread -= (mean * weight[:, None]).T @ mean
            step = np.linalg.solve(spread + RIDGE * np.eye(len(used)), gradient)
            solution += step
            if abs(step).max() < 1e-4:
                break
        wrong = [name for name, value in zip(used, solution, strict=True) if _wrong_way(name, value)]
        if not wrong:
            return dict.fromkeys(FEATURES, 0.0) | FIXED | dict(zip(used, solution, strict=True))
        used = [name for name in used if name not in wrong]


def _wrong_way(name: str, value: float) -> bool:
    if name == "unstated":
        return value > 0
    return value < 0 and name != "constant"


def main(folder: Path) -> None:
    pack = build_pack(read_files(folder))
    lexicon = build_lexicon(pack)
    numbers = {entry.id: number for number, entry in enumerate(pack.entries)}
    samples = list(held_out(pack, lexicon.phrases, lexicon.syllables))
    room = Room(lexicon)
    for one in read_questions(folder):
        if one.dev:
            aloud = "pinyin" in one.style
            samples += room.samples(one.sentence, {numbers[gold] for gold in one.gold}, DEV, aloud=aloud)
    for name, sound in (("_TEXT", False), ("_SOUND", True)):
        chosen = [sample for its, sample in samples if its is sound]
        print(name, len(chosen), "sentences")
        weights = fit(chosen)
        print("    likeness=Likeness(" + ", ".join(f"{name}={weights[name]:.2f}" for name in Likeness._fields) + "),")
        doubt = [weights[name] for name in Doubt._fields]
        print("    doubt=Doubt(" + ", ".join(f"{n}={w:.2f}" for n, w in zip(Doubt._fields, doubt, strict=True)) + "),")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
