"""The program is killed in the middle of a booking, at every step: nothing is booked twice, asked twice or lost."""

import asyncio
import random
import signal
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from db import Database
from db.tables import metadata
from knowledge import Knowledge
from tests.conftest import SMALL
from tests.driver.lives import Lives, free_port
from tests.driver.places import told_on
from tests.driver.web import GONE, Page

SEED = 20261205
GONE_WRONG = (ConnectionClosed, InvalidHandshake, OSError, EOFError)
STEPS = (
    ("says", "帮我约下周六下午看湖畔的房子", "请确认"),
    ("taps", "确认预约", "先请你看一下"),
    ("taps", "同意", "你的姓名"),
    ("says", "欧阳小城", "你的手机号"),
    ("says", "13812345678", "约好了"),
    ("says", "取消看房", "确定取消吗"),
    ("taps", "确定取消", "已取消"),
)


@pytest.fixture
def settings(database_url, data_dir):
    """The environment of the lives, with the pack prepared: they are short."""
    Knowledge.load(SMALL, data_dir / "cache")
    return {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(data_dir),
        "PACK": str(SMALL),
        "PORT": str(free_port()),
        "THROTTLE_PER_MINUTE": "0",
        "LOG_LEVEL": "warning",
    }


class Visitor:
    """Somebody at a page that comes back by itself, and sends again what nobody has acknowledged."""

    def __init__(self, port):
        self.page = Page(f"http://127.0.0.1:{port}", "zh")
        self.messages = {}
        self.sent = asyncio.Event()
        self._waiting = None
        self._acknowledged = False

    async def does(self, number, kind, words, answer):
        """Say or tap something, and wait for its answer, whatever becomes of the line meanwhile."""
        frame = {"id": f"step-{number}", "type": "say", "text": words}
        if kind == "taps":
            message, data = self._button(words)
            frame = {"id": f"step-{number}", "type": "tap", "message": message, "data": data}
        self._waiting, self._acknowledged = frame, False
        while not (self._acknowledged and self._heard(answer)):
            with suppress(*GONE_WRONG):
                await self._on_one_line(answer)
            await self.page.close()
            await asyncio.sleep(0.01)  # the page waits longer

    async def _on_one_line(self, answer):
        welcome = await self.page.open()
        for message in welcome.get("messages", ()):
            self.messages[message["id"]] = message
        if not self._acknowledged:
            await self.page.send(self._waiting)
            self.sent.set()
        while not (self._acknowledged and self._heard(answer)):
            frame = await self.page.frames.get()
            if frame is GONE:
                return
            if frame["type"] == "message":
                self.messages[frame["message"]["id"]] = frame["message"]
            self._acknowledged |= frame["type"] == "ack"

    def _button(self, label):
        return next(
            (message["id"], button["data"])
            for message in reversed(self.messages.values())
            for row in message["buttons"]
            for button in row
            if button["text"] == label
        )

    def _heard(self, answer):
        return any(answer in (one["text"] or "") for one in self.messages.values() if one["from"] == "bot")


async def rows(url, table):
    database = Database(url)
    try:
        return await database.reading(lambda connection: connection.execute(metadata.tables[table].select()).all())
    finally:
        await database.close()


@told_on(("web",))
async def test_a_booking_goes_on_where_the_program_was_killed(womb, settings, tmp_path):
    chance = random.Random(SEED)
    she = Visitor(settings["PORT"])
    with Lives(womb, settings, tmp_path) as lives:
        await asyncio.to_thread(lives.start)
        async with asyncio.timeout(60):
            for number, (kind, words, answer) in enumerate(STEPS):
                she.sent.clear()
                step = asyncio.ensure_future(she.does(number, kind, words, answer))
                await she.sent.wait()
                # Somewhere between the arrival of what was said and some moment after its answer.
                await asyncio.sleep(chance.choice((0, 0.002, 0.005, 0.01, 0.02)))
                assert await asyncio.to_thread(lives.end, signal.SIGKILL) == -signal.SIGKILL
                await asyncio.to_thread(lives.start)
                await step
    assert lives.count == len(STEPS) + 1

    [made] = await rows(settings["DATABASE_URL"], "registration")
    assert made.status == "cancelled"
    moves = [(one.from_status, one.to_status) for one in await rows(settings["DATABASE_URL"], "booking_move")]
    assert moves == [(None, "confirmed"), ("confirmed", "cancelled")]
    assert await rows(settings["DATABASE_URL"], "claim") == []
    assert sum(one.taken for one in await rows(settings["DATABASE_URL"], "pool")) == 0
    said = [one["text"] for one in she.messages.values() if one["from"] == "bot"]
    for _, _, answer in STEPS:
        assert len([text for text in said if answer in text]) == 1, said
    assert "message_failed" not in lives.log
