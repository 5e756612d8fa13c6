"""People who talk to the bot: what they say, tap and see."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.stubs.bot_api.texts import found_entities
from tests.stubs.bot_api.world import Json, World

PATIENCE = 5.0
"""Seconds that somebody waits for an answer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it stands in the chat."""

    raw: Json
    by_bot: bool

    @property
    def id(self) -> int:
        number: int = self.raw["message_id"]
        return number

    @property
    def text(self) -> str:
        """The text or the caption."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def buttons(self) -> list[Json]:
        return [button for row in self.raw.get("reply_markup", {}).get("inline_keyboard", ()) for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]


class Person:
    """Somebody in a private chat with the bot. What they do returns the id of the update it became."""

    def __init__(self, world: World, user: Json) -> None:
        self.user = user
        self.id: int = user["id"]
        self.notices: list[str] = []
        """Toasts and alerts, the answers to taps."""
        self.watchers: list[Callable[[str, Json], None]] = []
        """Told ``message``, ``edit``, ``delete`` or ``notice``, and what, as it happens."""
        self._world = world
        self._chat = world.enter(user)
        self._news: list[Json] = []
        """What the bot has written or changed since the person last did something."""
        self._something_new = asyncio.Event()
        world.shown[self.id] = self._show

    def _show(self, what: str, content: Json) -> None:
        if what == "notice":
            self.notices.append(content["text"])
        elif what in {"message", "edit"} and content["from"]["is_bot"]:
            self._news.append(content)
        for watch in self.watchers:
            watch(what, content)
        self._something_new.set()

    @property
    def inbox(self) -> list[Seen]:
        """The chat as it stands now, oldest first."""
        return [Seen(raw, by_bot=raw["from"]["is_bot"]) for raw in self._world.messages[self.id].values()]

    @property
    def answers(self) -> list[Seen]:
        """What the bot has said, as it stands now."""
        return [message for message in self.inbox if message.by_bot]

    @property
    def taps_in_the_air(self) -> list[str]:
        """Taps that the bot has not answered: their buttons still spin."""
        return [tap for tap, chat in self._world.taps.items() if chat == self.id]

    async def sends(self, **content: Any) -> int:
        """Send a message with any content, such as ``text=…`` or ``sticker={…}``."""
        return self._sends(content)

    def _sends(self, content: Json) -> int:
        self._news.clear()
        return self._world.updates.put("message", dict(self._world.write(self.user, self._chat, content)))

    async def says(self, text: str) -> int:
        """Write a text; commands and links in it are marked as Telegram marks them."""
        return self.says_at_once(text)

    def says_at_once(self, text: str) -> int:
        """The same where nothing may wait."""
        return self._sends({"text": text, "entities": found_entities(text)})

    async def sends_sticker(self, emoji: str = "👍") -> int:
        kind = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return await self.sends(sticker={**self._file("sticker.webp"), **kind, "emoji": emoji})

    async def sends_voice(self, seconds: int = 3) -> int:
        return await self.sends(voice={**self._file("voice.ogg"), "duration": seconds, "mime_type": "audio/ogg"})

    async def sends_location(self, latitude: float = 31.7, longitude: float = 119.94) -> int:
        return await self.sends(location={"latitude": latitude, "longitude": longitude})

    async def sends_photo(self, caption: str | None = None, content: bytes = b"a photo", **more: Any) -> int:
        size = {**self._file("photo.jpg", content), "width": 640, "height": 480}
        return await self.sends(photo=[size], caption=caption, **more)

    async def sends_document(self, name: str = "file.pdf", content: bytes = b"a file") -> int:
        return await self.sends(document={**self._file(name, content), "file_name": name})

    async def sends_contact(self, phone: str = "+8613800000000") -> int:
        return await self.sends(contact={"phone_number": phone, "first_name": self.user["first_name"]})

    async def sends_album(self, photos: int = 3, caption: str | None = None) -> list[int]:
        """Several photos at once; only the first has the caption."""
        group = f"{self.id}{time.monotonic_ns()}"
        return [
            await self.sends_photo(None if number else caption, b"photo %d" % number, media_group_id=group)
            for number in range(photos)
        ]

    async def forwards(self, text: str, author: str = "小李") -> int:
        """Pass on what somebody else wrote."""
        origin = {"type": "hidden_user", "sender_user_name": author, "date": int(time.time()) - 3600}
        return await self.sends(text=text, forward_origin=origin)

    async def edits(self, text: str) -> int:
        """Change one's own last message."""
        mine = [message.raw for message in self.inbox if not message.by_bot][-1]
        self._news.clear()
        return self._world.updates.put("edited_message", dict(self._world.change(mine, {"text": text})))

    async def sends_again(self, update: Json) -> None:
        """Let an update come a second time, as after a lost acknowledgement."""
        self._world.updates.waiting.append(update)
        self._world.updates.arrived.set()

    def blocks(self) -> None:
        """Want no more of the bot."""
        self._world.blocked.add(self.id)

    async def taps(self, label: str, *, within: float = PATIENCE) -> str:
        """Press the newest button whose label has this in it; returns the id of the callback query."""
        deadline = time.monotonic() + within
        while True:
            for message in reversed(self.answers):
                for button in message.buttons:
                    if label in button["text"]:
                        return self.presses(message, button)
            if label in str(self._world.keyboards.get(self.id)):
                await self.says(label)
                return ""
            await self._wait(deadline, lambda: f"no button {label!r} in {[seen.labels for seen in self.answers]}")

    def presses(self, message: Seen, button: Json) -> str:
        """Press one button of one message."""
        if "callback_data" not in button:
            raise AssertionError(f"the button {button['text']!r} does not speak to the bot: {button}")
        self._news.clear()
        query = str(time.monotonic_ns())
        self._world.taps[query] = self.id
        content = {"from": self.user, "message": dict(message.raw), "chat_instance": str(self.id)}
        self._world.updates.put("callback_query", {"id": query, **content, "data": button["callback_data"]})
        return query

    async def sees(self, part: str = "", *, within: float = PATIENCE) -> Seen:
        """The newest of the bot's messages, said or changed since the person last did something, with this in it."""
        deadline = time.monotonic() + within
        while True:
            for raw in reversed(self._news):
                seen = Seen(raw, by_bot=True)
                if part in seen.text and seen.id in self._world.messages[self.id]:
                    return seen
            await self._wait(
                deadline, lambda: f"{part!r} did not come; what came: {[n.get('text') for n in self._news]}"
            )

    async def is_told(self, part: str = "", *, within: float = PATIENCE) -> str:
        """A toast or an alert with this in it."""
        deadline = time.monotonic() + within
        while True:
            for notice in reversed(self.notices):
                if part in notice:
                    return notice
            await self._wait(deadline, lambda: f"{part!r} was not noted; what was: {self.notices}")

    async def _wait(self, deadline: float, complaint: Callable[[], str]) -> None:
        self._something_new.clear()
        try:
            await asyncio.wait_for(self._something_new.wait(), deadline - time.monotonic())
        except TimeoutError:
            raise AssertionError(complaint()) from None

    def _file(self, name: str, content: bytes = b"...") -> Json:
        return self._world.keep(name, content)
