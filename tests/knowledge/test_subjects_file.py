"""What a pack names: read as it was written; a wrong one is refused with its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import Knowledge

Complaints = Callable[[], list[str]]
SUBJECTS = """\
- id: lakeside
  kind: complex
  name: {zh: 湖畔公寓, en: Lakeside}
  aliases: {zh: [湖畔], en: [Lakeside flats]}
- id: boat-race
  kind: event
  name: {zh: 龙舟赛, en: Boat race}
"""


def test_subjects_are_read_and_kept(folder: Path, tmp_path: Path) -> None:
    (folder / "subjects.yaml").write_text(SUBJECTS, "utf-8")
    for _ in range(2):  # read, and then found in the cache
        known = Knowledge.load(folder, tmp_path / "cache")
        assert [(one.id, one.kind) for one in known.pack.subjects] == [("lakeside", "complex"), ("boat-race", "event")]
        understood = known.understand("湖畔的龙舟赛", now=datetime(2026, 11, 24, tzinfo=UTC))
        assert understood.slots["which"] == [
            {"kind": "complex", "id": "lakeside"},
            {"kind": "event", "id": "boat-race"},
        ]


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        (
            "kind: event",
            "kind: party",
            "subjects.yaml:6: [1].kind: is the text 'party'; allowed: complex, event, service",
        ),
        (
            "id: boat-race",
            "id: lakeside",
            "subjects.yaml:5: [1].id: lakeside is also the id of subjects.yaml:1; allowed",
        ),
        (
            "龙舟赛",
            "湖畔",
            "subjects.yaml:7: [1].name.zh: '湖畔' is also a name of lakeside (subjects.yaml:4); allowed",
        ),
        ("zh: [湖畔]", "zh: ['?!']", "subjects.yaml:4: [0].aliases.zh[0]: '?!' holds no letter, character or digit"),
        ("zh: [湖畔]", "fr: [lac]", "subjects.yaml:4: [0].aliases.fr: is not a field; allowed: the fields zh, en"),
        (
            "  kind: event",
            "  colour: red",
            "subjects.yaml:6: [1].colour: is not a field; allowed: the fields id, kind,",
        ),
        (
            "zh: [湖畔]",
            "zh: 湖畔",
            "subjects.yaml:4: [0].aliases.zh: is the text '湖畔'; allowed: zh: and en:, each a list",
        ),
        (
            SUBJECTS,
            "words",
            "subjects.yaml:1: file: is not a list; allowed: a list of subjects, each beginning with '- id:'",
        ),
    ],
)
def test_a_wrong_subject_is_told_with_its_line(
    folder: Path, complaints: Complaints, right: str, wrong: str, problem: str
) -> None:
    assert right in SUBJECTS
    (folder / "subjects.yaml").write_text(SUBJECTS.replace(right, wrong, 1), "utf-8")
    assert any(problem in told for told in complaints()), complaints()
