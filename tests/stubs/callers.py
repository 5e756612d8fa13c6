"""Calls of the Bot API by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession

from tests.stubs.bot_api import BotApi


def button(**parts: Any) -> dict[str, Any]:
    """An inline keyboard of one button."""
    return {"inline_keyboard": [[{"text": "x", **parts}]]}


class Caller:
    """Calls the server by hand."""

    def __init__(self, telegram: BotApi, session: ClientSession) -> None:
        self.telegram = telegram
        self.session = session

    async def __call__(
        self, method: str, /, token: str | None = None, data: Any = None, **given: Any
    ) -> dict[str, Any]:
        url = f"{self.telegram.url}/bot{token or self.telegram.token}/{method}"
        async with self.session.post(url, **({"data": data} if data else {"json": given})) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == answer.get("error_code", 200)
            return answer

    async def ids(self, **given: Any) -> list[int]:
        return [update["update_id"] for update in (await self("getUpdates", **given))["result"]]


@asynccontextmanager
async def calling(telegram: BotApi) -> AsyncIterator[Caller]:
    async with ClientSession() as session:
        yield Caller(telegram, session)
