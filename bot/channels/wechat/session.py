"""What the bot says: the answer to the callback that waits, or a customer-service message when none does."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage

from bot.channels.drawing import draw
from bot.channels.own_files import keep
from bot.channels.own_history import OwnHistorySession
from bot.channels.wechat.errors import BEING_MADE, NONE_LEFT, WechatAway, WechatUnreachable
from bot.channels.wechat.limits import BEIJING
from bot.channels.wechat.parts import Text, parts_of
from bot.channels.wechat.service import NotNow, Service
from bot.channels.wechat.turns import Turns
from bot.handling import handling, saying
from db import Database
from db.history import Told
from db.intake import note_answers
from db.vault import Vault
from db.wechat import CHANNEL

NAME: Final = CHANNEL
Body = dict[str, Any]


class Kept(TelegramBadRequest):
    """WeChat takes nothing for this person now: it is said when they come next."""


class NotKnown(TelegramNetworkError):
    """A mass sending may have left or not: it is tried again under its name."""


class NoneLeft(TelegramBadRequest):
    """The account may make no mass sending now, though all else works."""


class NotReached(TelegramNetworkError):
    """WeChat could not be reached: nothing has left."""


@dataclass(frozen=True, slots=True)
class ForMany:
    """What is said to many at once: as it stands in everybody's history, and in WeChat's words."""

    body: Body
    text: str


class WechatSession(OwnHistorySession):
    """Says things in the turn that is under way, or by the service."""

    def __init__(self, database: Database, vault: Vault, service: Service, turns: Turns) -> None:
        super().__init__(NAME, database)
        self._vault = vault
        self._service = service
        self._turns = turns

    async def show(self, chat: int, told: Told, *, again: bool) -> None:
        if again:
            return  # what is said stays said
        hand = handling.get()
        if hand is None:
            await self._speak_unasked(chat, {**told.body, "id": told.id})
        elif not hand.was_said(hand.spoken):
            await self._speak(chat, {**told.body, "id": told.id}, hand.incoming_id, hand.spoken)

    async def hide(self, chat: int, message_id: int) -> None:
        """What is said stays said."""

    async def notice(self, callback_id: str, text: str, *, alert: bool) -> None:
        hand = handling.get()
        if hand is not None:
            chat = int(callback_id.partition(":")[0])
            await self._speak(chat, {"text": text, "id": 0}, hand.incoming_id, hand.spoken)

    async def typing(self, chat: int) -> None:
        """WeChat shows nothing while it waits for an answer."""

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

    async def _speak(self, chat: int, body: Body, incoming_id: int, ordinal: int) -> None:
        if self._turns.add(incoming_id, body, ordinal):
            return
        # It waits for the person then: nothing went wrong with what they asked.
        with suppress(NotNow, WechatUnreachable):
            await self._service.say(chat, parts_of([body], site=self._service.site))
        await self._database.writing(note_answers, answers={incoming_id: ordinal})

    async def _speak_unasked(self, chat: int, body: Body) -> None:
        """Say something unasked; what WeChat refuses is raised as what Telegram would say in its place."""
        method = SendMessage(chat_id=chat, text="·")
        unasked = saying.get()
        # WeChat forbids news in notices, which are for services.
        notice = None if unasked is not None and unasked.news else body.get("text") or ""
        try:
            await self._service.tell(chat, parts_of([body], site=self._service.site), notice)
        except NotNow as reason:
            raise _refusal(method, reason) from reason
        except WechatAway as error:
            raise NotReached(method=method, message=str(error)) from error
        except WechatUnreachable as error:
            raise TelegramNetworkError(method=method, message=str(error)) from error

    async def for_many(self, bot: Bot, method: SendMessage) -> ForMany | None:
        """A message as a mass sending says it to everybody; None when it takes more than one text."""
        body = await draw(bot, method, partial(self.keep_file, 0))
        # Whose message an option stands under is not the same for all: it is found by its label.
        parts = parts_of([{**body, "id": 0}], site=self._service.site)
        return ForMany(body, parts[0].words) if len(parts) == 1 and isinstance(parts[0], Text) else None

    async def say_to_many(self, name: str, accounts: Sequence[str], text: str) -> int | None:
        """Say one text to these at once; returns what WeChat calls it.

        What goes wrong is raised as what Telegram would say: `NotKnown`, `NoneLeft`, `NotReached`, or what concerns the
        whole account.
        """
        method = SendMessage(chat_id=0, text="·")
        try:
            return await self._service.say_to_many(name, accounts, text)
        except NotNow as reason:
            if reason.code in BEING_MADE:
                raise NotKnown(method=method, message=str(reason)) from reason
            if reason.code == NONE_LEFT:
                raise NoneLeft(method=method, message=str(reason)) from reason
            raise _refusal(method, reason) from reason
        except WechatAway as error:
            raise NotReached(method=method, message=str(error)) from error
        except WechatUnreachable as error:
            raise NotKnown(method=method, message=str(error)) from error


def _refusal(method: SendMessage, reason: NotNow) -> TelegramAPIError:
    """What Telegram would say in WeChat's place."""
    match reason.cure:
        case "stop":
            seconds = _until_midnight(datetime.now(BEIJING))
            return TelegramRetryAfter(method=method, message=str(reason), retry_after=seconds)
        case "soon" | "again":
            return TelegramRetryAfter(method=method, message=str(reason), retry_after=60)
        case "alarm" | "renew":
            return TelegramUnauthorizedError(method=method, message=str(reason))
        case "later":
            return Kept(method=method, message=str(reason))
    return TelegramBadRequest(method=method, message=str(reason))


def _until_midnight(now: datetime) -> int:
    """Seconds until WeChat counts a new day."""
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    return int((tomorrow - now).total_seconds()) + 60
