"""A request's body that says when it leaves."""

from collections.abc import Callable

from aiohttp import Payload
from aiohttp.abc import AbstractStreamWriter


class Watched(Payload):
    """Another body, which calls `leaves` before its first bytes go out, once there is a connection.

    aiohttp's own tracing tells it, too, along with much else at every request: that takes a twentieth of an answer.
    """

    def __init__(self, body: Payload, leaves: Callable[[], None]) -> None:
        super().__init__(body, headers=body.headers)
        self._size = body.size
        self._body = body
        self._leaves = leaves

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return self._body.decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        self._leaves()
        await self._body.write(writer)

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        self._leaves()
        await self._body.write_with_length(writer, content_length)

    async def close(self) -> None:
        await self._body.close()
