"""aiogram's echo bot, as its documentation starts with it."""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import Message

dp = Dispatcher()


@dp.message(CommandStart())
async def greet(message: Message) -> None:
    """Answer /start."""
    await message.answer("Hello")


@dp.message()
async def echo(message: Message) -> None:
    """Say the same."""
    await message.send_copy(chat_id=message.chat.id)


async def main() -> None:
    """Poll until stopped."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["TELEGRAM_API_BASE"]))
    await dp.start_polling(Bot(os.environ["TELEGRAM_TOKEN"], session=session))


if __name__ == "__main__":
    asyncio.run(main())
