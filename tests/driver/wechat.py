"""Somebody who follows the official account: their callbacks are sealed, as in safe mode."""

import asyncio
import itertools
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tests.driver.person import PATIENCE, Language, Person, Seen
from tests.stubs.wechat import Follower, WechatApi

OPTION = re.compile(r'<a href="weixin://bizmsgmenu\?msgmenucontent=[^"&]*&msgmenuid=([^"]+)">\d+\. (.*?)</a>')
TAG = re.compile(r"</?a[^>]*>")
_seconds = itertools.count(int(time.time()))
"""When something is tapped: WeChat knows an event by its second, and no test waits for the next one."""


class WechatPerson(Person):
    """Sees texts with the options in them. `phone` can do what only WeChat's people can."""

    changes_messages = False

    def __init__(
        self, api: WechatApi, address: Callable[[], str], language: Language, calm: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(language)
        self.phone = Follower(api, address)
        self.phone.watch = self._reads
        self._calm = calm

    async def follows(self) -> None:
        await self.phone.follows()
        if self.language == "en":
            await self.phone.says("English")
            await self.phone.says("/start")

    def _reads(self, message: dict[str, Any]) -> None:
        text = message["text"]
        buttons = {label: option for option, label in OPTION.findall(text)}
        self._show(Seen(len(self.seen) + 1, TAG.sub("", text), buttons))
        self._note(text)

    async def says(self, text: str) -> None:
        await self.phone.says(text)

    async def taps_on(self, message: Seen, label: str) -> None:
        await self.phone.says(label, bizmsgmenuid=message.buttons[label])

    async def taps_data(self, _message_id: int, data: str) -> None:
        """A button that nobody was shown: on WeChat, one of the account's menu."""
        await self.phone.event("CLICK", EventKey=data, CreateTime=next(_seconds))

    async def sees_cards(self) -> list[dict[str, str]]:
        """The items of the cards (图文) that came."""
        async with asyncio.timeout(PATIENCE):
            while not any("news" in one for one in self.phone.inbox):
                await self._something_new()
        return [card for one in self.phone.inbox for card in one.get("news", ())]

    async def is_told(self, part: str) -> str:
        seen = await self.sees(part)
        self.notes.clear()
        return seen.text

    async def quiet(self) -> None:
        await self._calm()

    async def comes_back(self) -> None:
        """WeChat keeps the chat."""

    async def leaves(self) -> None:
        await self.phone.close()
