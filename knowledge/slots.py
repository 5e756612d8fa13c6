"""Slot values of a sentence: when, and how many people. A plain first version: what is not sure is left out."""

from __future__ import annotations

import re
from datetime import date, timedelta

from knowledge.normalising import simplify, unify_numerals

_COMPANION = "朋友|女友|男友|对象|老婆|老公|爱人|家属|同事|同学|孩子|娃|室友|闺蜜|妻子|丈夫"
_PEOPLE: tuple[tuple[re.Pattern[str], int], ...] = (
    # What is counted, and how many come on top of it.
    (re.compile(rf"带(?:着|上)?(?P<n>\d)[个位](?:女|男|小)?(?:{_COMPANION})"), 1),
    (re.compile(rf"(?P<two>带(?:着|上|个|我)*(?:女|男|小)?(?:{_COMPANION})|我们?俩|咱们?俩|俩人|俩个)"), 0),
    (re.compile(r"(?<![\d.第])(?P<n>\d{1,2})(?:个人|个大人|口人|人|位)(?![才士员均次])"), 0),
    (re.compile(r"1家(?P<n>\d)口"), 0),
    (re.compile(r"\b(?P<two>with (?:a|my) (?:friend|partner|wife|husband|girlfriend|boyfriend)|plus one)\b"), 0),
    (
        re.compile(
            r"\b(?P<n>\d{1,2}) (?:people|persons|of us|guests)\b|\bfor (?P<m>\d{1,2})\b(?!:| ?[ap]\.?m| days| years)"
        ),
        0,
    ),
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNTED = re.compile(
    rf"(?<=\bfor )(?:{'|'.join(_WORDS)})\b|\b(?:{'|'.join(_WORDS)})\b(?= people| persons| of us| guests)"
)
_DAYS = {"今天": 0, "今日": 0, "今早": 0, "今晚": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "后天": 2, "大后天": 3}
_DAYS |= {"today": 0, "tonight": 0, "day after tomorrow": 2, "tomorrow": 1}
_DAY = re.compile(f"({'|'.join(sorted(_DAYS, key=len, reverse=True))})")
_WEEKDAY = re.compile("(?P<weeks>(?:下+个?)|这个?|本)?(?:周|星期|礼拜)(?P<day>[1-6日天末])(?![个天周期])")
_CHINESE_DAYS = {"1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "末": 5, "日": 6, "天": 6}
_ENGLISH_DAYS = {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6}
_ENGLISH_DAYS |= {"weekend": 5}
_ENGLISH_WEEKDAY = re.compile(rf"(?<!next )(?<!last )\b(?P<day>{'|'.join(_ENGLISH_DAYS)})\b")
_FULL = re.compile(r"(?<!\d)(?P<y>20\d\d)[-/年](?P<m>\d{1,2})[-/月](?P<d>\d{1,2})(?!\d)")
_MONTH_DAY = re.compile(r"(?<!\d)(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号](?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH_DATE = re.compile(
    rf"\b(?:{_MONTH} (?P<d>\d{{1,2}})|(?P<e>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH.replace('name', 'other')})"
)
_PARTS = {
    "morning": re.compile("早上|上午|早晨|清晨|今早|明早|morning"),
    "noon": re.compile("中午|正午|noon"),
    "afternoon": re.compile("下午|午后|(?<!after)afternoon"),
    "evening": re.compile("晚上|傍晚|今晚|明晚|夜里|evening|tonight"),
}
_CLOCK = re.compile(r"(?<!\d)(?P<h>\d{1,2})(?:[点时](?P<half>半|[13]刻)?(?:(?P<m>\d{1,2})分?)?|:(?P<n>\d\d)(?!\d))")
_ENGLISH_CLOCK = re.compile(r"\b(?P<h>\d{1,2})(?::(?P<n>\d\d))? ?(?P<half>[ap])\.?m\b")
# At noon, one and two o'clock are behind it, eleven before it.
_MIDDAY, _EARLY, _HOUR = 12, 3, 60


def find_slots(sentence: str, today: date) -> dict[str, object]:
    """Return the slot values of a sentence, ready for JSON; dates count from `today` and lean to the future.

    `people` is a number; `when` holds what is known of `date` (ISO), `part` (of the day) and `time` (HH:MM).
    """
    plain = unify_numerals(simplify(sentence))
    slots: dict[str, object] = {}
    if (people := _people(plain)) is not None:
        slots["people"] = people
    when: dict[str, str] = {}
    if day := _day(plain, today):
        when["date"] = day.isoformat()
    part = next((name for name, words in _PARTS.items() if words.search(plain)), None)
    if part:
        when["part"] = part
    if time := _time(plain, part):
        when["time"] = time
    if when:
        slots["when"] = when
    return slots


def _people(plain: str) -> int | None:
    counted = _COUNTED.sub(lambda found: str(_WORDS[found[0]]), plain)
    for pattern, more in _PEOPLE:
        if found := pattern.search(counted):
            named = found.groupdict()
            number = 2 if named.get("two") else int(named.get("n") or named.get("m") or 0) + more
            return number or None
    return None


def _day(plain: str, today: date) -> date | None:
    if found := _FULL.search(plain):
        return _calendar(int(found["y"]), int(found["m"]), int(found["d"]))
    if found := _MONTH_DAY.search(plain):
        return _coming(int(found["m"]), int(found["d"]), today)
    if found := _ENGLISH_DATE.search(plain):
        return _coming(_MONTHS.index(found["name"] or found["other"]) + 1, int(found["d"] or found["e"]), today)
    if found := _DAY.search(plain):
        return _later(today, _DAYS[found[1]])
    return _weekday(plain, today)


def _weekday(plain: str, today: date) -> date | None:
    if found := _WEEKDAY.search(plain):
        # A bare weekday that is over means the next one; "this Monday" on a Friday is not sure.
        weeks = found["weeks"] or ""
        offset = _CHINESE_DAYS[found["day"]] - today.weekday() + 7 * weeks.count("下")
        return _later(today, offset if offset >= 0 else offset + 7) if offset >= 0 or not weeks else None
    if found := _ENGLISH_WEEKDAY.search(plain):
        return _later(today, (_ENGLISH_DAYS[found["day"]] - today.weekday()) % 7)
    return None


def _coming(month: int, day: int, today: date) -> date | None:
    found = _calendar(today.year, month, day)
    return found if found is None or found >= today else _calendar(today.year + 1, month, day)


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _later(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


def _time(plain: str, part: str | None) -> str | None:
    found = _ENGLISH_CLOCK.search(plain) or _CLOCK.search(plain)
    if not found:
        return None
    named = found.groupdict()
    hour, half = int(named["h"]), named["half"]
    minute = int(named.get("m") or named["n"] or {"半": 30, "1刻": 15, "3刻": 45}.get(half or "", 0))
    if half in {"a", "p"}:
        part = "morning" if half == "a" else "afternoon"
    written_in_full = named["n"] and named["h"][0] == "0"
    if hour <= _MIDDAY and not part and not written_in_full:
        return None  # eight o'clock: in the morning or in the evening?
    if hour == _MIDDAY and part in {"morning", "evening"}:
        return None  # midnight belongs to two days
    if hour < _MIDDAY and (part in {"afternoon", "evening"} or (part == "noon" and hour <= _EARLY)):
        hour += _MIDDAY
    return f"{hour:02}:{minute:02}" if hour < 2 * _MIDDAY and minute < _HOUR else None
