"""When people mean: dates, moments and periods at three moments, what is asked back, and what is no time at all."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.digits import write_digits
from knowledge.normalising import simplify
from knowledge.reading_when import find_when
from knowledge.when import Open, When, covers, settle, what_to_ask
from tests.knowledge import expressions

ZONE = ZoneInfo("Asia/Shanghai")
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=ZONE)
FRIDAY_EVENING = datetime(2026, 11, 27, 19, 30, tzinfo=ZONE)
LAST_OF_JANUARY = datetime(2027, 1, 31, 10, tzinfo=ZONE)
MOMENTS = st.datetimes(datetime(2020, 6, 1), datetime(2049, 6, 1), timezones=st.just(ZONE))  # noqa: DTZ001


def find(sentence: str, now: datetime = TUESDAY) -> When | None:
    return find_when(write_digits(simplify(sentence)), now)


def told(when: When | None) -> str:
    """Write what was found in one line."""
    if when is None:
        return ""
    days = "" if when.start is None else f"{when.start}" if when.start == when.end else f"{when.start}..{when.end}"
    clock = f"{when.time:%H:%M}" if when.time else ""
    clock += f"-{when.until:%H:%M}" if when.until else ""
    known = " ".join(filter(None, (days, when.part, clock, "past" if when.past else "")))
    opens = [f"{one.ask}: {' | '.join(one.values)}" for one in when.ambiguous]
    return "; ".join(filter(None, (known, *opens)))


@pytest.mark.parametrize(("sentence", "meant"), expressions.TUESDAY)
def test_on_a_tuesday_morning(sentence: str, meant: str) -> None:
    assert told(find(sentence)) == meant


@pytest.mark.parametrize(("sentence", "meant"), expressions.FRIDAY_EVENING)
def test_on_a_friday_evening(sentence: str, meant: str) -> None:
    assert told(find(sentence, FRIDAY_EVENING)) == meant


@pytest.mark.parametrize(("sentence", "meant"), expressions.LAST_OF_JANUARY)
def test_at_a_months_end_before_the_lunar_new_year(sentence: str, meant: str) -> None:
    assert told(find(sentence, LAST_OF_JANUARY)) == meant


@pytest.mark.parametrize("now", [TUESDAY, FRIDAY_EVENING, LAST_OF_JANUARY])
@pytest.mark.parametrize("sentence", expressions.NO_TIME)
def test_what_is_no_time_is_left_alone(sentence: str, now: datetime) -> None:
    assert told(find(sentence, now)) == ""


def test_a_sentence_around_it_changes_nothing() -> None:
    assert (
        told(find("你好,我想约这周六下午两点到四点带个朋友看蓝湾的房子,可以吗")) == "2026-11-28 afternoon 14:00-16:00"
    )
    assert told(find("Could we see Lanwan next Monday between 2 and 4 pm, four of us?")) == "2026-11-30 14:00-16:00"


def test_what_is_open_is_asked_back_and_settled() -> None:
    eight = find("周六八点")
    assert eight is not None
    asked = what_to_ask(eight)
    assert asked == Open("time", "which-half-day", ("08:00", "20:00"))
    evening = settle(eight, asked, "20:00")
    assert (evening.start, evening.time, what_to_ask(evening)) == (date(2026, 11, 28), time(20), None)


def test_two_open_things_are_asked_one_after_the_other() -> None:
    when = find("Friday at 8", FRIDAY_EVENING)
    assert when is not None
    assert [one.ask for one in when.ambiguous] == ["which-day", "which-half-day"]
    when = settle(when, when.ambiguous[0], "2026-12-04")
    when = settle(when, when.ambiguous[0], "08:00")
    assert told(when) == "2026-12-04 08:00"


def test_midnight_ends_the_day_that_was_said() -> None:
    when = find("明天12点")
    assert when is not None
    asked = what_to_ask(when)
    assert asked == Open("time", "noon-or-midnight", ("12:00", "24:00"))
    assert told(settle(when, asked, "24:00")) == "2026-11-26 00:00"
    assert told(find("明天晚上12点")) == "2026-11-26 00:00"


def test_a_period_that_is_open_is_settled_whole() -> None:
    when = find("周末", datetime(2026, 11, 29, 9, tzinfo=ZONE))
    assert when is not None
    asked = when.ambiguous[0]
    assert (asked.ask, asked.values) == ("which-days", ("2026-12-05/2026-12-06", "2026-11-29"))
    assert told(settle(when, asked, asked.values[0])) == "2026-12-05..2026-12-06"
    hours = find("8点到10点")
    assert hours is not None
    assert told(settle(hours, hours.ambiguous[0], "20:00/22:00")) == "20:00-22:00"


@pytest.mark.parametrize(
    ("sentence", "moment", "inside"),
    [
        ("周末", "2026-11-28 10:00", True),
        ("周末", "2026-11-30 10:00", False),
        ("周六上午", "2026-11-28 10:00", True),
        ("周六上午", "2026-11-28 14:00", False),
        ("周六下午两点", "2026-11-28 14:00", True),
        ("周六下午两点", "2026-11-28 15:00", False),
        ("下午2点到4点", "2026-12-24 15:30", True),
        ("下午2点到4点", "2026-12-24 16:00", False),
        ("晚上10点到凌晨1点", "2026-12-24 00:30", True),
        ("晚上10点到凌晨1点", "2026-12-24 12:00", False),
        ("下午五点之前", "2026-12-24 16:59", True),
        ("15:30之后", "2026-12-24 15:29", False),
        ("15:30之后", "2026-12-24 20:00", True),
    ],
)
def test_times_to_book_are_filtered_by_it(sentence: str, moment: str, inside: bool) -> None:
    when = find(sentence)
    assert when is not None
    assert covers(when, datetime.fromisoformat(moment).replace(tzinfo=ZONE)) is inside


def test_how_exactly_a_time_is_known() -> None:
    known = {
        sentence: when.precision for sentence in ("周六", "周六上午", "周六3点", "下周") if (when := find(sentence))
    }
    assert known == {"周六": "day", "周六上午": "part", "周六3点": "minute", "下周": "days"}


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in expressions.TUESDAY])
def test_what_is_written_as_json_is_read_again(sentence: str) -> None:
    when = find(sentence)
    assert when is not None
    assert When.read(json.loads(json.dumps(when.slot()))) == when


@given(st.dates(date(2020, 1, 1), date(2049, 12, 31)), st.times(), MOMENTS)
def test_a_date_said_back_in_full_means_itself(day: date, clock: time, now: datetime) -> None:
    weekday = "一二三四五六日"[day.weekday()]
    chinese = find(f"{day.year} 年 {day.month} 月 {day.day} 日(周{weekday}){clock:%H:%M}", now)
    english = find(f"{day:%A}, {day.day} {day:%B} {day.year}", now)
    assert chinese is not None
    assert english is not None
    assert (chinese.start, chinese.end) == (english.start, english.end) == (day, day)
    if clock.hour == 0 or clock.hour > 12 or clock.hour < 10:
        assert chinese.time == clock.replace(second=0, microsecond=0)


@given(st.dates(date(2020, 1, 1), date(2049, 12, 31)), MOMENTS)
def test_a_day_without_its_year_is_that_day_in_some_year(day: date, now: datetime) -> None:
    when = find(f"{day.month}月{day.day}号", now)
    assert when is not None
    meant = [when.start] if when.start else [date.fromisoformat(value) for value in when.ambiguous[0].values]
    assert {(one.month, one.day) for one in meant if one} == {(day.month, day.day)}
    assert meant[0] is not None
    assert meant[0] >= now.date()


@given(
    st.sampled_from(["今天", "三天后", "下周三", "月底", "下个月", "周末", "春节", "next week", "in 3 weeks", "年底"]),
    MOMENTS,
)
def test_what_lies_ahead_is_never_over(sentence: str, now: datetime) -> None:
    when = find(sentence, now)
    assert when is not None
    assert not when.past
    if when.start and when.end:
        assert now.date() <= when.start <= when.end <= now.date() + timedelta(days=400)


WORDS = (
    "今明后天大前周星期礼拜一二三四五六日末下上个月年号点半刻分到至早晚凌晨午中夜农历正初春节国庆过底之前内小时",
    "-/.:0123456789",
)
ENGLISH = (
    " am",
    " pm ",
    "next ",
    "last ",
    "dec ",
    "friday",
    " to ",
    "in ",
    " days",
    "half past ",
    "weekend",
    "before ",
)


@given(
    st.lists(st.sampled_from([*"".join(WORDS), *ENGLISH]), max_size=30).map("".join),
    st.datetimes(timezones=st.just(ZONE)),
)
def test_nothing_breaks_it_and_no_time_is_impossible(sentence: str, now: datetime) -> None:
    when = find(sentence, now)
    if when is None:
        return
    json.dumps(when.slot())
    assert When.read(when.slot()) == when
    assert (when.start is None) == (when.end is None)
    if when.start and when.end:
        assert when.start <= when.end
    for one in when.ambiguous:
        assert len(one.values) > 1
        for value in one.values:
            settle(when, one, value)


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("我周五来不了,换成周日上午行吗", "2026-11-29 morning"),
        ("周五下午3点改到周六上午10点", "2026-11-28 morning 10:00"),
        ("周六的从3点改到5点", "2026-11-28 17:00"),
        ("原来约的是明天上午十点,能改到后天吗", "2026-11-26 morning 10:00"),
        ("move my Friday viewing to Sunday at 3pm", "2026-11-29 15:00"),
    ],
)
def test_what_is_moved_is_meant_for_its_new_time(sentence: str, meant: str) -> None:
    assert told(find(sentence)) == meant
