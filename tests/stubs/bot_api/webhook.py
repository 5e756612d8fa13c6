"""Delivering updates to a webhook, as Telegram does: again until it is taken, each chat's in order."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.stubs.bot_api.parameters import Uploads, read_parameters
from tests.stubs.bot_api.refusal import Refusal
from tests.stubs.bot_api.updates import UpdateQueue
from tests.stubs.bot_api.world import Json

SECRET = "X-Telegram-Bot-Api-Secret-Token"
FIRST_WAIT, LONGEST_WAIT = 0.05, 2.0
"""Seconds before a refused update is sent again; Telegram itself is far more patient."""
CONNECTIONS = 40
"""Telegram's own default for ``max_connections``."""


class Courier:
    """Carries what waits to the webhook while there is one."""

    def __init__(self, updates: UpdateQueue, execute: Callable[[str, Json, Uploads], Any]) -> None:
        self._updates = updates
        self._execute = execute
        self._walking: asyncio.Task[None] | None = None
        self._deliveries: dict[int, asyncio.Task[None]] = {}
        """Chats to the delivery that is under way there."""
        self._session: ClientSession | None = None

    def start(self) -> None:
        """Begin to look for a webhook."""
        self._walking = asyncio.ensure_future(self._walk())

    async def stop(self) -> None:
        """Leave what waits."""
        for task in [self._walking, *self._deliveries.values()]:
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        if self._session is not None:
            await self._session.close()

    async def _walk(self) -> None:
        while True:
            await self._updates.arrived.wait()
            self._updates.arrived.clear()
            if not self._updates.webhook:
                continue
            most = self._updates.webhook.get("max_connections", CONNECTIONS)
            for update in list(self._updates.waiting):
                chat = _chat_of(update)
                if chat not in self._deliveries and len(self._deliveries) < most:
                    self._deliveries[chat] = task = asyncio.ensure_future(self._deliver(update))
                    task.add_done_callback(lambda _, chat=chat: self._delivered(chat))  # type: ignore[misc]

    def _delivered(self, chat: int) -> None:
        del self._deliveries[chat]
        self._updates.arrived.set()

    async def _deliver(self, update: Json) -> None:
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=60))
        wait = FIRST_WAIT
        while (webhook := self._updates.webhook) and update in self._updates.waiting:
            headers = {SECRET: webhook["secret_token"]} if "secret_token" in webhook else {}
            body = json.dumps(update, ensure_ascii=False).encode("utf-8", "surrogatepass")
            headers["Content-Type"] = "application/json"
            try:
                async with self._session.post(webhook["url"], data=body, headers=headers) as response:
                    content = await response.read()
            except (ClientError, TimeoutError) as error:
                self._updates.last_error = f"{type(error).__name__}: {error}"
            else:
                if response.ok:
                    self._updates.waiting.remove(update)
                    self._answered(response.headers.get("Content-Type", ""), content)
                    return
                self._updates.last_error = f"Wrong response from the webhook: {response.status} {response.reason}"
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    def _answered(self, content_type: str, content: bytes) -> None:
        """Carry out the call that the answer may be; nobody hears its result."""
        if not content_type.startswith(("application/json", "multipart/form-data", "application/x-www-form")):
            return
        with suppress(Refusal):
            given, files = read_parameters("", content_type, content)
            if "method" in given:
                self._execute(given.pop("method"), given, files)


def _chat_of(update: Json) -> int:
    [event] = [value for key, value in update.items() if key != "update_id"]
    chat = (event.get("message") or event).get("chat") or event["from"]
    number: int = chat["id"]
    return number
