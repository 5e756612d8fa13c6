"""Who sends too much is asked once for patience, and heard again when the minute is over."""

from types import SimpleNamespace
from unittest.mock import AsyncMock

import pytest

from bot.middlewares.pace import WINDOW, Pace
from db.people import Person


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def speaker(user_id=1):
    person = Person(user_id=user_id, identity_id=user_id, channel="web", language="zh")
    return {"person": person, "bot": AsyncMock(), "event_chat": SimpleNamespace(id=user_id)}


async def test_asked_once_for_patience_then_silence_then_heard_again(clock):
    pace, heard, she = Pace(3, clock), AsyncMock(), speaker()
    for _ in range(10):
        await pace(heard, None, she)
    assert heard.await_count == 3
    assert she["bot"].send_message.await_count == 1
    clock.now += WINDOW
    await pace(heard, None, she)
    assert heard.await_count == 4


async def test_one_person_does_not_slow_another(clock):
    pace, heard, he = Pace(1, clock), AsyncMock(), speaker(2)
    await pace(heard, None, speaker(1))
    await pace(heard, None, speaker(1))
    await pace(heard, None, he)
    assert heard.await_count == 2


async def test_zero_is_any_number(clock):
    pace, heard = Pace(0, clock), AsyncMock()
    for _ in range(100):
        await pace(heard, None, speaker())
    assert heard.await_count == 100
