"""Who speaks. What nobody said (a channel's post, a bot's message) goes no further."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiogram import BaseMiddleware
from aiogram.dispatcher.middlewares.user_context import EVENT_FROM_USER_KEY
from aiogram.types import TelegramObject, User

from bot.channels.face import ChannelBot
from bot.people import People


class Who(BaseMiddleware):
    """Puts the `person` behind the message into the data, and whether their words travel `abroad`."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        user: User | None = data.get(EVENT_FROM_USER_KEY)
        if user is None or user.is_bot:
            return None
        bot = cast(ChannelBot, data["bot"])
        guess = "en" if user.language_code and not user.language_code.startswith("zh") else "zh"
        person = await self._people.behind(bot, user.id, guess)
        if person is None:
            return None
        data["person"] = person
        data["abroad"] = bot.abroad
        return await handler(event, data)
