"""Somebody at the web page: a client of docs/web-protocol.md, written from that document."""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.driver.person import PATIENCE, Language, Person, Seen

Frame = dict[str, Any]
GONE: Frame = {"type": "gone"}
"""Put after the last frame of a connection."""


class Page:
    """One open page: frames in and out, and the reconnecting by token and `after`."""

    def __init__(self, address: str, language: Language | None) -> None:
        self.address = address
        self.language = language
        self.token: str | None = None
        self.after: int | None = None
        self.hello: Frame | None = {"type": "hello", "v": 1}
        """What the first frame says besides token, `after` and language; None for a page that does not say hello."""
        self.frames: asyncio.Queue[Frame] = asyncio.Queue()
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    async def open(self) -> Frame:
        """Connect and say hello; returns the welcome."""
        self.frames = asyncio.Queue()
        self._socket = await connect(f"{self.address.replace('http', 'ws', 1)}/ws", proxy=None, max_size=None)
        welcome = await self._say_hello(self._socket)
        if welcome["type"] == "welcome":
            self.token = welcome["token"]
            for message in welcome["messages"]:
                self.after = max(self.after or 0, message["id"])
        self._reading = asyncio.get_running_loop().create_task(self._read(self._socket))
        return welcome

    async def _say_hello(self, socket: ClientConnection) -> Frame:
        if self.hello is None:
            return {"type": ""}
        known = {"token": self.token, "after": self.after, "language": self.language}
        await self.send(known | self.hello)
        try:
            answer: Frame = json.loads(await socket.recv())
        except ConnectionClosed:
            return {"type": ""}
        return answer

    async def send(self, frame: Frame | str) -> None:
        assert self._socket is not None
        await self._socket.send(frame if isinstance(frame, str) else json.dumps(frame))

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for text in socket:
                frame = json.loads(text)
                if frame["type"] == "message":
                    self.after = max(self.after or 0, frame["message"]["id"])
                self.frames.put_nowait(frame)
        self.frames.put_nowait(GONE)

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reading is not None:
            await self._reading


class WebPerson(Person):
    """Shows what an open page would show."""

    def __init__(self, address: Callable[[], str], language: Language, calm: Callable[[], Awaitable[None]]) -> None:
        super().__init__(language)
        self._address = address
        self._calm = calm
        self.page = Page(address(), language)
        self.mine: list[Frame] = []
        self.errors: list[Frame] = []
        self._acks: dict[str, asyncio.Future[Frame]] = {}
        self._pongs: asyncio.Queue[None] = asyncio.Queue()
        self._looking: asyncio.Task[None] | None = None

    async def opens_the_page(self) -> Frame:
        self.page.address = self._address()
        welcome = await self.page.open()
        for message in welcome.get("messages", ()):
            self._take({"type": "message", "message": message})
        self._looking = asyncio.get_running_loop().create_task(self._look())
        return welcome

    async def _look(self) -> None:
        while True:
            self._take(await self.page.frames.get())

    def _take(self, frame: Frame) -> None:
        match frame["type"]:
            case "message" | "edit":
                message = frame["message"]
                if message["from"] == "me":
                    self.mine.append(message)
                    return
                buttons = {button["text"]: button.get("data", "") for row in message["buttons"] for button in row}
                self._show(Seen(message["id"], message["text"] or "", buttons))
            case "notice":
                self._note(frame["text"])
            case "ack":
                self._acks[frame["id"]].set_result(frame)
            case "error":
                self.errors.append(frame)
                self._note(frame["text"])
                if frame["id"] in self._acks and not self._acks[frame["id"]].done():
                    self._acks[frame["id"]].set_result(frame)
            case "pong":
                self._pongs.put_nowait(None)

    async def send(self, frame: Frame) -> Frame:
        """Send a frame with an id and wait for its ack (or its refusal)."""
        answered: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._acks[frame["id"]] = answered
        await self.page.send(frame)
        return await asyncio.wait_for(answered, PATIENCE)

    async def says(self, text: str, client_id: str | None = None) -> None:
        await self.send({"type": "say", "id": client_id or str(uuid.uuid4()), "text": text})

    async def taps_on(self, message: Seen, label: str) -> None:
        await self.taps_data(message.id, message.buttons[label])

    async def taps_data(self, message_id: int, data: str) -> None:
        """Press a button that need not exist."""
        await self.send({"type": "tap", "id": str(uuid.uuid4()), "message": message_id, "data": data})

    async def quiet(self) -> None:
        await self._calm()
        await self.page.send({"type": "ping"})  # what was pushed before has arrived when the pong has
        await asyncio.wait_for(self._pongs.get(), PATIENCE)

    async def comes_back(self) -> None:
        await self.leaves()
        await self.opens_the_page()

    async def leaves(self) -> None:
        await self.page.close()
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking
