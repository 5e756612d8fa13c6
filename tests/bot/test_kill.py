"""The program is ended again and again: what was acknowledged is answered, once, and in order.

Every life is a process of `jinyue run` that ends at a moment of chance: by SIGKILL, or by SIGTERM as an operator does
it.
"""

import asyncio
import random
import signal
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.conftest import SMALL
from tests.driver.lives import Lives, free_port
from tests.driver.places import told_on
from tests.driver.web import GONE, Page
from tests.stubs.bot_api import BotApi

SEED = 20261124
ANSWERS = {
    "人才公寓有多少套": "321 套",
    "绿卡是什么": "八条通道",
    "湖畔公寓在哪里": "湖东路",
    "海外实验室有几家": "3 家",
    "谢谢": "不客气",
    "房租多少": "没有写租金",
    "名单公示到哪天": "已于 2024 年 5 月 23 日结束",
    "帮我约贵宾厅": "还没有在这里开通",
    "帮助": "我能帮你",
    "人工": "需要人工的话",
    "你好": "我是近悦",
}
QUESTIONS = list(ANSWERS)
EACH_WAY = pytest.mark.parametrize(("how", "times"), [(signal.SIGKILL, 14), (signal.SIGTERM, 3)], ids=["kill", "stop"])
GONE_WRONG = (ConnectionClosed, InvalidHandshake, OSError, EOFError)


def compared(answers, questions):
    """Hold answers against the questions, in order; returns how many questions are answered, and how many twice.

    A program that was killed before it had noted its last answers says those again, in their order.
    """
    place = answered = twice = 0
    for answer in answers:
        back = next((back for back in range(place + 1) if answers_to(questions, place - back, answer)), None)
        assert back is not None, f"after {place} answers came {answer!r}; asked was {questions[place : place + 2]}"
        place += 1 - back
        twice += place <= answered
        answered = max(answered, place)
    return answered, twice


def answers_to(questions, place, answer):
    return 0 <= place < len(questions) and ANSWERS[questions[place]] in answer


class Visitor:
    """Asks one question after the other on the page, and comes back when the connection breaks, as the page does."""

    MOST = 30
    """Questions on one connection, asked again or new: the server lets 40 frames pass in ten seconds."""

    def __init__(self, port, chance):
        self.page = Page(f"http://127.0.0.1:{port}", "zh")
        self.asked, self.acknowledged = {}, {}
        self.enough = False
        self._chance = chance

    async def talk(self):
        """Ask until it is enough and everything was acknowledged."""
        while not self.enough or self._open_questions():
            with suppress(*GONE_WRONG):
                await self.page.open()
                await self._ask()
            await self.page.close()
            await asyncio.sleep(0.01)  # the page waits longer

    def _open_questions(self):
        return [number for number in self.asked if number not in self.acknowledged]

    async def _ask(self):
        again = self._open_questions()
        for number in again:
            await self._say(number)
        for _ in range(self.MOST - len(again)):
            if self.enough:
                break
            number = f"question-{len(self.asked)}"
            self.asked[number] = QUESTIONS[len(self.asked) % len(QUESTIONS)]
            await self._say(number)
            if not await self._hear(self._chance.uniform(0, 0.03)):
                return
        while self._open_questions() or not self.enough:
            if not await self._hear(0.1):
                return

    async def _say(self, number):
        await self.page.send({"type": "say", "id": number, "text": self.asked[number]})

    async def _hear(self, seconds):
        """Take what comes in this time; False when the connection is gone."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while (frame := await self.page.frames.get()) is not GONE:
                    if frame["type"] == "ack":
                        self.acknowledged[frame["id"]] = frame["message"]
                return False
        return True


async def whole_history(page):
    """The history as a page sees it that scrolls all the way up, by id."""
    page.after = None
    welcome = await page.open()
    messages = {message["id"]: message for message in welcome["messages"]}
    more = welcome["more"]
    while more:
        await page.send({"type": "history", "before": min(messages)})
        while (frame := await page.frames.get())["type"] != "history":
            assert frame["type"] == "message"
            messages[frame["message"]["id"]] = frame["message"]
        messages |= {message["id"]: message for message in frame["messages"]}
        more = frame["more"]
    await page.close()
    return [messages[number] for number in sorted(messages)]


@pytest.fixture
def settings(database_url, data_dir):
    """The environment of the lives."""
    return {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(data_dir),
        "PACK": str(SMALL),
        "PORT": str(free_port()),
        "THROTTLE_PER_MINUTE": "0",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "warning",
    }


async def ready(port):
    """Wait until the program answers."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = await reader.read()
            writer.close()
            if answer:
                return
        await asyncio.sleep(0.01)


