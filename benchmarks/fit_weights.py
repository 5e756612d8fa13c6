"""Fit the weights of `knowledge/evidence.py` and print them: `python benchmarks/fit_weights.py knowledge/packs/wujin`.

The model is one conditional logit for each branch, over the entries found and "none of them". Its sentences: each
phrasing and negative of the pack, held out in five folds, as it stands and with noise; and the questions of the pack's
evaluation that are not blind. Takes a minute or two.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from knowledge import Pack
from knowledge.asking import SpokenAsking, asked_in
from knowledge.branch import Branch
from knowledge.evaluation import read_questions
from knowledge.evidence import Doubt, Likeness
from knowledge.lexicon import NOBODY, Phrase, index_phrases, phrases_of, texts_of
from knowledge.matters import matters_in
from knowledge.normalising import normalise, spell, strip_filler
from knowledge.places import places_in
from knowledge.sounds import common_syllables, has_han, sound_of
from knowledge.synonyms import unify
from knowledge.validation import build_pack, read_files

FOLDS = 5
RIDGE = 2.0
# What a sentence of each origin counts. People write longer and stranger sentences than those who write packs.
DEV, CLEAN, NOISY, NEGATIVE = 1.0, 0.5, 0.25, 1.0
# Set by hand, for a pack's own phrasings say too little: another city's flats are not ours.
FIXED = {"elsewhere": -14.0, "unstated": -2.0}
CLOSE = [Likeness._fields.index(name) for name in ("letters", "covered")]
FEATURES = (*Likeness._fields, *Doubt._fields)

Sample = tuple[np.ndarray, int, float]  # a row of features for each entry and, last, for none; the right row; weight


class Room:
    """Both branches over one lexicon."""

    def __init__(self, lexicon) -> None:
        self.syllables, self.own = lexicon.syllables, lexicon.own
        self.text, self.sound = Branch(lexicon, sound=False), Branch(lexicon, sound=True)
        self.spoken = SpokenAsking(lambda word: sound_of(word, lexicon.syllables))

    def samples(self, sentence: str, gold: set[int], weight: float, *, aloud: bool) -> Iterator[tuple[bool, Sample]]:
        plain = unify(normalise(sentence))
        bare = strip_filler(spell(sentence))
        if not plain:
            return
        places, asked, doubted = (
            places_in(plain) | (matters_in(plain) - self.own),
            asked_in(plain) if has_han(plain) else None,
            None,
        )
        if not aloud:
            found, likenesses, doubted = self.text.compare(plain, places, asked)
            yield False, (*_rows(found, likenesses, doubted, gold), weight)
        chinese = has_han(bare)
        sound = sound_of(bare, self.syllables if chinese else {})
        if sound and (aloud or chinese):
            if aloud:
                doubted = None
            asked = asked or self.spoken(sound)
            found, likenesses, doubt = self.sound.compare(sound, places, asked, doubted=doubted)
            yield True, (*_rows(found, likenesses, doubt, gold), weight)


def _rows(found, likenesses, doubt, gold) -> tuple[np.ndarray, int]:
    rows = np.zeros((len(found) + 1, len(FEATURES)))
    rows[:-1, : len(Likeness._fields)] = likenesses
    rows[-1, len(Likeness._fields) :] = doubt
    best = [place for place, (group, _) in enumerate(found) if group in gold]
    # With several right answers the nearest counts; one that was not found can only be refused.
    right = max(best, key=lambda place: sum(likenesses[place, CLOSE])) if best else len(found)
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
    """The likeliest weights, none of which counts the wrong way."""
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
    part = tensor[:, :, [FEATURES.index(name) for name in used]]
    chosen = part[np.arange(len(samples)), right]

    def loss(solution: np.ndarray) -> tuple[float, np.ndarray]:
        logits = np.where(there, part @ solution + given, -np.inf)
        top = logits.max(axis=1, keepdims=True)
        shares = np.exp(logits - top)
        total = shares.sum(axis=1, keepdims=True)
        likely = (logits[np.arange(len(samples)), right] - top[:, 0]) - np.log(total[:, 0])
        mean = np.einsum("nk,nkf->nf", shares / total, part)
        gradient = weight @ (mean - chosen) + RIDGE * solution
        return RIDGE / 2 * solution @ solution - weight @ likely, gradient

    way = {"constant": (None, None), "strange": (None, 0)}
    bounds = [way.get(name, (0, None)) for name in used]
    found = minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B", bounds=bounds)
    return FIXED | dict(zip(used, found.x, strict=True))


def main(folder: Path) -> None:
    pack = build_pack(read_files(folder))
    phrases = phrases_of(pack)
    lexicon = index_phrases(phrases, *texts_of(pack), common_syllables())
    numbers = {entry.id: number for number, entry in enumerate(pack.entries)}
    samples = list(held_out(pack, phrases, lexicon.syllables))
    room = Room(lexicon)
    for one in read_questions(folder):
        if not one.blind:
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
