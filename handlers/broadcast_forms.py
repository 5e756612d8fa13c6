"""What staff are asked in words while they prepare a broadcast."""

from aiogram.filters import Filter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from handlers.commands import EVERYWHERE
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
