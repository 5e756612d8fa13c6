"""When and how many: what is plain is found, what is not sure is left out."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.slots import find_slots

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        ("今天", {"date": "2026-11-24"}),
        ("明天上午", {"date": "2026-11-25", "part": "morning"}),
        ("后天下午3点", {"date": "2026-11-26", "part": "afternoon", "time": "15:00"}),
        ("大后天", {"date": "2026-11-27"}),
        ("明早九点", {"date": "2026-11-25", "part": "morning", "time": "09:00"}),
        ("今晚七点半", {"date": "2026-11-24", "part": "evening", "time": "19:30"}),
        ("周六", {"date": "2026-11-28"}),
        ("周一", {"date": "2026-11-30"}),
        ("星期天", {"date": "2026-11-29"}),
        ("下周三", {"date": "2026-12-02"}),
        ("下下周五", {"date": "2026-12-11"}),
        ("这周末", {"date": "2026-11-28"}),
        ("下禮拜二下午兩點一刻", {"date": "2026-12-01", "part": "afternoon", "time": "14:15"}),
        ("12月5号", {"date": "2026-12-05"}),
        ("十二月五日晚上8点", {"date": "2026-12-05", "part": "evening", "time": "20:00"}),
        ("3月1日", {"date": "2027-03-01"}),
        ("2026年12月5日", {"date": "2026-12-05"}),
        ("2026-12-05 15:30", {"date": "2026-12-05", "time": "15:30"}),
        ("tomorrow at 3 pm", {"date": "2026-11-25", "time": "15:00"}),
        ("the day after tomorrow", {"date": "2026-11-26"}),
        ("Saturday morning", {"date": "2026-11-28", "part": "morning"}),
        ("December 5", {"date": "2026-12-05"}),
    ],
)
def test_a_plain_time_is_found(sentence: str, when: dict[str, str]) -> None:
    assert find_slots(sentence, TUESDAY) == {"when": when}


@pytest.mark.parametrize(
    "sentence",
    ["", "人才公寓有23248套", "2月30号", "这周一", "next Saturday", "八点", "3.66万人", "第三个人", "引才专员24人才"],
)
def test_what_is_not_sure_is_left_out(sentence: str) -> None:
    assert find_slots(sentence, TUESDAY) == {}


@pytest.mark.parametrize("sentence", ["晚上12点", "晚上十二点"])
def test_midnight_has_no_time_because_it_belongs_to_two_days(sentence: str) -> None:
    assert find_slots(sentence, TUESDAY) == {"when": {"part": "evening"}}


@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("带个朋友", 2),
        ("带上女朋友", 2),
        ("我们俩", 2),
        ("3个人", 3),
        ("两位", 2),
        ("一家三口", 3),
        ("带两个孩子", 3),
        ("for two", 2),
        ("3 people", 3),
        ("with my wife", 2),
    ],
)
def test_the_number_of_people_is_found(sentence: str, people: int) -> None:
    assert find_slots(sentence, TUESDAY) == {"people": people}


def test_the_last_day_of_the_calendar_breaks_nothing() -> None:
    assert find_slots("明天", date.max) == {}
