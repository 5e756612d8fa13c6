"""The slot values of a sentence together, and how many people it speaks for."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.slots import find_slots

NOW = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("带个朋友", 2),
        ("带上女朋友", 2),
        ("我带我妈妈", 2),
        ("我们俩", 2),
        ("我和女朋友", 2),
        ("两口子", 2),
        ("我和两个朋友", 3),
        ("一家三口", 3),
        ("一家四口人", 4),
        ("两大一小", 3),
        ("两个大人一个小孩", 3),
        ("就我一个", 1),
        ("我一个人去", 1),
        ("一个人", 1),
        ("3个人", 3),
        ("五人", 5),
        ("两位", 2),
        ("我们五个人", 5),
        ("我们三个", 3),
        ("一共四个人", 4),
        ("两个名额", 2),
        ("带两个孩子", 3),
        ("周三两位", 2),
        ("下午两点,两位", 2),
        ("for two", 2),
        ("for two on Saturday", 2),
        ("3 people", 3),
        ("four of us", 4),
        ("a family of four", 4),
        ("two adults and one kid", 3),
        ("bring two friends", 3),
        ("me and my wife", 2),
        ("my husband and I", 2),
        ("with my wife", 2),
        ("just me", 1),
        ("带老婆和孩子", 3),
        ("我和老婆孩子", 3),
        ("带爸妈一起看", 3),
        ("我带着女朋友和她两个同学", 4),
        ("带女朋友,一共四个人", 4),
        ("can i bring my wife and kid to see the flat", 3),
        ("with my wife and two kids", 4),
        ("my wife, my kid and I", 3),
        ("bringing my parents", 3),
        ("me and my two roommates", 3),
    ],
)
def test_the_number_of_people_is_found(sentence: str, people: int) -> None:
    assert find_slots(sentence, NOW).get("people") == people


@pytest.mark.parametrize(
    "sentence",
    [
        "30人的名单",
        "24名专员",
        "引才专员24人才",
        "引进多少人",
        "现在有多少人",
        "3.66万人",
        "第三个人",
        "三人间",
        "人才公寓有23248套",
        "百人会",
        "how many people",
        "for 3 years",
        "for two days",
        "who is the contact person",
        "with my children",
        "带孩子们去",
    ],
)
def test_a_number_of_other_people_is_not_for_whom_they_speak(sentence: str) -> None:
    assert "people" not in find_slots(sentence, NOW)


def test_all_values_of_a_sentence_are_found() -> None:
    assert find_slots("明天下午三点带个朋友看房", NOW) == {
        "people": 2,
        "when": {"date": "2026-11-25", "part": "afternoon", "time": "15:00"},
    }


def test_what_is_open_and_what_is_a_period_is_said_in_json() -> None:
    assert find_slots("下周末", NOW) == {"when": {"from": "2026-12-05", "to": "2026-12-06"}}
    assert find_slots("周六八点", NOW) == {
        "when": {
            "date": "2026-11-28",
            "ambiguous": [{"slot": "time", "ask": "which-half-day", "values": ["08:00", "20:00"]}],
        }
    }
    assert find_slots("上周三", NOW) == {"when": {"date": "2026-11-18", "past": True}}


def test_an_empty_sentence_has_no_values() -> None:
    assert find_slots("", NOW) == {}


@given(st.text(max_size=80), st.datetimes(timezones=st.just(NOW.tzinfo)))
def test_no_sentence_breaks_anything(sentence: str, now: datetime) -> None:
    people = find_slots(sentence, now).get("people")
    assert people is None or (isinstance(people, int) and people > 0)


def test_the_last_day_of_the_calendar_breaks_nothing() -> None:
    for sentence in ("明天", "下周三", "下个月", "三年后", "月底", "周末", "12月31号", "除夕", "in 3 weeks"):
        find_slots(sentence, datetime.max.replace(tzinfo=NOW.tzinfo))
        find_slots(sentence.replace("后", "前"), datetime.min.replace(tzinfo=NOW.tzinfo))
