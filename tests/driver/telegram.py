"""Somebody on Telegram: a private chat on the stub Bot API server."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tests.driver.person import PATIENCE, Language, Person, Seen
from tests.stubs.bot_api import BotApi
from tests.stubs.bot_api import Person as Account


class TelegramServer:
    """The stub server, and a way to wait until the bot has fetched everything."""

    def __init__(self, stub: BotApi) -> None:
        self.stub = stub
        self._acknowledged = asyncio.Event()
        acknowledge = stub.world.updates.acknowledge

        def watched(before: int) -> None:
            acknowledge(before)
            self._acknowledged.set()

        stub.world.updates.acknowledge = watched  # type: ignore[method-assign]

    async def fetched(self) -> None:
        """Wait until every update was acknowledged."""
        async with asyncio.timeout(PATIENCE):
            while self.stub.world.updates.waiting:
                self._acknowledged.clear()
                await self._acknowledged.wait()

    def person(self, language: Language, calm: Callable[[], Awaitable[None]]) -> "TelegramPerson":
        """Somebody new."""
        return TelegramPerson(self, language, calm)


class TelegramPerson(Person):
    """Sees the chat as the server has it. `account` can do what only Telegram's people can."""

    notices_are_closed = True

    def __init__(self, server: TelegramServer, language: Language, calm: Callable[[], Awaitable[None]]) -> None:
        super().__init__(language)
        self.account: Account = server.stub.person(language_code=language)
        self.account.watchers.append(self._watch)
        self._server = server
        self._calm = calm

    def _watch(self, what: str, content: dict[str, Any]) -> None:
        if what == "notice":
            self._note(content["text"])
        elif what in {"message", "edit"} and content["from"]["is_bot"]:
            rows = content.get("reply_markup", {}).get("inline_keyboard", ())
            buttons = {button["text"]: button.get("callback_data", "") for row in rows for button in row}
            self._show(Seen(content["message_id"], content.get("text", ""), buttons))

    async def says(self, text: str) -> None:
        await self.account.says(text)

    async def taps_on(self, message: Seen, label: str) -> None:
        await self.taps_data(message.id, message.buttons[label])

    async def taps_data(self, message_id: int, data: str) -> None:
        """Press a button that need not exist."""
        message = next(seen for seen in self.account.inbox if seen.id == message_id)
        self.account.presses(message, {"text": "?", "callback_data": data})

    async def quiet(self) -> None:
        await self._server.fetched()
        await self._calm()

    async def comes_back(self) -> None:
        """Telegram keeps the chat."""

    async def leaves(self) -> None:
        """Telegram keeps the chat."""


class Group:
    """A group chat with the bot in it."""

    def __init__(self, server: TelegramServer) -> None:
        self._world = server.stub.world
        self._chat = {"id": -1_001_000_000_001, "type": "supergroup", "title": "小城青年"}
        self._world.chats[self._chat["id"]] = self._chat
        self._world.shown[self._chat["id"]] = self._watch
        self.heard: list[dict[str, Any]] = []
        """What the bot said here."""

    def _watch(self, what: str, content: dict[str, Any]) -> None:
        if what == "message" and content["from"]["is_bot"]:
            self.heard.append(content)

    def hears(self, person: TelegramPerson, text: str, **more: Any) -> None:
        """Somebody says something to all."""
        message = self._world.write(person.account.user, self._chat, {"text": text, **more})
        self._world.updates.put("message", dict(message))
