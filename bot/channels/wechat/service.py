"""Customer-service messages: what is said outside the answer to a callback. What WeChat will not take now is kept."""

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import SendMessage
from cachetools import LRUCache, TTLCache

from bot.channels.wechat.client import Client
from bot.channels.wechat.errors import Cure, WechatAway, WechatError, WechatUnreachable
from bot.channels.wechat.limits import MEDIA_SECONDS, PICTURE_BYTES, RETRIES_SECONDS
from bot.channels.wechat.mass import mass_send
from bot.channels.wechat.notices import Notice, Template, notify
from bot.channels.wechat.parts import Part, Picture, Text, as_message, as_words
from db import Database, DatabaseUnavailable, files, wechat
from db.vault import Vault

REMEMBERED: Final = 20_000
"""Accounts kept in memory."""
_OWN_FILE: Final = re.compile(r"/files/([A-Za-z0-9_-]+)/.+")

logger = structlog.get_logger(__name__)


class NotNow(Exception):
    """WeChat takes this not now; the message says why, `code` is WeChat's own, `cure` what to do about it."""

    def __init__(self, error: WechatError) -> None:
        super().__init__(str(error))
        self.code = error.code
        self.cure: Cure = error.cure


class Service:
    """Says things to people of the account.

    `site` is the address under which our files lie. `template`: what is used when a conversation is over.
    """

    def __init__(
        self, database: Database, vault: Vault, client: Client, *, site: str, template: Template | None = None
    ) -> None:
        self._database = database
        self._vault = vault
        self._client = client
        self.site = site
        self._template = template
        self._accounts: LRUCache[int, str] = LRUCache(REMEMBERED)
        self._media: TTLCache[str, str] = TTLCache(1000, MEDIA_SECONDS)
        self._in_hand: TTLCache[int, bool] = TTLCache(REMEMBERED, RETRIES_SECONDS)

    async def account(self, chat: int) -> str:
        """The openid of a person; raises `TelegramBadRequest` when there is no such person."""
        known = self._accounts.get(chat) or await self._database.reading(wechat.account_of, identity_id=chat)
        if known is None:
            raise TelegramBadRequest(method=_method(chat), message="chat not found")
        self._accounts[chat] = known
        return known

    async def forget(self, chats: Collection[int]) -> None:
        """These people are gone."""
        for chat in chats:
            self._accounts.pop(chat, None)

    async def say(self, chat: int, parts: Sequence[Part]) -> None:
        """Say these; what WeChat does not take now is kept.

        Raises `NotNow` then, `WechatUnreachable` when it may have arrived (the rest is kept, too), and
        `TelegramForbiddenError` when the person does not follow.
        """
        for place, part in enumerate(parts):
            try:
                await self._say(chat, part)
            except (NotNow, WechatUnreachable) as reason:
                await self.keep(chat, parts[place:])
                logger.warning("kept_for_the_next_contact", chat=chat, why=str(reason))
                raise

    async def waiting(self, chat: int) -> list[wechat.Waiting]:
        """What waits for the person, unless it is being said already; from here on it is."""
        found = await self._database.reading(wechat.waiting, identity_id=chat, now=datetime.now(UTC))
        ours = [one for one in found if one.number not in self._in_hand]
        self._in_hand.update((one.number, True) for one in ours)
        return ours

    async def hold(self, chat: int, parts: Sequence[Part]) -> list[int]:
        """Keep these until `say_kept` says them in a moment; returns their numbers."""
        numbers = await self.keep(chat, parts)
        self._in_hand.update((number, True) for number in numbers)
        return numbers

    async def say_kept(self, chat: int, parts: Sequence[Part], numbers: Sequence[int]) -> None:
        """Say these, which are kept under these numbers already: a program that ends in between loses nothing."""
        for place, (number, part) in enumerate(zip(numbers, parts, strict=True)):
            try:
                await self._say(chat, part)
            except (NotNow, WechatUnreachable) as reason:
                for left in numbers[place:]:
                    self._in_hand.pop(left, None)
                logger.warning("kept_for_the_next_contact", chat=chat, why=str(reason))
                return
            await self._database.writing(wechat.drop_kept, number=number)

    async def keep(self, chat: int, parts: Sequence[Part]) -> list[int]:
        """Keep these for the next contact; returns their numbers, none for a person who is gone."""
        texts = [as_words(part, site=self.site) for part in parts]
        return await self._database.writing(wechat.keep, identity_id=chat, texts=texts, now=datetime.now(UTC))

    async def _say(self, chat: int, part: Part) -> None:
        try:
            await self._send(await self.account(chat), part)
        except DatabaseUnavailable as error:  # to whom, and which picture, is asked before anything leaves
            raise WechatAway(str(error)) from error
        except WechatError as error:
            if error.cure == "gone":
                with suppress(DatabaseUnavailable):  # found out again when they are next told something
                    await self._database.writing(wechat.note_unreachable, identity_id=chat, now=datetime.now(UTC))
                raise TelegramForbiddenError(method=_method(chat), message=str(error)) from error
            raise NotNow(error) from error

    async def tell(self, chat: int, parts: Sequence[Part], notice: str | None) -> None:
        """Say these unasked. When the conversation is over they are kept, and `notice` goes instead, if there is one.

        Raises `NotNow` with the cure ``later`` when they are kept and no notice went; `NotNow` with another cure and
        `WechatAway` when nothing was said and nothing is kept: who sends tries again. Once a part has arrived, the rest
        is kept rather than all said again. Raises `WechatUnreachable` when a part may have arrived (the rest is kept,
        unless the database is away, too), and `TelegramForbiddenError` when the person does not follow.
        """
        for place, part in enumerate(parts):
            try:
                await self._say(chat, part)
            except (NotNow, WechatAway) as reason:
                cure = reason.cure if isinstance(reason, NotNow) else "again"
                if cure == "refused" or (cure != "later" and place == 0):
                    raise
                await self._keep_rest(chat, parts[place:], arrived=place > 0)
                logger.info("kept_for_the_next_contact", chat=chat, why=str(reason))
                if cure == "later" and not await self._notify(chat, notice):
                    raise
                return
            except WechatUnreachable:
                await self._keep_rest(chat, parts[place + 1 :], arrived=True)
                raise

    async def _keep_rest(self, chat: int, parts: Sequence[Part], *, arrived: bool) -> None:
        """Keep these; without the database it counts whether something before them `arrived`, or may have."""
        try:
            await self.keep(chat, parts)
        except DatabaseUnavailable as error:
            raise (WechatUnreachable if arrived else WechatAway)(str(error)) from error

    async def say_to_many(self, name: str, accounts: Sequence[str], text: str) -> int | None:
        """Say one text to all of these at once, see `mass_send`; raises `NotNow` and `WechatUnreachable`."""
        try:
            return await mass_send(self._client, name=name, accounts=accounts, text=text)
        except WechatError as error:
            raise NotNow(error) from error

    async def _notify(self, chat: int, text: str | None) -> bool:
        if self._template is None or text is None:
            return False
        title, _, remark = text.partition("\n")
        notice = Notice(title, datetime.now(UTC), remark)
        try:
            await notify(
                self._client, self._template, await self.account(chat), notice, page=f"{self.site}/wechat/page"
            )
        except (WechatError, WechatUnreachable, DatabaseUnavailable) as error:
            logger.warning("notice_not_sent", chat=chat, why=str(error))
            return False
        return True

    async def _send(self, account: str, part: Part) -> None:
        message = await self._picture(part) if isinstance(part, Picture) else as_message(part)
        await self._client.call("/cgi-bin/message/custom/send", {"touser": account, **message})

    async def _picture(self, picture: Picture) -> dict[str, Any]:
        media = self._media.get(picture.address) or await self._uploaded(picture)
        if media is None:
            return as_message(Text(as_words(picture, site=self.site)))
        self._media[picture.address] = media
        return {"msgtype": "image", "image": {"media_id": media}}

    async def _uploaded(self, picture: Picture) -> str | None:
        """What WeChat calls the picture once it has it; None when it cannot be had, and a link must do."""
        own = _OWN_FILE.fullmatch(picture.address)
        if own is None:
            return None
        kept = await self._database.reading(files.find_file, token=own[1], vault=self._vault, now=datetime.now(UTC))
        if kept is None or len(kept.content) > PICTURE_BYTES:
            return None
        found = await self._client.call(
            "/cgi-bin/media/upload", query={"type": "image"}, file=("picture", kept.content, kept.media_type)
        )
        media = found.get("media_id")
        return media if isinstance(media, str) else None


def _method(chat: int) -> SendMessage:
    return SendMessage(chat_id=chat, text="·")