async def many_ends(lives, port, how, times, chance, done=lambda: 0, least=0):
    """Let the program end so many times, some of them before it is there, and live once more.

    What it is ended in the middle of, it has been at long enough that `done()` tells of so many more at least.
    """
    for number in range(times):
        await asyncio.to_thread(lives.start)
        if number % 4 != 3:
            enough = done() + least
            await ready(port)
            while done() < enough:
                await asyncio.sleep(0.005)
        await asyncio.sleep(chance.uniform(0, 0.3))
        ended = await asyncio.to_thread(lives.end, how)
        assert ended in ({-signal.SIGKILL} if how == signal.SIGKILL else {0, -signal.SIGTERM})
    await asyncio.to_thread(lives.start)


@EACH_WAY
@told_on(("web",))
async def test_on_the_page_every_acknowledged_message_has_one_answer_in_order(settings, womb, tmp_path, how, times):
    chance = random.Random(SEED)
    visitor = Visitor(int(settings["PORT"]), chance)
    with Lives(womb, settings, tmp_path) as lives:
        async with asyncio.timeout(100), asyncio.TaskGroup() as tasks:
            talking = tasks.create_task(visitor.talk())
            await many_ends(lives, settings["PORT"], how, times, chance, lambda: len(visitor.acknowledged), least=4)
            visitor.enough = True
            await talking
            history = await answered_history(visitor)
    assert len(visitor.acknowledged) > 3 * times

    mine = [message for message in history if message["from"] == "me"]
    assert [message["client"] for message in mine] == list(visitor.asked)
    assert {message["client"]: message["id"] for message in mine} == visitor.acknowledged
    greeting, *answers = [message["text"] for message in history if message["from"] == "bot"]
    assert "你好" in greeting
    assert compared(answers, list(visitor.asked.values())) == (len(mine), 0)
    assert "message_failed" not in lives.log


@EACH_WAY
async def test_on_telegram_every_message_is_answered_in_order(
    settings, womb, tmp_path, api_rules, how, times, record_property
):
    chance = random.Random(SEED)
    async with BotApi(rules=api_rules) as stub:
        settings |= {"TELEGRAM_TOKEN": stub.token, "TELEGRAM_API_BASE": stub.url}
        people = [Correspondent(stub.person(), chance) for _ in range(3)]
        with Lives(womb, settings, tmp_path) as lives:
            async with asyncio.timeout(100), asyncio.TaskGroup() as tasks:
                for person in people:
                    tasks.create_task(person.writes())
                await many_ends(lives, settings["PORT"], how, times, chance)
                for person in people:
                    person.enough = True
        assert stub.violations == []
    assert sum(len(person.asked) for person in people) > 6 * times
    doubles = sum(person.compared()[1] for person in people)
    record_property("doubles", doubles)
    # Between the moment when an answer's bytes go out and the moment when that is noted, it may be said again.
    assert doubles <= (2 * times if how == signal.SIGKILL else 0)
    assert "message_failed" not in lives.log


class Correspondent:
    """Writes one question after the other on Telegram, whoever listens."""

    def __init__(self, account, chance):
        self.asked = []
        self.enough = False
        self._account = account
        self._chance = chance

    def compared(self):
        return compared([message.text for message in self._account.answers], self.asked)

    async def writes(self):
        """Write until it is enough, then wait until everything was answered."""
        while not self.enough:
            self.asked.append(QUESTIONS[len(self.asked) % len(QUESTIONS)])
            await self._account.says(self.asked[-1])
            await asyncio.sleep(self._chance.uniform(0, 0.25))
        while self.compared()[0] < len(self.asked):
            await asyncio.sleep(0.05)


async def answered_history(visitor):
    """The history once there are as many answers as questions, and what came after that."""
    while True:
        with suppress(*GONE_WRONG):  # the last life may only begin
            history = await whole_history(visitor.page)
            if sum(message["from"] == "bot" for message in history) > len(visitor.asked):
                return history
        await asyncio.sleep(0.05)
