"""Shows what the bot says on every open page of a person."""

import hashlib
import json
from collections import defaultdict
from collections.abc import AsyncGenerator, Collection
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetFile, TelegramMethod
from aiogram.types import File
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.channels.own_files import keep
from bot.channels.own_history import OwnHistorySession
from db import Database, files
from db.history import Told
from db.vault import Vault

NAME: Final = "web"


def account_of(token: str) -> str:
    """What is kept of a visitor's secret: its digest, so that the database does not hold what opens a history."""
    return hashlib.sha256(token.encode()).hexdigest()


class WebSession(OwnHistorySession):
    """The open pages by the person's identity. Who has none open finds everything in the history."""

    def __init__(self, database: Database, vault: Vault) -> None:
        super().__init__(NAME, database)
        self._vault = vault
        self.pages: defaultdict[int, set[WebSocket]] = defaultdict(set)

    async def show(self, chat: int, told: Told, *, again: bool) -> None:
        await self.push(chat, {"type": "edit" if again else "message", "message": message_frame(told)})

    async def hide(self, chat: int, message_id: int) -> None:
        await self.push(chat, {"type": "delete", "message": message_id})

    async def notice(self, callback_id: str, text: str, *, alert: bool) -> None:
        chat, _, _ = callback_id.partition(":")
        await self.push(int(chat), {"type": "notice", "text": text, "alert": alert})

    async def typing(self, chat: int) -> None:
        await self.push(chat, {"type": "typing"})

    async def keep_file(self, chat: int, name: str, media_type: str, content: bytes, lasts: timedelta | None) -> str:
        return await keep(
            self._database,
            self._vault,
            owner=chat,
            name=name,
            media_type=media_type,
            content=content,
            lasts=lasts,
        )

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        if not isinstance(method, GetFile):
            return await super().make_request(bot, method, timeout)
        kept = await self._database.reading(
            files.find_file, token=method.file_id, vault=self._vault, now=datetime.now(UTC)
        )
        if kept is None:
            raise TelegramBadRequest(method=method, message="file not found")
        size = len(kept.content)
        return File(file_id=method.file_id, file_unique_id=method.file_id, file_size=size, file_path=method.file_id)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """What was handed in on the page, by the address that aiogram makes of its token."""
        token = url.rpartition("/")[2]
        kept = await self._database.reading(files.find_file, token=token, vault=self._vault, now=datetime.now(UTC))
        yield kept.content if kept is not None else b""

    async def forget(self, chats: Collection[int]) -> None:
        """Tell the pages of these people that everything is deleted; they come back as new visitors."""
        for chat in chats:
            for page in tuple(self.pages.get(chat, ())):
                try:
                    await send(page, {"type": "forgotten"})
                    await page.close(1012)
                except (WebSocketDisconnect, RuntimeError):
                    continue

    async def push(self, chat: int, frame: dict[str, Any], *, but: WebSocket | None = None) -> None:
        """Send a frame to every open page of a person, except one. A page that has gone reads it when it is back."""
        for page in tuple(self.pages.get(chat, ())):
            if page is but:
                continue
            try:
                await send(page, frame)
            except (WebSocketDisconnect, RuntimeError):
                self.pages[chat].discard(page)


async def send(page: WebSocket, frame: dict[str, Any]) -> None:
    """Send one frame, unless the page has gone."""
    if page.application_state is WebSocketState.CONNECTED:
        await page.send_text(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))


def message_frame(told: Told) -> dict[str, Any]:
    """A message of the history as the protocol writes it, every field present."""
    return {
        "id": told.id,
        "from": told.author,
        "at": told.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "text": None,
        "entities": [],
        "buttons": [],
        "quick": [],
        "image": None,
        "file": None,
        "location": None,
        "client": None,
        **told.body,
    }
