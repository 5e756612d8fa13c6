"""A broadcast as one person reads it."""

import io
import struct
import zlib
from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from aiogram.methods import SendDocument, SendMessage, SendPhoto
from aiogram.types import BufferedInputFile, MessageEntity
from python_calamine import CalamineWorkbook

from db.broadcast_desk import Told
from db.broadcasts import Enclosure
from db.kept_counts import Count
from db.progress import Progress
from handlers.broadcast_report import counts, progress_words, sheet
from handlers.broadcast_words import broadcast_message, given_name, marks_of, same_for_all, too_long, with_name
from handlers.chart import HEIGHT, WIDTH, bar_chart
from handlers.desk import Voice
from handlers.people_sheet import NotASheet, names_in
from locales import say_in

NOW = datetime(2026, 12, 5, 6, 0, tzinfo=UTC)
VOICE = Voice(language="zh", say=say_in("zh"), zone=ZoneInfo("Asia/Shanghai"), now=NOW)


def told(zh="你好 {name}", en=None, *, purpose="news", entities=(), buttons=(), **more):
    content = {"zh": {"text": zh, "entities": list(entities)}, "buttons": list(buttons)}
    if en:
        content["en"] = {"text": en, "entities": []}
    return SimpleNamespace(
        id=7, title="周六", purpose=purpose, content=content, audience={"topic": "activities"}, **more
    )


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("王小明", "小明"),
        ("欧阳小城", "小城"),
        ("王明", "王明"),
        ("欧阳城", "欧阳城"),
        ("Anna Li", "Anna"),
        ("", None),
        (None, None),
    ],
)
def test_people_are_called_by_their_given_name(name, given):
    assert given_name(name) == given


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ({"zh": "周六有活动"}, True),
        ({"zh": "周六有活动", "en": "An event"}, True),
        ({"zh": "周六有活动", "en": "An event, {name}"}, False),
        ({"zh": "{name}，周六有活动"}, False),
        ({"zh": "活" * 500}, True),
        ({"zh": "活" * 600}, False),
        ({"zh": "活" * 500, "buttons": [{"label": {"zh": "看看"}, "url": "https://example.org/" + "x" * 100}]}, False),
        ({"zh": "活" * 500, "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "x" * 99}]}, False),
    ],
)
def test_what_reads_the_same_for_all_in_one_text_of_wechats(given, same):
    assert same_for_all(told(**given), with_file=False) is same
    assert not same_for_all(told(**given), with_file=True)


