"""Shorter waits inside uvicorn and aiogram, and between two looks at what is to be said unasked.

uvicorn looks ten times a second whether to stop, and aiogram waits a quarter of a second after it closed its
connections. A stop in every story adds up to minutes. So does what aiogram does for each of our routers at every start:
it looks at the signature of the same small function 27 times.
"""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, Final
from unittest.mock import patch

from delivery import Timing

SHORT: Final = 0.005
IMPATIENT: Final = ("uvicorn.server", "aiogram.client.session.aiohttp")


class _Hurried:
    """asyncio as it is, with shorter sleep."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, SHORT))

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)


class _Remembering:
    """inspect as it is, which looks at each piece of code once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, bool], inspect.Signature] = {}

    def signature(self, callback: Callable[..., Any]) -> inspect.Signature:
        method = callback if hasattr(callback, "__code__") else type(callback).__call__
        key = (getattr(method, "__code__", callback), inspect.ismethod(callback))
        if key not in self._known:
            self._known[key] = inspect.signature(callback)
        return self._known[key]

    def __getattr__(self, name: str) -> Any:
        return getattr(inspect, name)


@contextmanager
def hurried() -> Iterator[None]:
    """Let the two sleep less, and one of them look less often."""
    with ExitStack() as stack:
        for module in IMPATIENT:
            stack.enter_context(patch(f"{module}.asyncio", _Hurried()))
        stack.enter_context(patch("aiogram.dispatcher.event.handler.inspect", _Remembering()))
        stack.enter_context(patch("bot.delivering.Timing", partial(Timing, poll=0.05, keep=0.2)))
        yield
