"""``python -m tests.stubs.bot_api``: the server as a process of its own, driven through ``/control/``."""

import argparse
import asyncio
import gc
import sys
from pathlib import Path

import uvloop

from tests.stubs.bot_api.control import Control
from tests.stubs.bot_api.rules import Rules, spec_path
from tests.stubs.bot_api.server import TOKEN, BotApi


def main() -> None:
    """Serve until stopped; the address is printed when the server is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 for any that is free")
    parser.add_argument("--latency", type=float, default=0, help="milliseconds before a call is answered")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--spec", type=Path, default=spec_path(), help="the description of the API")
    parser.add_argument("--unchecked", action="store_true", help="take every call as it is")
    given = parser.parse_args()
    gc.disable()  # its pauses, of up to 60 ms with many people, would be taken for those of the bot
    rules = None if given.unchecked else Rules(given.spec)
    uvloop.run(serve(BotApi(token=given.token, rules=rules, port=given.port), given.latency / 1000))


async def serve(telegram: BotApi, latency: float) -> None:
    """Serve for ever."""
    telegram.latency = latency
    Control(telegram)
    async with telegram:
        sys.stdout.write(f"{telegram.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    main()
