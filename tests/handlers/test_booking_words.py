"""What buttons carry, and what a person takes along."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

import locales
from db.booking_belonging import COMPANION_LEFT
from db.catalogue import Booking, SlotCard, TicketLeft
from db.codes import new_code
from db.registrations import Policy, Registration
from db.vault import Vault
from handlers.desk import Voice
from handlers.notices import closed_notice, notice
from handlers.registrants import safe_cell
from handlers.searching import Search, cursor, read_cursor
from handlers.tickets import Forged, calendar_file, entry_code, qr_picture, ticket_address
from knowledge import When, read_pack
from locales import LANGUAGES, say_in
from tests.conftest import SMALL

LOCALES = Path(locales.__file__).parent
LONGEST = 64
"""Bytes of a button's data, at most: Telegram's limit."""
DAY = date(2026, 12, 5)
NOW = datetime(2026, 12, 5, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def pack():
    return read_pack(SMALL)


@pytest.mark.parametrize(
    "wish",
    [
        Search("event"),
        Search("viewing", "lakeside", When(DAY, DAY, part="afternoon"), 2),
        Search("appointment", "mentor", When(DAY, date(2026, 12, 6), time=time(8), until=time(10, 30)), 99, "花园"),
        Search("event", "tea-mixer", When(part="evening")),
        Search("event", None, When(time=time(20)), 3),
    ],
)
def test_a_wish_comes_back_from_its_button_and_fits_with_a_page(pack, wish):
    assert Search.read(wish.write(), pack) == wish
    after = (datetime(2099, 12, 31, 23, 59, tzinfo=UTC), 99_999_999)
    assert read_cursor(cursor(after)) == after
    assert len(f"more:zh:{wish.write()}:{cursor(after)}".encode()) <= LONGEST


@pytest.mark.parametrize(
    "forged",
    ["", "e", "x.-.-.-.-.-.-", "e.-.-.-.2561.-.-", "e.-.99999999999.1.-.-.-", "e.-.-.-.-.1x.-", "e.-.-.-.-.-.abcd"],
)
def test_a_forged_wish_is_none(pack, forged):
    assert Search.read(forged, pack) is None


@pytest.mark.parametrize("forged", ["", "1", "x.1", "99999999999999.1"])
def test_a_forged_page_is_none(forged):
    assert read_cursor(forged) is None


@pytest.mark.parametrize("kind", ["child:zh:2", "agree:zh:sensitive", "single:zh:yes"])
def test_the_longest_buttons_fit(kind):
    number = 10**9
    assert len(f"{kind}:{number}:{number}:100000:k9.9.9".encode()) <= LONGEST


def test_the_calendar_file_says_what_was_booked():
    booking = SimpleNamespace(
        registration=SimpleNamespace(code="ABCDEFGHJK"),
        card=SimpleNamespace(
            starts_at=NOW, ends_at=NOW + timedelta(hours=1), place={"zh": "茶馆,二楼", "en": "Tea house"}
        ),
    )
    content = calendar_file(booking, title="茶话;联谊", language="zh", now=NOW - timedelta(days=1))
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    assert event["summary"] == "茶话;联谊"
    assert event["location"] == "茶馆,二楼"
    assert event["dtstart"].dt == NOW
    assert event["dtend"].dt == NOW + timedelta(hours=1)
    assert re.fullmatch(r"abcdefghjk@jinyue", event["uid"])
    assert b"DTSTART:20261205T060000Z" in content


OLD, NEW = bytes(32), bytes(range(32))


@pytest.mark.parametrize("page", ["", "https://jinyue.example"])
def test_what_a_ticket_shows_is_read_while_keys_change_and_no_longer(page):
    code = new_code()
    address = ticket_address(code, vault=Vault([OLD]), page=page)
    assert entry_code(f" {address}\n", vault=Vault([NEW, OLD])) == code
    with pytest.raises(Forged):
        entry_code(address, vault=Vault([NEW]))


@pytest.mark.parametrize(
    "words", ["https://a.example/?checkin=", "checkin=ABCDEFGHJK", "http://[?checkin=A", "ABCDEFGHJK."]
)
def test_what_nobody_has_signed_is_forged(words):
    with pytest.raises(Forged):
        entry_code(words, vault=Vault([OLD]))


@pytest.mark.parametrize("words", ["欧阳小城", "", "St. John", "ABCDEFGHIJ", "https://a.example/?step=ABCDEFGHJK"])
def test_other_words_are_no_code(words):
    assert entry_code(words, vault=Vault([OLD])) is None


def test_the_code_is_a_picture():
    assert qr_picture(new_code()).startswith(b"\x89PNG")


@pytest.mark.parametrize("risky", ["=1+1", "+cmd|'x'", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_cell_is_taken_for_a_formula(risky):
    assert safe_cell(risky).startswith("'")


@pytest.mark.parametrize("plain", ["王小明", "+8613812345678", "13812345678", ""])
def test_names_and_numbers_stay_as_they_are(plain):
    assert safe_cell(plain) == plain


KINDS = (
    *("admitted", "agreed", "declined", "cancelled", "slot_cancelled", "place_changed", "promoted", "remind"),
    *(f"{status}_over" for status in ("held", "offered", "waitlisted", "pending")),
)


def test_these_are_all_kinds_of_notices_that_have_words():
    words = "".join(file.read_text(encoding="utf-8") for file in (LOCALES / "en").glob("*.ftl"))
    named = set(re.findall(r"^notice-(?!closed)([a-z-]+) =", words, re.MULTILINE))
    assert named == {kind.replace("_", "-") for kind in KINDS}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_is_said_unasked_has_its_words(kind, language):
    card = SlotCard(
        slot_id=1,
        offering_id=1,
        kind="event",
        subject="event:mixer",
        title={"zh": "茶话联谊", "en": "Tea mixer"},
        place={"zh": "茶馆", "en": "Tea house"},
        description={"zh": "喝茶"},
        policy=Policy(),
        sample=True,
        status="open",
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
        opens_at=NOW,
        closes_at=NOW,
        cancel_until=NOW,
        tickets=(),
    )
    ticket = TicketLeft(1, "man", {"zh": "男士", "en": "Man"}, 1, 1, agreement=False, left=0, waiting=0)
    made = Registration(7, 1, 1, 1, "offered", 1, "ABCDEFGHJK", NOW)
    voice = Voice(language=language, say=say_in(language), zone=ZoneInfo("Asia/Shanghai"), now=NOW)
    data = {"until": NOW.isoformat(), "reason": COMPANION_LEFT, "before": "24h"}
    booking = Booking(made, card, ticket, None)
    text, keys = notice(kind, data, booking, voice)
    assert ("12 月 5 日（周六）14:00" if language == "zh" else "Saturday, 5 December, 14:00") in text
    assert COMPANION_LEFT not in text
    assert keys is not None
    assert keys.inline_keyboard[0][0].callback_data == f"take:{language}:7"
    closed, key = closed_notice(kind, 4711, booking, voice)
    assert key.inline_keyboard[0][0].callback_data == f"told:{language}:4711"
    assert ("14:00" in closed) == (kind == "promoted")
    for personal in (*card.title.values(), *card.place.values(), *ticket.title.values(), made.code):
        assert personal not in closed
