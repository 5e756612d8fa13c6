"""The evaluation is honest, and what was reached is kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import knowledge
from knowledge import Knowledge
from knowledge.evaluation import (
    Outcome,
    Question,
    evaluate_pack,
    failures,
    read_questions,
    reliability,
    score,
    scores,
)
from knowledge.normalising import normalise

FOLDER = Path(knowledge.__file__).parent / "packs" / "wujin"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
# What was reached, in percent, less a point.
FLOORS = {
    "blind-questions": 97.0,
    "blind-unknowns": 93.8,
    "blind-actions": 96.3,
    "blind-out_of_scope": 98.5,
    "tuned-questions": 97.1,
    "tuned-unknowns": 97.4,
    "tuned-actions": 97.4,
    "tuned-out_of_scope": 97.5,
}


def ask(folder: Path, small: Knowledge, lines: str) -> list[Outcome]:
    (folder / "eval").mkdir()
    (folder / "eval" / "some.jsonl").write_text(lines, "utf-8")
    return [result.outcome for result in evaluate_pack(folder, small, now=NOW)]


def test_questions_are_asked_and_counted(folder: Path, small: Knowledge) -> None:
    lines = (
        '{"q": "公寓总共有几间", "gold": "apartments-total", "style": "plain"}\n'
        '{"q": "红烧肉怎么做", "gold": null, "style": "lure"}\n\n'
        '{"q": "我想看房", "gold": ["incubators", "notice"], "style": "plain"}\n'
        '{"q": "红烧肉怎么做", "gold": "notice", "style": "plain"}\n'
    )
    assert ask(folder, small, lines) == [Outcome.RIGHT, Outcome.RIGHT, Outcome.WRONG, Outcome.MISSED]
    results = evaluate_pack(folder, small, now=NOW)
    counted = score(results)
    assert (counted.count, counted.right, counted.missed, counted.wrong) == (4, 2, 1, 1)
    assert (counted.accuracy, counted.worth) == (0.5, 0.25)
    assert {name: one.count for name, one in scores(results, lambda one: one.style).items()} == {"lure": 1, "plain": 3}
    assert [one.outcome for one in failures(results)] == [Outcome.WRONG, Outcome.MISSED]
    assert all(band.count and 0 <= band.right <= 1 for band in reliability(results))
    assert score([]).accuracy == score([]).worth == 0


@pytest.mark.parametrize("line", ["{", "[]", '{"q": "x"}', '{"q": " ", "gold": null, "style": "plain"}'])
def test_a_bad_line_is_named(folder: Path, small: Knowledge, line: str) -> None:
    with pytest.raises(ValueError, match=r"eval/some.jsonl:1"):
        ask(folder, small, line)


def test_no_question_is_learnt_by_heart_and_golds_exist(wujin: Knowledge) -> None:
    questions = read_questions(FOLDER)
    assert len(questions) > 1000
    known = {normalise(one) for entry in wujin.pack.entries for one in (*entry.phrasings.zh, *entry.phrasings.en)}
    known |= {normalise(one) for one in (*wujin.pack.negatives.zh, *wujin.pack.negatives.en)}
    written = {one for entry in wujin.pack.entries for one in (*entry.phrasings.zh, *entry.phrasings.en)}
    written |= {*wujin.pack.negatives.zh, *wujin.pack.negatives.en}
    assert [one.sentence for one in questions if one.sentence in written] == []
    assert [one.sentence for one in questions if not one.gold <= {entry.id for entry in wujin.pack.entries}] == []


def test_wujin_is_understood_as_well_as_it_was(wujin: Knowledge) -> None:
    results = evaluate_pack(FOLDER, wujin, now=NOW)
    reached = {name: 100 * one.accuracy for name, one in scores(results, file_of).items()}
    assert {name: value for name, value in reached.items() if value < FLOORS[name]} == {}


def file_of(question: Question) -> str:
    return question.file
