"""How well a pack is understood: its evaluation questions asked, one by one, and what came of them counted.

A pack's `eval/*.jsonl` holds one question a line: `{"q": sentence, "gold": id, list of ids or null, "style": word}`.
`null` means that it must be refused. Nothing there is ever a phrasing: what is learnt by heart proves nothing. The
questions of `blind-*.jsonl` are for measuring alone: who looks at which of them fail moves them to `tuned-*.jsonl`,
and has others write new ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from knowledge.base import Knowledge
from knowledge.understanding import Decision, Understanding

Understand = Callable[[str], Understanding]
_BANDS = (0.2, 0.3, 0.42, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
NOISE = ("homophone", "traditional", "typo", "pinyin_spaced", "pinyin_joined")
"""Styles that are plain sentences written badly, or in another script."""
# A confident wrong answer is worth as much as two questions without one.
WRONG_COSTS = 2


class Outcome(StrEnum):
    """What came of a question."""

    RIGHT = "right"  # answered with a right entry, or rightly refused
    OFFERED = "offered"  # a right entry was among those offered
    MISSED = "missed"  # refused, or only others offered
    WRONG = "wrong"  # answered with what is not right


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence, the entries that are right for it (none: it must be refused), its style and its file."""

    sentence: str
    gold: frozenset[str]
    style: str
    file: str

    @property
    def blind(self) -> bool:
        """Whether it was never looked at while anything was tuned: what these come to is the honest figure."""
        return self.file.startswith("blind")


@dataclass(frozen=True, slots=True)
class Result:
    """A question and what was understood."""

    question: Question
    understood: Understanding
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Score:
    """What came of a number of questions."""

    count: int
    right: int
    offered: int
    missed: int
    wrong: int

    @property
    def accuracy(self) -> float:
        """The share of right ones, from 0 to 1."""
        return self.right / self.count if self.count else 0.0

    @property
    def worth(self) -> float:
        """The same, where a wrong answer also costs the right one of another question."""
        return (self.right - (WRONG_COSTS - 1) * self.wrong) / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """The best matches whose probability lies in a band: how many, how likely on average, and how many were right."""

    low: float
    high: float
    count: int
    expected: float
    right: float


def read_questions(folder: Path) -> tuple[Question, ...]:
    """Return the questions of a pack's folder, in the order of the files. Raises ValueError with file and line."""
    files = sorted((folder / "eval").glob("*.jsonl"))
    return tuple(question for path in files for question in read_question_file(path, f"eval/{path.name}"))


def read_question_file(path: Path, name: str) -> tuple[Question, ...]:
    """Return the questions of one file, called `name` in errors. Raises ValueError with the line; OSError."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{name}: is not UTF-8 text") from error
    numbered = enumerate(lines, 1)
    return tuple(_question(line, path.stem, f"{name}:{number}") for number, line in numbered if line.strip())


def _question(line: str, file: str, place: str) -> Question:
    try:
        read = json.loads(line)
        gold = read["gold"] or ()
        gold = frozenset([gold] if isinstance(gold, str) else gold)
        question = Question(read["q"], gold, read["style"], file)
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(f"{place}: is not a question with q, gold and style") from error
    if not isinstance(question.sentence, str) or not question.sentence.strip():
        raise ValueError(f"{place}: q holds no words")
    return question


def evaluate(questions: Iterable[Question], understand: Understand) -> tuple[Result, ...]:
    """Ask every question."""
    return tuple(_ask(question, understand(question.sentence)) for question in questions)


def evaluate_pack(folder: Path, knowledge: Knowledge, *, now: datetime) -> tuple[Result, ...]:
    """Ask the questions of a pack's folder of the knowledge that was loaded from it."""
    return evaluate(read_questions(folder), lambda sentence: knowledge.understand(sentence, now=now))


def _ask(question: Question, understood: Understanding) -> Result:
    gold = question.gold
    if understood.entry:
        outcome = Outcome.RIGHT if understood.entry.id in gold else Outcome.WRONG
    elif not gold:
        outcome = Outcome.RIGHT if understood.decision is Decision.REFUSE else Outcome.MISSED
    else:
        offered = any(entry.id in gold for entry in understood.suggestions)
        outcome = Outcome.OFFERED if offered else Outcome.MISSED
    return Result(question, understood, outcome)


def score(results: Iterable[Result]) -> Score:
    """Count the outcomes."""
    outcomes = [result.outcome for result in results]
    return Score(len(outcomes), *(outcomes.count(outcome) for outcome in Outcome))


def scores(results: Sequence[Result], by: Callable[[Question], str]) -> dict[str, Score]:
    """Count the outcomes for each value of `by` (a file, a style), in alphabetical order."""
    names = sorted({by(result.question) for result in results})
    return {name: score(result for result in results if by(result.question) == name) for name in names}


def reliability(results: Iterable[Result]) -> tuple[Band, ...]:
    """Return how often the likeliest entry was right, by how likely it was said to be; empty bands are left out."""
    best = [
        (result.understood.matches[0].probability, result.understood.matches[0].entry.id in result.question.gold)
        for result in results
        if result.understood.matches
    ]
    bands = []
    for low, high in zip((0.0, *_BANDS), (*_BANDS, 1.01), strict=True):
        inside = [(likely, right) for likely, right in best if low <= likely < high]
        if inside:
            count = len(inside)
            expected, right = sum(likely for likely, _ in inside) / count, sum(hit for _, hit in inside) / count
            bands.append(Band(low, min(high, 1.0), count, expected, right))
    return tuple(bands)


def failures(results: Iterable[Result]) -> tuple[Result, ...]:
    """Return what was not right, wrong answers first."""
    order = list(Outcome)
    failed = [result for result in results if result.outcome is not Outcome.RIGHT]
    return tuple(sorted(failed, key=lambda one: (-order.index(one.outcome), one.question.file, one.question.style)))


@dataclass(frozen=True, slots=True)
class Confusion:
    """Questions for the same entries that were answered with the same other one. No gold: they were to be refused."""

    gold: tuple[str, ...]
    answered: str
    sentences: tuple[str, ...]


def confusions(results: Iterable[Result]) -> tuple[Confusion, ...]:
    """Return what was answered with which wrong entry instead, most frequent first."""
    found: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for result in results:
        if result.outcome is Outcome.WRONG and result.understood.entry:
            gold = tuple(sorted(result.question.gold))
            found.setdefault((gold, result.understood.entry.id), []).append(result.question.sentence)
    listed = [Confusion(gold, answered, tuple(sentences)) for (gold, answered), sentences in found.items()]
    return tuple(sorted(listed, key=lambda one: (-len(one.sentences), one.gold, one.answered)))


def noise(results: Sequence[Result]) -> dict[str, tuple[Score, Score]]:
    """Return, for each style of noise there is, its score beside that of the plain questions of the same files."""
    found = {}
    for style in NOISE:
        noisy = [result for result in results if result.question.style == style]
        files = {result.question.file for result in noisy}
        plain = [one for one in results if one.question.style == "plain" and one.question.file in files]
        if noisy and plain:
            found[style] = score(noisy), score(plain)
    return found


def lost(before: Iterable[Result], after: Iterable[Result]) -> tuple[Result, ...]:
    """Return, of the same questions asked twice, those that were right and no longer are, as they are now."""
    right = {result.question for result in before if result.outcome is Outcome.RIGHT}
    return tuple(one for one in after if one.question in right and one.outcome is not Outcome.RIGHT)
