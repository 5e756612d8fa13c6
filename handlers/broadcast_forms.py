"""What staff are asked in words while they prepare a broadcast."""

from typing import Any

from aiogram.filters import Filter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from db.broadcasts import Broadcast
from handlers.commands import EVERYWHERE
from handlers.desk import Desk
from handlers.filters import Answer


class BroadcastForm(StatesGroup):
    """The questions."""

    text = State()
    button = State()
    file = State()
    tag = State()
    sheet = State()
    remark = State()
    when = State()


class Given(Filter):
    """An answer in words, or a picture or a file; the words that work everywhere are for others."""

    def __init__(self) -> None:
        self._answer = Answer(*EVERYWHERE)

    async def __call__(self, event: Message, sentence: str | None = None) -> bool:
        if event.photo or event.document:
            return True
        return await self._answer(event, sentence)


async def ask(desk: Desk, state: State, text: str, **kept: Any) -> None:
    """Ask for an answer in words; of a question that was left open before nothing stays."""
    await desk.state.clear()
    await desk.ask(state, text, **kept)


async def ask_about(desk: Desk, told: Broadcast, state: State, text: str, **kept: Any) -> None:
    """Ask for an answer that is about this broadcast as it is now."""
    await ask(desk, state, text, broadcast=told.id, version=told.version, **kept)
