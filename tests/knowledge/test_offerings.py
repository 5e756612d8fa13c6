"""A pack's offerings: read with their times, and refused with file, line and field."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge import Knowledge, PackError
from knowledge.offerings import Repeated

SMALL = Path(__file__).parent.parent / "packs" / "small"


@pytest.fixture
def problems(tmp_path):
    """Change the small pack's offerings by replacing words; returns what is wrong then."""

    def change(*changes, file="offerings.yaml"):
        folder = tmp_path / "pack"
        shutil.copytree(SMALL, folder)
        text = (folder / "offerings.yaml").read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / file).write_text(text, "utf-8")
        with pytest.raises(PackError) as refused:
            Knowledge.load(folder)
        return [str(problem) for problem in refused.value.problems]

    return change


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            [("kind: viewing", "kind: tour")],
            "offerings.yaml:3: [0].kind: is the text 'tour'; allowed: viewing, event",
        ),
        ([("subject: lakeside", "subject: seaside")], "[0].subject: there is no complex seaside; allowed: the id of"),
        ([("subject: lakeside", "subject: mixer")], "[0].subject: there is no complex mixer"),
        ([("weekdays: [6]", "weekdays: [8]")], "allowed: 1 (Monday) to 7"),
        ([('begins: "14:00", ends: "16:00"', 'begins: "16:00", ends: "14:00"')], "14:00 is not after begins"),
        ([('begins: "14:00"', 'begins: "two"')], "allowed: HH:MM"),
        ([("men: 1}}", "boys: 1}}")], "takes.boys: is not among the seats; allowed: one of: all, men, women"),
        ([("persons: 2", "persons: 0")], "allowed: a whole number from 1"),
        ([("hold_hours: 48", "hold_hours: 0")], "needs agreement, but seats are not held meanwhile"),
        ([("id: view-hillside", "id: view-lakeside")], "view-lakeside is also the id of offerings.yaml:2"),
        ([("approval: true", "approval: perhaps")], "allowed: true or false"),
        ([("place: {zh: 湖畔公寓门口, en: Lakeside gate}", "place: {zh: 湖畔公寓门口}")], "place.en: is missing"),
        ([("approval: true", "price: 3")], "price: is not a field; allowed: the fields id, kind, subject"),
        ([("area: {zh: 花园", "area: {zh: 湖边")], "湖边 is not in the place"),
        ([("parties: skip", "parties: jump")], "allowed: strict or skip"),
        ([("seats: {all: 4, men: 2, women: 2}", "seats: {}")], "has times but no seats or no tickets"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(problems, changes, said):
    found = problems(*changes)
    assert any(said in one for one in found), found


def test_what_demo_yaml_holds_is_marked_as_a_sample(problems):
    assert any("is not true in demo.yaml; allowed: sample: true" in one for one in problems(file="demo.yaml"))


def test_every_so_many_weeks_is_once_in_as_many_weeks():
    for first in (date(2026, 11, 24), date(2027, 1, 1), date(2028, 2, 28)):
        for turn in range(4):
            rule = Repeated(weekday=6, begins="14:00", ends="15:00", weeks=4, turn=turn)
            days = list(rule.on(first, 28))
            assert len(days) == 1
            assert days[0].isoweekday() == 6
    every = Repeated(weekday=6, begins="14:00", ends="15:00")
    assert len(list(every.on(date(2026, 11, 24), 28))) == 4


def test_what_is_kept_prepared_is_the_same(tmp_path):
    fresh = Knowledge.load(SMALL, tmp_path)
    again = Knowledge.prepared(SMALL, tmp_path)
    assert again is not None
    assert again.pack.offerings == fresh.pack.offerings
    assert fresh.pack.offerings
