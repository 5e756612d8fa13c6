"""Personal numbers stand nowhere: not in a table, not in the log."""

import json
import re

from db.tables import metadata
from tests.driver.places import told_on

MOBILE, ID_CARD, BANK_CARD = "13812345678", "320483199001011234", "6222021234567890123"
NUMBERS = (MOBILE, ID_CARD, BANK_CARD)
BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.\-\u200b]+(?=\d)")


async def everything_kept(app):
    """All tables and the log, with what stands between digits taken out."""
    tables = {name: await app.rows(name) for name in metadata.tables}
    kept = json.dumps(tables, default=str, ensure_ascii=False) + app.log.text
    return BETWEEN_DIGITS.sub("", kept)


def assert_none_of(numbers, kept):
    for number in numbers:
        assert number not in kept, re.findall(rf".{{60}}{number}.{{60}}", kept)


@told_on()
async def test_numbers_in_a_question(she, app):
    await she.says(f"我的手机是{MOBILE},身份证{ID_CARD},卡号{BANK_CARD}")
    await she.says("打 138-1234-5678 或 138 1234 5678 给我")
    await she.says(f"人才公寓有多少套,回我 +86 {MOBILE}")
    await she.sees("321 套")
    await she.quiet()

    kept = await everything_kept(app)
    assert_none_of(NUMBERS, kept)
    assert "我的手机是***********" in kept


@told_on()
async def test_numbers_in_the_word_after_a_thumb_down(she, app):
    await she.hears("人才公寓有多少套", "321 套")
    await she.taps("👎")
    await she.sees("抱歉没答好")
    await she.says(f"不对,打我电话{MOBILE}")
    await she.sees("")
    await she.quiet()

    [rating] = await app.rows("feedback")
    assert rating["comment"] == "不对,打我电话***********"
    assert_none_of(NUMBERS, await everything_kept(app))


@told_on()
async def test_numbers_in_a_message_whose_handling_fails(she, app, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("made to fail")

    monkeypatch.setattr("knowledge.Knowledge.understand", fail)
    await she.hears(f"我的身份证{ID_CARD},名字是欧阳小城", "抱歉")

    assert_none_of(NUMBERS, await everything_kept(app))
    assert "欧阳小城" not in app.log.text


@told_on()
async def test_the_office_s_own_number_stays_readable(she, app):
    await she.says("0519-80000000 这个电话对吗")
    await she.sees("")
    await she.quiet()
    assert any("0519-80000000" in json.dumps(row["payload"]) for row in await app.rows("incoming"))
