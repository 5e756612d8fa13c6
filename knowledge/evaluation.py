"""How well a pack is understood: its evaluation questions asked, one by one, and what came of them counted.

A pack's `eval/*.jsonl` holds one question a line: `{"q": sentence, "gold": id, list of ids or null, "style": word}`.
`null` means that it must be refused. Nothing there is ever a phrasing: what is learnt by heart proves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from knowledge.base import Knowledge
from knowledge.understanding import Decision, Understanding

Understand = Callable[[str], Understanding]
_BANDS = (0.2, 0.3, 0.42, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
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
    def dev(self) -> bool:
        """Whether it belongs to the half that may be looked at and fitted to; the other half is the honest figure."""
        return sha256(self.sentence.encode()).digest()[0] % 2 == 0


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
    found: list[Question] = []
    for path in sorted((folder / "eval").glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if line.strip():
                found.append(_question(line, path.stem, f"eval/{path.name}:{number}"))
    return tuple(found)


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
