"""The session of the channels whose history is ours to keep: what is said becomes a row first, and is shown then.

An answer's row is unique by the message it answers and its number, so that a program that was killed in the middle of
answering and handles the message again shows the same answer, not a second one.
"""

from abc import abstractmethod
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    SendDocument,
    SendLocation,
    SendMessage,
    SendPhoto,
    SendVenue,
    TelegramMethod,
)
from aiogram.types import Message

from bot import metrics
from bot.channels.drawing import Body, chat_of, draw
from bot.handling import handling, saying
from db import Database, history
from db.history import Told


class OwnHistorySession(BaseSession):
    """Keeps and shows what the bot says on one channel.

    `show`, `hide`, `notice`, `typing` and `keep_file` are the channel's own.
    """

    def __init__(self, channel: str, database: Database) -> None:
        super().__init__()
        self._channel = channel
        self._database = database

    @abstractmethod
    async def show(self, chat: int, told: Told, *, again: bool) -> None:
        """Show a message; `again`: it was shown before and has changed."""

    @abstractmethod
    async def hide(self, chat: int, message_id: int) -> None:
        """Take a message away."""

    @abstractmethod
    async def notice(self, callback_id: str, text: str, *, alert: bool) -> None:
        """Show the short answer to a tap."""

    @abstractmethod
    async def typing(self, chat: int) -> None:
        """Show that an answer is coming."""

    @abstractmethod
    async def keep_file(self, chat: int, name: str, media_type: str, content: bytes, lasts: timedelta | None) -> str:
        """Keep a file for a person, for a while; gives the address under which they find it."""

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        result = await self._do(bot, method)
        metrics.outgoing.labels(self._channel, method.__api_method__, "sent").inc()
        return result

    async def _do(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        match method:
            case SendMessage() | SendPhoto() | SendDocument() | SendLocation() | SendVenue():
                return await self._say(bot, method)
            case EditMessageText() | EditMessageReplyMarkup():
                return await self._change(bot, method)
            case DeleteMessage():
                chat = chat_of(method)
                gone = await self._database.writing(
                    history.delete_message, identity_id=chat, message_id=method.message_id
                )
                await self.hide(chat, method.message_id)
                return gone
            case AnswerCallbackQuery():
                if method.text:
                    await self.notice(method.callback_query_id, method.text, alert=bool(method.show_alert))
                return True
            case SendChatAction():
                await self.typing(chat_of(method))
                return True
            case _:
                raise TelegramBadRequest(method=method, message=f"this channel does not know {type(method).__name__}")

    async def _say(self, bot: Bot, method: TelegramMethod[Any]) -> Message:
        chat = chat_of(method)
        body = await draw(bot, method, partial(self.keep_file, chat))
        hand, unasked = handling.get(), saying.get()
        told = await self._database.writing(
            history.write_message,
            identity_id=chat,
            author="bot",
            body=body,
            now=datetime.now(UTC),
            incoming_id=hand.incoming_id if hand else None,
            ordinal=hand.next_answer() if hand else None,
            outbox_id=unasked.outbox_id if unasked else None,
        )
        await self.show(chat, told, again=False)
        return _message(bot, chat, told)

    async def _change(self, bot: Bot, method: EditMessageText | EditMessageReplyMarkup) -> Message:
        chat = chat_of(method)
        if method.message_id is None:
            raise TelegramBadRequest(method=method, message="message to edit not found")
        before = await self._database.reading(history.message_of, identity_id=chat, message_id=method.message_id)
        if before is None or before.author != "bot":
            raise TelegramBadRequest(method=method, message="message to edit not found")
        kept = {name: value for name, value in before.body.items() if name != "buttons"}
        body: Body = kept | await draw(bot, method, partial(self.keep_file, chat))
        told = await self._database.writing(
            history.change_message, identity_id=chat, message_id=method.message_id, body=body
        )
        if told is None:
            raise TelegramBadRequest(method=method, message="message to edit not found")
        await self.show(chat, told, again=True)
        return _message(bot, chat, told)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Fetch nothing: people send no files here."""
        for _ in ():
            yield b""

    async def close(self) -> None:
        """There is nothing to close: the database is the program's."""


def _message(bot: Bot, chat: int, told: Told) -> Message:
    return Message.model_validate(
        {
            "message_id": told.id,
            "date": told.at,
            "chat": {"id": chat, "type": "private"},
            "from": {"id": bot.id, "is_bot": True, "first_name": "Jinyue"},
            "text": told.body.get("text"),
        },
        context={"bot": bot},
    )
