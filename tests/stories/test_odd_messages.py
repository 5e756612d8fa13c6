"""Whatever is sent, one sensible answer comes, and nothing goes wrong behind it."""

import json
from pathlib import Path

from locales import say_in
from tests.conftest import left_out
from tests.driver.places import told_on

NAUGHTY = Path(__file__).parents[3] / "shared" / "robustness" / "blns.json"
MARKUP = ("<script", "<b>", "javascript:", "onerror")
COPY_COMES = {say_in("zh")("export-first"), say_in("en")("export-first")}
ONE_LINE = str.maketrans("\n\r", "  ")


@told_on()
async def test_too_long(she):
    await she.hears("人才公寓有多少套" * 500, "太长了")
    await she.hears("How many flats? " * 50, "太长了")


@told_on(("web",))
async def test_longer_than_a_message_may_be(she):
    await she.says("长" * 4097)
    await she.is_told("太长了")
    await she.sees_nothing_new()
    assert she.errors[0]["code"] == "too_long"


@told_on(("web",))
async def test_empty(she, app):
    for text in ("", "   ", "\n\n", "\u200b\u200d", "\x00", "\u202e", "\ufeff"):
        await she.hears(text, "什么都没收到")
    app.log.stays_calm()


@told_on(("web",))
async def test_half_a_character_is_refused(she):
    await she.says("人才公寓\ud800")
    await she.is_told("没能看懂")
    await she.hears("人才公寓有多少套", "321 套")


@told_on()
async def test_only_signs(she):
    for text in ("😀", "👨‍👩‍👧‍👦🇨🇳", "?!……", "。。。", "¯\\_()_/¯", "<>&\"'"):
        await she.hears(text, "一句话告诉我")


@told_on()
async def test_dressed_up_questions_are_understood(she, app):
    for text in (
        "人才\u200b公寓\u200d有多少\ufeff套",
        "\u202e人才公寓有多少套",
        "人才公寓有多少套\u0007\u0008",
        "  人才公寓有多少套???!!! 😀",
        "人才公寓有多少套",
        "人才公寓有多少套' OR '1'='1",
        "<b>人才公寓有多少套</b>",
    ):
        await she.hears(text, "321 套")
    app.log.stays_calm()


@told_on()
async def test_markup_and_commands_are_only_words(she, app):
    for text in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "[点我](javascript:alert(1)) **粗** `码`",
        "'; DROP TABLE incoming; --",
        "{{7*7}} ${7*7} %s %n {0}",
        "مرحبا، كم عدد الشقق؟",
        "שלום עולם",
        "Robert'); DELETE FROM message WHERE ('1'='1",
    ):
        answer = await she.hears(text, "")
        assert not any(sign in answer.text for sign in MARKUP)
    assert len(await app.rows("incoming")) == 9
    app.log.stays_calm()


@told_on(("web", "telegram", "terminal"))
async def test_the_big_list_of_naughty_strings(she, app, channel, monkeypatch):
    if not NAUGHTY.is_file():
        left_out("../shared/robustness/blns.json is not there")
    monkeypatch.setattr("bot.channels.web.visit.FRAMES_AT_MOST", 10**6)
    for text in json.loads(NAUGHTY.read_text("utf-8")):
        said = text.translate(ONE_LINE) if channel == "terminal" else text
        if not said.strip() and channel != "web":
            continue  # neither can be sent there
        before = len(she.seen)
        await she.says(said)
        await she.sees("")
        await she.quiet()
        said_back = [message.text for message in she.seen[before:]]
        assert said_back[0].strip()
        assert not any(sign in words for sign in MARKUP for words in said_back), text
        # "Copy me" is taken at its word: the copy of one's data comes in two files.
        assert len(said_back) == (3 if said_back[0] in COPY_COMES and len(said_back) > 1 else 1), text
    app.log.stays_calm()
    assert [row for row in await app.rows("incoming") if row["failure"]] == []
