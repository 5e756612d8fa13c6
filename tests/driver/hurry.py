"""Shorter waits inside uvicorn and aiogram, and between two looks at what is to be said unasked.

uvicorn looks ten times a second whether to stop, and aiogram waits a quarter of a second after it closed its
connections. A stop in every story adds up to minutes.
"""

import asyncio
from collections.abc import Iterator
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


@contextmanager
def hurried() -> Iterator[None]:
    """Let the two sleep less, and the program look more often."""
    with ExitStack() as stack:
        for module in IMPATIENT:
            stack.enter_context(patch(f"{module}.asyncio", _Hurried()))
        stack.enter_context(patch("bot.delivering.Timing", partial(Timing, poll=0.05, keep=0.2)))
        yield
