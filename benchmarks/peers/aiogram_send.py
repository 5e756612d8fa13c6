"""The barest way to tell many people something with aiogram: a loop over their chats, so many at a time."""

import asyncio
import os
import sys

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

AT_ONCE = 50


async def main() -> None:
    """Wait for a line with the chats, send to each, say that all is done, and wait to be ended."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["TELEGRAM_API_BASE"]))
    bot = Bot(os.environ["TELEGRAM_TOKEN"], session=session)
    text = os.environ["TEXT"]
    chats = iter([int(chat) for chat in sys.stdin.readline().split()])

    async def send() -> None:
        for chat in chats:
            await bot.send_message(chat, text)

    await send_first(bot, chats, text)
    print("ready", flush=True)
    sys.stdin.readline()
    await asyncio.gather(*(send() for _ in range(AT_ONCE)))
    print("done", flush=True)
    sys.stdin.readline()
    await bot.session.close()


async def send_first(bot: Bot, chats, text: str) -> None:
    """What is made at the first message only does not count."""
    await bot.send_message(next(chats), text)


if __name__ == "__main__":
    asyncio.run(main())
