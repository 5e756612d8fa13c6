"""Echo bots on two independent libraries, written as their documents show. Both also know buttons and photos."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import telegram as ptb
from aiogram import Bot, Dispatcher
from aiogram import F as Has
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from tests.stubs.bot_api import BotApi

Context = ContextTypes.DEFAULT_TYPE
SECRET = "a-secret_Token"


@asynccontextmanager
async def aiogram_bot(telegram: BotApi) -> AsyncIterator[tuple[Bot, Dispatcher]]:
    """An aiogram bot that is not listening yet."""
    bot = Bot(telegram.token, session=AiohttpSession(api=TelegramAPIServer.from_base(telegram.url)))
    dispatcher = Dispatcher()

    @dispatcher.message(Has.photo)
    async def photo(message: Message) -> None:
        content = await bot.download(message.photo[-1])
        await message.answer_photo(BufferedInputFile(content.read()[::-1], "back.jpg"), caption="back")

    @dispatcher.message(Has.text == "/start")
    async def start(message: Message) -> None:
        button = InlineKeyboardButton(text="按我 👋", callback_data="pressed:1")
        await message.answer("欢迎", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.send_copy(chat_id=message.chat.id)

    @dispatcher.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await query.answer("收到")
        await query.message.edit_text(f"按了 {query.data}")

    await bot.set_my_commands([BotCommand(command="start", description="开始")], language_code="zh")
    yield bot, dispatcher
    await bot.session.close()


@asynccontextmanager
async def aiogram_polling(telegram: BotApi) -> AsyncIterator[None]:
    async with aiogram_bot(telegram) as (bot, dispatcher):
        polling = asyncio.ensure_future(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
        await telegram.world.updates.polled.wait()
        yield
        await dispatcher.stop_polling()
        await polling


@asynccontextmanager
async def aiogram_webhook(telegram: BotApi) -> AsyncIterator[None]:
    async with aiogram_bot(telegram) as (bot, dispatcher):
        app = web.Application()
        SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET).register(app, "/hook")
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token=SECRET)
        yield
        await bot.delete_webhook()
        await runner.cleanup()


def ptb_bot(telegram: BotApi) -> Application[Any, Any, Any, Any, Any, Any]:
    """A python-telegram-bot application that is not listening yet."""

    async def photo(update: ptb.Update, context: Context) -> None:
        file = await update.message.photo[-1].get_file()
        content = await file.download_as_bytearray()
        await update.message.reply_photo(bytes(content[::-1]), caption="back")

    async def start(update: ptb.Update, context: Context) -> None:
        keyboard = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("按我 👋", callback_data="pressed:1")]])
        await update.message.reply_html("<b>欢迎</b>", reply_markup=keyboard)

    async def echo(update: ptb.Update, context: Context) -> None:
        await update.message.reply_text(update.message.text)

    async def pressed(update: ptb.Update, context: Context) -> None:
        await update.callback_query.answer("收到")
        await update.callback_query.edit_message_text(f"按了 {update.callback_query.data}")

    application = (
        Application.builder()
        .token(telegram.token)
        .base_url(f"{telegram.url}/bot")
        .base_file_url(f"{telegram.url}/file/bot")
        .build()
    )
    application.add_handler(CommandHandler("start", start))
    application.add_handler(MessageHandler(filters.PHOTO, photo))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.add_handler(CallbackQueryHandler(pressed))
    return application


@asynccontextmanager
async def ptb_polling(telegram: BotApi) -> AsyncIterator[None]:
    async with ptb_bot(telegram) as application:
        await application.bot.set_my_commands([ptb.BotCommand("start", "开始")], language_code="zh")
        await application.start()
        await application.updater.start_polling()
        await telegram.world.updates.polled.wait()
        yield
        await application.updater.stop()
        await application.stop()


@asynccontextmanager
async def ptb_webhook(telegram: BotApi) -> AsyncIterator[None]:
    async with ptb_bot(telegram) as application:

        async def take(request: web.Request) -> web.Response:
            assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
            await application.update_queue.put(ptb.Update.de_json(await request.json(), application.bot))
            return web.Response()

        app = web.Application()
        app.router.add_post("/hook", take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await application.bot.set_my_commands([ptb.BotCommand("start", "开始")], language_code="zh")
        await application.bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token=SECRET)
        await application.start()
        yield
        with suppress(asyncio.CancelledError):
            await application.stop()
        await application.bot.delete_webhook()
        await runner.cleanup()


LIBRARIES = {
    "aiogram-polling": aiogram_polling,
    "aiogram-webhook": aiogram_webhook,
    "ptb-polling": ptb_polling,
    "ptb-webhook": ptb_webhook,
}
