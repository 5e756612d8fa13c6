"""The page's protocol where a client does not keep to it."""

import asyncio
import json
import socket

import pytest

from bot.serving import _door
from tests.driver.web import GONE, Page


@pytest.fixture
async def page(app):
    """An open page."""
    page = Page(app.address, "zh")
    await page.open()
    await heard(page, "message")
    yield page
    await page.close()


async def heard(page, kind):
    """The next frame of one kind."""
    async with asyncio.timeout(5):
        while (frame := await page.frames.get())["type"] != kind:
            assert frame is not GONE, f"the connection ended before {kind}"
    return frame


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "not JSON",
        "[]",
        "{}",
        "[" * 5000,
        '{"type": "dance"}',
        '{"type": "say"}',
        '{"type": "say", "id": "x", "text": 7}',
        '{"type": "say", "id": "not an id!", "text": "你好"}',
        '{"type": "tap", "id": "x", "message": -1, "data": "menu:zh"}',
        '{"type": "tap", "id": "x", "message": 1, "data": ""}',
        '{"type": "tap", "id": "x", "message": 1, "data": "' + "x" * 65 + '"}',
        '{"type": "history", "before": 1e400}',
        '{"type": "language", "language": "fr"}',
        '{"type": "hello", "v": 1, "token": null, "after": null, "language": null}',
    ],
    ids=lambda frame: frame[:24],
)
async def test_what_cannot_be_read_is_refused_and_the_conversation_goes_on(page, app, frame):
    await page.send(frame)
    assert (await heard(page, "error"))["code"] == "bad_request"
    await page.send({"type": "ping"})
    await heard(page, "pong")
    app.log.stays_calm()


async def test_the_refusal_names_the_frame_that_it_is_about(page):
    await page.send('{"type": "say", "id": "mine", "text": null}')
    assert (await heard(page, "error"))["id"] == "mine"


async def test_too_long_a_frame_is_refused(page):
    await page.send(json.dumps({"type": "say", "id": "x", "text": "a" * 70_000}))
    assert (await heard(page, "error"))["code"] == "too_long"
    await page.send({"type": "ping"})
    await heard(page, "pong")


async def test_a_frame_beyond_all_measure_ends_the_connection(page, app):
    await page.send("x" * 200_000)
    await heard(page, "gone")
    app.log.stays_calm()


async def test_too_many_frames_are_refused_and_not_acknowledged(page):
    for number in range(45):
        await page.send({"type": "say", "id": f"n{number}", "text": "谢谢"})
    error = await heard(page, "error")
    assert error["code"] == "too_fast"
    assert error["id"] in {f"n{number}" for number in range(45)}


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ({"type": "hello", "v": 2}, "version"),
        ({"type": "hello", "v": 1, "token": "short"}, "bad_request"),
        ({"type": "hello", "v": 1, "after": "last"}, "bad_request"),
        ({"type": "ping"}, None),
    ],
)
async def test_who_does_not_say_hello_properly_is_sent_away(app, hello, code):
    page = Page(app.address, "zh")
    page.hello = hello
    answer = await page.open()
    assert answer.get("code") == code
    await heard(page, "gone")
    await page.close()


async def test_who_says_nothing_is_sent_away(app, monkeypatch):
    monkeypatch.setattr("bot.channels.web.visit.HELLO_SECONDS", 0.05)
    page = Page(app.address, "zh")
    page.hello = None
    await page.open()
    await heard(page, "gone")
    await page.close()


async def test_too_many_strangers_of_one_address_have_to_wait(app, monkeypatch):
    monkeypatch.setattr("bot.channels.web.channel.STRANGERS_A_MINUTE", 2)
    pages = [Page(app.address, "zh") for _ in range(3)]
    answers = [await page.open() for page in pages]
    assert [answer["type"] for answer in answers] == ["welcome", "welcome", "error"]
    for page in pages:
        await page.close()


async def test_the_secret_opens_the_history_and_another_does_not(app, she):
    await she.hears("绿卡是什么", "八条通道")
    mine, guessed = Page(app.address, None), Page(app.address, None)
    mine.token, guessed.token = she.page.token, "x" * 43
    assert [message["from"] for message in (await mine.open())["messages"]] == ["bot", "me", "bot"]
    assert (await guessed.open())["messages"] == []
    for page in (mine, guessed):
        await page.close()
    assert she.page.token not in json.dumps([row["external_id"] for row in await app.rows("identity")])


async def test_a_long_history_comes_in_pages(app, she, monkeypatch):
    monkeypatch.setattr("bot.channels.web.visit.PAGE", 4)
    for _ in range(5):
        await she.hears("谢谢", "不客气")
    page = Page(app.address, None)
    page.token = she.page.token
    welcome = await page.open()
    assert len(welcome["messages"]) == 4
    assert welcome["more"]
    await page.send({"type": "history", "before": welcome["messages"][0]["id"]})
    history = await heard(page, "history")
    assert len(history["messages"]) == 4
    assert history["more"]
    await page.send({"type": "history", "before": history["messages"][0]["id"]})
    history = await heard(page, "history")
    assert len(history["messages"]) == 3
    assert not history["more"]
    await page.close()


async def test_two_windows_of_one_person_show_the_same(app, she):
    other = Page(app.address, None)
    other.token = she.page.token
    await other.open()
    await other.send({"type": "ping"})  # once it is answered, nothing of the welcome can still come a second time
    await heard(other, "pong")
    await she.says("绿卡是什么")
    assert (await heard(other, "message"))["message"]["text"] == "绿卡是什么"
    assert "八条通道" in (await heard(other, "message"))["message"]["text"]
    await she.sees("八条通道")
    await she.taps("👍")
    assert "谢谢" in (await heard(other, "notice"))["text"]
    await other.close()


async def test_the_language_switch(app, she):
    await she.page.send({"type": "language", "language": "en"})
    await she.hears("/help", "I can:")
    welcome = await she.page.open()
    assert (welcome["language"], welcome["name"]) == ("en", "Jinyue")


def test_no_frame_waits_until_the_one_before_has_arrived(configured):
    with _door(configured()) as door, socket.create_connection(door.getsockname()):
        connection, _ = door.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
