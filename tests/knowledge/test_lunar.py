"""The lunar table, computed again from the new moons and the sun (Jean Meeus, "Astronomical Algorithms")."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from math import radians, sin

import pytest

from knowledge.lunar import FIRST_YEAR, LAST_YEAR, lunar_day, new_year, new_years_eve, qingming

# Dynamical time is ahead of universal time by about 75 s in these years; UTC+8 is what the calendar is kept in.
_HERE = timedelta(hours=8, seconds=-75)
_J2000 = 2451545.0


def here(jde: float) -> date:
    return (datetime(2000, 1, 1, 12) + timedelta(days=jde - _J2000) + _HERE).date()  # noqa: DTZ001


def new_moon(k: int) -> float:
    """Chapter 49: the new moon number k since 2000, without what is below a minute."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = radians(2.5534 + 29.1053567 * k - 0.0000014 * t * t)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    omega = radians(124.7746 - 1.56375588 * k + 0.0020672 * t * t)
    terms = (
        (-0.40720, moon),
        (0.17241 * e, sun),
        (0.01608, 2 * moon),
        (0.01039, 2 * node),
        (0.00739 * e, moon - sun),
        (-0.00514 * e, moon + sun),
        (0.00208 * e * e, 2 * sun),
        (-0.00111, moon - 2 * node),
        (-0.00057, moon + 2 * node),
        (0.00056 * e, 2 * moon + sun),
        (-0.00042, 3 * moon),
        (0.00042 * e, sun + 2 * node),
        (0.00038 * e, sun - 2 * node),
        (-0.00024 * e, 2 * moon - sun),
        (-0.00017, omega),
        (0.000325, radians(299.77 + 0.107408 * k)),
        (0.000165, radians(251.88 + 0.016321 * k)),
        (0.000164, radians(251.83 + 26.651886 * k)),
        (0.000126, radians(349.42 + 36.412478 * k)),
        (0.00011, radians(84.66 + 18.206239 * k)),
    )
    mean = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    return mean + sum(size * sin(angle) for size, angle in terms)


def longitude(jde: float) -> float:
    """Chapter 25: the apparent longitude of the sun in degrees."""
    t = (jde - _J2000) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (1.914602 - 0.004817 * t) * sin(anomaly) + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
    centre += 0.000289 * sin(3 * anomaly)
    return (mean + centre - 0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))) % 360


def sun_at(degrees: float, year: int) -> date:
    jde = _J2000 + (year - 2000) * 365.2422 + ((degrees - 280) % 360) / 360 * 365.2422
    for _ in range(20):
        jde += ((degrees - longitude(jde) + 180) % 360 - 180) * 365.2422 / 360
    return here(jde)


def months() -> dict[tuple[int, int, bool], date]:
    """Every lunar month's first day by year, number and whether it is a leap month, by the rule of GB/T 33661-2017."""
    first = round((FIRST_YEAR - 2 - 2000) * 12.3685)
    moons = [here(new_moon(k)) for k in range(first, first + 13 * (LAST_YEAR - FIRST_YEAR + 5))]
    # 300 degrees is in month twelve, 330 in month one, and so on: 270, the solstice, in month eleven.
    terms = {
        sun_at(degrees, year): (degrees // 30 + 1) % 12 + 1
        for year in range(FIRST_YEAR - 2, LAST_YEAR + 3)
        for degrees in range(0, 360, 30)
    }
    held = [[month for day, month in terms.items() if begin <= day < end] for begin, end in pairwise(moons)]
    solstices = [position for position, numbers in enumerate(held) if 11 in numbers]
    found = {}
    for begin, end in pairwise(solstices):
        leap = next((one for one in range(begin + 1, end) if not held[one]), None) if end - begin == 13 else None
        number, year = 11, moons[begin].year
        for position in range(begin, end):
            if position == leap:
                found[year, number, True] = moons[position]
                continue
            if position > begin:
                number, year = (1, year + 1) if number == 12 else (number + 1, year)
            found[year, number, False] = moons[position]
    return found


def test_every_month_begins_with_its_new_moon() -> None:
    computed = {key: day for key, day in months().items() if FIRST_YEAR <= key[0] <= LAST_YEAR}
    table = {
        (year, month, leap): first
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for month in range(1, 13)
        for leap in (False, True)
        if (first := lunar_day(year, month, 1, leap=leap))
    }
    assert table == computed


def test_qingming_is_the_day_on_which_the_sun_reaches_fifteen_degrees() -> None:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    assert [qingming(year) for year in years] == [sun_at(15, year) for year in years]


# As the State Council's notices and the almanacs have printed them.
@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (2024, 1, 1, "2024-02-10"),
        (2024, 5, 5, "2024-06-10"),
        (2024, 8, 15, "2024-09-17"),
        (2025, 1, 1, "2025-01-29"),
        (2025, 5, 5, "2025-05-31"),
        (2025, 8, 15, "2025-10-06"),
        (2026, 1, 1, "2026-02-17"),
        (2026, 5, 5, "2026-06-19"),
        (2026, 8, 15, "2026-09-25"),
        (2027, 1, 1, "2027-02-06"),
        (2028, 1, 1, "2028-01-26"),
        (2030, 1, 1, "2030-02-03"),
        (2034, 1, 1, "2034-02-19"),
    ],
)
def test_known_days(year: int, month: int, day: int, expected: str) -> None:
    assert lunar_day(year, month, day) == date.fromisoformat(expected)


def test_a_day_that_is_not_there_is_none() -> None:
    assert lunar_day(2026, 1, 30) == date(2026, 3, 18)
    assert lunar_day(2026, 2, 30) is None
    assert lunar_day(2026, 6, 1, leap=True) is None
    assert lunar_day(2025, 6, 1, leap=True) == date(2025, 7, 25)
    assert new_year(FIRST_YEAR - 1) is None
    assert new_year(LAST_YEAR + 1) is None
    assert new_years_eve(2025) == date(2025, 1, 28)