def test_what_is_marked_stays_marked_where_the_name_stands():
    text = "😀{name}：周六{name}来"
    before = {"type": "bold", "offset": 0, "length": 2}
    around = {"type": "italic", "offset": 2, "length": 6}
    after = {"type": "code", "offset": 9, "length": 2}
    filled, moved = with_name(text, [before, around, after], "小城")
    assert filled == "😀小城：周六小城来"
    units = filled.encode("utf-16-le")
    parts = [units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le") for one in moved]
    assert parts == ["😀", "小城", "周六"]


def test_a_name_that_stands_for_a_name_does_not_go_on_for_ever():
    assert with_name("{name}", [], "{name}")[0] == "(name}"


def test_each_reads_their_language_and_news_say_how_to_stop():
    chinese = broadcast_message(told(en="Hello {name}"), chat=5, language="zh", name="王小明")
    english = broadcast_message(told(en="Hello {name}"), chat=5, language="en")
    assert isinstance(chinese, SendMessage)
    assert chinese.text.startswith("你好 小明\n\n")
    assert "退订" in chinese.text
    assert english.text.startswith("Hello friend\n\n")
    assert "STOP" in english.text
    assert broadcast_message(told(), chat=5, language="en").text.startswith("你好 friend")
    assert chinese.reply_markup.inline_keyboard[-1][0].callback_data == "stop:zh:activities"


def test_a_notice_has_no_way_to_stop():
    method = broadcast_message(told(purpose="notice"), chat=5, language="zh")
    assert method.text == "你好 朋友"
    assert method.reply_markup is None


def test_buttons_carry_the_language_of_who_reads():
    key = {"label": {"zh": "邻里节", "en": "Festival"}, "data": "more:event.abc"}
    link = {"label": {"zh": "网页"}, "url": "https://example.gov.cn"}
    rows = broadcast_message(told(buttons=[key, link]), chat=5, language="en").reply_markup.inline_keyboard
    assert (rows[0][0].text, rows[0][0].callback_data) == ("Festival", "more:en:event.abc")
    assert (rows[1][0].text, rows[1][0].url) == ("网页", "https://example.gov.cn")


@pytest.mark.parametrize(
    ("kind", "method", "field"), [("picture", SendPhoto, "photo"), ("document", SendDocument, "document")]
)
def test_a_file_goes_by_its_name_where_it_is_known(kind, method, field):
    file = Enclosure(kind, "a.png", "image/png", b"...", {"telegram": "AgAD"})
    known = broadcast_message(told(), chat=5, language="zh", file=file, lane="telegram")
    unknown = broadcast_message(told(), chat=5, language="zh", file=file, lane="web")
    assert isinstance(known, method)
    assert getattr(known, field) == "AgAD"
    assert isinstance(getattr(unknown, field), BufferedInputFile)


def test_only_looks_and_links_are_kept_of_formatting():
    given = [
        MessageEntity(type="bold", offset=0, length=1),
        MessageEntity(type="text_link", offset=1, length=1, url="https://a.cn"),
        MessageEntity(type="mention", offset=2, length=1),
        MessageEntity(type="custom_emoji", offset=3, length=1, custom_emoji_id="1"),
    ]
    assert [one["type"] for one in marks_of(given)] == ["bold", "text_link"]
    assert marks_of(None) == []


def test_a_text_that_some_channel_cannot_show_is_too_long():
    assert not too_long(told("字" * 3500), with_file=False)
    assert too_long(told("字" * 3501), with_file=False)
    assert too_long(told("字" * 851), with_file=True)
    assert too_long(told("短", "x" * 3501), with_file=False)


def progress(**states):
    reasons = {("failed", "Bad Request: =SUM(A1)"): 2, ("unsure", "no_answer"): 1}
    counts = [Count("broadcast", None, state, None, number) for state, number in states.items()]
    return Progress("sending", None, 10, states, reasons, {}, {}, counts, 2.0, None)


def test_progress_counts_what_is_written_down():
    found = progress(sent=5, queued=1, sending=1, failed=2, unsure=1)
    assert counts(found) == {"sent": 5, "queued": 2, "failed": 2, "unsure": 1}
    words = progress_words(VOICE, told(), found)
    assert "▓▓▓▓▓▓▓▓░░ 8/10" in words  # one line on a phone
    assert "🟩 已送达 5" in words
    assert "没有回应" in words


def test_the_sheet_has_numbers_and_no_formulas():
    rows = [Told(1, 42, "telegram", "failed", "=HYPERLINK(1)", 3, NOW), Told(2, 43, None, "queued", None, 0, NOW)]
    table = (
        CalamineWorkbook.from_filelike(io.BytesIO(sheet(VOICE, rows, progress(sent=5))))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert table[1] == [42, "Telegram", "失败", "'=HYPERLINK(1)", 3, "2026-12-05 14:00:00"]
    assert table[2][:3] == [43, "", "待发送"]


def pixels(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, dots = 8, b""
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        content = png[place + 8 : place + 8 + length]
        assert zlib.crc32(kind + content) == struct.unpack(">I", png[place + 8 + length : place + 12 + length])[0]
        dots += content if kind == b"IDAT" else b""
        place += 12 + length
    rows = zlib.decompress(dots)
    assert len(rows) == HEIGHT * (1 + 3 * WIDTH)
    return [rows[line * (1 + 3 * WIDTH) + 1 : (line + 1) * (1 + 3 * WIDTH)] for line in range(HEIGHT)]


def test_a_bar_is_as_tall_as_its_number():
    red, blue = (219, 68, 55), (66, 133, 244)

    def tall(colour, *bars):
        return sum(bytes(colour) in row for row in pixels(bar_chart(bars)))

    assert tall(red, (100, red), (50, blue)) == pytest.approx(2 * tall(blue, (100, red), (50, blue)), abs=2)
    assert tall(red, (1_000_000, blue), (1, red)) == 2  # seen, however few
    assert pixels(bar_chart([]))


def test_names_are_read_from_a_csv_and_a_heading_is_left_out():
    assert names_in("编号,备注\n12,a\n\n ABCD1234 ;x\n".encode()) == [(2, "12"), (4, "ABCD1234")]
    for content in (b"\0\1\2", b"\xff\xfe\x00", b"\n".join([b"1"] * 100_001)):
        with pytest.raises(NotASheet):
            names_in(content)
