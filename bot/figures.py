"""The figures of an evaluation, on the screen and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from knowledge.evaluation import Result, Score, confusions, failures, noise, reliability, score, scores

NOBODY = "none"


def in_json(results: Sequence[Result]) -> dict[str, Any]:
    """All figures as one JSON object. Shares run from 0 to 1; in `worth` a confident wrong answer counts double."""
    return {
        "all": _counted(score(results)),
        "files": {name: _counted(one) for name, one in scores(results, lambda one: one.file).items()},
        "styles": {name: _counted(one) for name, one in scores(results, lambda one: one.style).items()},
        "noise": {
            style: {"accuracy": noisy.accuracy, "plain": plain.accuracy, "lost": plain.accuracy - noisy.accuracy}
            for style, (noisy, plain) in noise(results).items()
        },
        "reliability": [asdict(band) for band in reliability(results)],
        "confusions": [
            {"gold": list(one.gold), "answered": one.answered, "count": len(one.sentences), "sentences": one.sentences}
            for one in confusions(results)
        ],
        "failures": [_failure(one) for one in failures(results)],
    }


def _counted(one: Score) -> dict[str, float]:
    return {**asdict(one), "accuracy": one.accuracy, "worth": one.worth}


def _failure(one: Result) -> dict[str, Any]:
    best = one.understood.matches[0] if one.understood.matches else None
    return {
        "q": one.question.sentence,
        "gold": sorted(one.question.gold),
        "file": one.question.file,
        "style": one.question.style,
        "outcome": one.outcome.value,
        "best": best.entry.id if best else None,
        "probability": round(best.probability, 4) if best else 0.0,
    }


def show(results: Sequence[Result], screen: Console) -> None:
    """Print all figures, the worst last: that is what stays on the screen."""
    for what, by in (("file", lambda one: one.file), ("style", lambda one: one.style)):
        table = Table(what, "questions", "right %", "worth %", "offered", "missed", "wrong")
        for name, one in {**scores(results, by), "all": score(results)}.items():
            shares = f"{100 * one.accuracy:.1f}", f"{100 * one.worth:.1f}"
            table.add_row(name, str(one.count), *shares, str(one.offered), str(one.missed), str(one.wrong))
        screen.print(table)
    if noisy := noise(results):
        table = Table("noise", "right %", "plain %", "points lost")
        for style, (one, plain) in noisy.items():
            found, clean = 100 * one.accuracy, 100 * plain.accuracy
            table.add_row(style, f"{found:.1f}", f"{clean:.1f}", f"{clean - found:.1f}")
        screen.print(table)
    table = Table("said to be", "questions", "expected %", "right %")
    for band in reliability(results):
        shares = f"{100 * band.expected:.1f}", f"{100 * band.right:.1f}"
        table.add_row(f"{band.low:.2f}-{band.high:.2f}", str(band.count), *shares)
    screen.print(table)
    table = Table("meant", "answered instead", "times")
    for mixed in confusions(results):
        table.add_row(", ".join(mixed.gold) or NOBODY, mixed.answered, str(len(mixed.sentences)))
    if table.row_count:
        screen.print(table)
    for failed in map(_failure, failures(results)):
        gold = ", ".join(failed["gold"]) or NOBODY
        words = f"{failed['outcome']}: {failed['q']} [{failed['style']}] {gold} -> {failed['best']}"
        screen.print(f"{words} {failed['probability']:.2f}", markup=False, highlight=False, soft_wrap=True)
