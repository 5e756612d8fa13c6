"""The lunar calendar of 2020–2050 in a table of its own, for holidays and for dates such as 正月初三.

The table follows GB/T 33661-2017: a month begins on the day of the new moon in UTC+8, month eleven holds the winter
solstice, and of thirteen months between two solstices the first without a principal solar term is the leap month. It
was computed from the new moons and the sun's longitude of Jean Meeus, "Astronomical Algorithms" (chapters 25 and 49);
the tests compute it again. The leap month of 2033 is the eleventh, where older printed tables have the seventh.
"""

from __future__ import annotations

from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 2020, 2050
# New year's day (MMDD), the length of each month in order (1: 30 days, 0: 29 days), and the leap month or 0.
_YEARS = [
    "0125:0111010010101:4",
    "0212:011010101010:0",
    "0201:101011010101:0",
    "0122:0100110110101:2",
    "0210:010010110110:0",
    "0129:1010010101110:6",
    "0217:101001001110:0",
    "0206:110100100110:0",
    "0126:1110100100110:5",
    "0213:110101010011:0",
    "0203:010110101010:0",
    "0123:0110101101010:3",
    "0211:100101101101:0",
    "0131:0100101011101:11",
    "0219:010010101101:0",
    "0208:101001001101:0",
    "0128:1101001001011:6",
    "0215:110100100101:0",
    "0204:110101010010:0",
    "0124:1101101010100:5",
    "0212:101101011010:0",
    "0201:010101101101:0",
    "0122:0100101011011:2",
    "0210:010010011011:0",
    "0130:1010010010111:7",
    "0217:101001001011:0",
    "0206:101010100101:0",
    "0126:1011010100101:5",
    "0214:011011010010:0",
    "0202:101011011010:0",
    "0123:0101010110110:3",
]
_SHORT = 29


def new_year(year: int) -> date | None:
    """Return the day on which the lunar year begins; None outside the table."""
    return lunar_day(year, 1, 1)


def new_years_eve(year: int) -> date | None:
    """Return the last day of the lunar year that ends in the year `year`; None outside the table."""
    first = new_year(year)
    return first - timedelta(days=1) if first else None


def lunar_day(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """Return the day of a date in the lunar calendar; None when there is no such day, or outside the table."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    first, lengths, leap_month = _YEARS[year - FIRST_YEAR].split(":")
    if leap and int(leap_month) != month:
        return None
    behind_leap = leap or 0 < int(leap_month) < month
    position = month - 1 + behind_leap
    if not (0 <= position < len(lengths) and 1 <= day <= _SHORT + int(lengths[position])):
        return None
    days = sum(_SHORT + int(length) for length in lengths[:position])
    return date(year, int(first[:2]), int(first[2:])) + timedelta(days=days + day - 1)


def qingming(year: int) -> date:
    """Return the day of 清明, on which the sun's longitude reaches 15 degrees in UTC+8 (the rule holds 2020–2050)."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)
