"""Draws aiogram methods as messages of our own channels, in the form of docs/web-protocol.md."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendLocation,
    SendMessage,
    SendPhoto,
    SendVenue,
    TelegramMethod,
)
from aiogram.types import InlineKeyboardMarkup, InputFile, MessageEntity, ReplyKeyboardMarkup

from handlers.files import PictureOf, ShortLivedFile

Body = dict[str, Any]
KeepFile = Callable[[str, str, bytes, timedelta | None], Awaitable[str]]
"""Keeps a file (name, media type, content, how long if not as long as any) and gives its address for the person."""

_IMAGE_TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}


async def draw(bot: Bot, method: TelegramMethod[Any], keep_file: KeepFile) -> Body:
    """The message that a sending or editing method shows; `TelegramBadRequest` for one that cannot be drawn."""
    match method:
        case SendMessage() | EditMessageText():
            body: Body = {"text": method.text, "entities": _entities(method.entities)}
        case EditMessageReplyMarkup():
            body = {}
        case SendPhoto():
            address, _ = await _kept(bot, method.photo, "picture", keep_file)
            body = {"text": method.caption, "entities": _entities(method.caption_entities)}
            # The caption is read out already; saying it twice would only tire a listener.
            body["image"] = {"url": address, "alt": "" if method.caption else "🖼"}
            if isinstance(method.photo, PictureOf):
                body["image"]["shows"] = method.photo.shows
        case SendDocument():
            address, size = await _kept(bot, method.document, "file", keep_file)
            name = (method.document.filename if isinstance(method.document, InputFile) else None) or "file"
            body = {"text": method.caption, "entities": _entities(method.caption_entities)}
            body["file"] = {"url": address, "name": name, "size": size}
        case SendVenue():
            body = {"location": _place(method.latitude, method.longitude, method.title, method.address)}
        case SendLocation():
            body = {"location": _place(method.latitude, method.longitude, "", "")}
        case _:
            raise TelegramBadRequest(method=method, message=f"this channel cannot show {type(method).__name__}")
    return body | _markup(getattr(method, "reply_markup", None))


def _entities(entities: list[MessageEntity] | None) -> list[dict[str, Any]]:
    return [
        entity.model_dump(include={"type", "offset", "length", "url"}, exclude_none=True) for entity in entities or ()
    ]


def _markup(markup: Any) -> Body:
    if isinstance(markup, InlineKeyboardMarkup):
        rows = [
            [
                {"text": key.text, "url": key.url} if key.url else {"text": key.text, "data": key.callback_data}
                for key in row
            ]
            for row in markup.inline_keyboard
        ]
        return {"buttons": rows}
    if isinstance(markup, ReplyKeyboardMarkup):
        return {"quick": [key.text for row in markup.keyboard for key in row]}
    return {}


def _place(latitude: float, longitude: float, title: str, address: str) -> dict[str, Any]:
    return {"latitude": latitude, "longitude": longitude, "title": title, "address": address}


async def _kept(bot: Bot, content: Any, name: str, keep_file: KeepFile) -> tuple[str, int]:
    """The address of a file, kept if it is ours to keep, and its size in bytes (0 when it lies elsewhere)."""
    if not isinstance(content, InputFile):
        return str(content), 0
    data = b"".join([chunk async for chunk in content.read(bot)])
    media_type = next(
        (kind for start, kind in _IMAGE_TYPES.items() if data.startswith(start)), "application/octet-stream"
    )
    lasts = content.lasts if isinstance(content, ShortLivedFile) else None
    return await keep_file(content.filename or name, media_type, data, lasts), len(data)


def chat_of(method: TelegramMethod[Any]) -> int:
    """The chat a method speaks to; on our own channels it is the number of the person's identity."""
    chat = getattr(method, "chat_id", None)
    if isinstance(chat, int) and not isinstance(chat, Default):
        return chat
    raise TelegramBadRequest(method=method, message="chat not found")
