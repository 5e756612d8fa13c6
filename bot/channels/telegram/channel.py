"""What comes from Telegram, by long polling or by webhook."""

import asyncio
import hashlib
import hmac
from typing import Any, Final

import structlog
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramUnauthorizedError,
)
from aiogram.types import BotCommand
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.responses import Response as HttpResponse
from starlette.routing import Route

from bot.channels.face import ChannelBot
from bot.channels.telegram.session import NAME, TelegramSession
from bot.intake import Intake
from bot.settings import Settings
from db import Database, DatabaseUnavailable
from db.intake import Arrival
from locales import LANGUAGES, say_in

BODY_LIMIT: Final = 1_000_000
"""Bytes of a webhook call that are read at most; Telegram's updates are far smaller."""
COMMANDS: Final = ("start", "help", "human", "mine", "me", "link", "language", "cancel")

logger = structlog.get_logger(__name__)


def arrival(update: dict[str, Any]) -> Arrival | None:
    """A Telegram update as an arrival; None for one without a chat, which nobody could be answered in."""
    number = update.get("update_id")
    if not isinstance(number, int):
        return None
    payload = {name: value for name, value in update.items() if name != "update_id"}
    for event in payload.values():
        if isinstance(event, dict):
            chat = event.get("chat") or (event.get("message") or {}).get("chat") or event.get("from")
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return Arrival(channel=NAME, key=str(number), chat=chat["id"], payload=payload)
    return None


class Telegram:
    """The running channel: registers the commands, then polls, or answers the webhook."""

    def __init__(self, settings: Settings, database: Database, allowed_updates: list[str]) -> None:
        self._session = TelegramSession(database, settings.telegram_api_base)
        self.bot = ChannelBot(NAME, self._session, token=settings.telegram_token.get_secret_value())
        self._webhook = settings.public_url and f"{settings.public_url}/telegram"
        self._secret = settings.telegram_webhook_secret.get_secret_value() or _secret_from(self.bot.token)
        self._allowed = allowed_updates
        self.healthy = False

    async def run(self, intake: Intake, stopping: asyncio.Event) -> None:
        """Serve until `stopping`; failures of the network or of Telegram are waited out."""
        failed = 0
        while not stopping.is_set():
            try:
                await self._introduce()
                self.healthy = True
                if self._webhook:
                    await stopping.wait()
                else:
                    await self._poll(intake, stopping)
            except TelegramUnauthorizedError:
                self.healthy = False
                logger.error("telegram_refuses_the_token", mend="check TELEGRAM_TOKEN with @BotFather")  # noqa: TRY400
                await _wait(stopping, 60)
            except (TelegramAPIError, DatabaseUnavailable) as error:
                self.healthy = False
                failed = min(failed + 1, 6)
                logger.warning("telegram_unreachable", error=str(error), next_try_seconds=0.5 * 2**failed)
                await _wait(stopping, 0.5 * 2**failed)
            else:
                failed = 0

    async def _introduce(self) -> None:
        if self._webhook:
            await self.bot.set_webhook(self._webhook, secret_token=self._secret, allowed_updates=self._allowed)
        else:
            await self.bot.delete_webhook()
        for language in LANGUAGES:
            say = say_in(language)
            commands = [BotCommand(command=name, description=say(f"command-{name}")) for name in COMMANDS]
            await self.bot.set_my_commands(commands, language_code=language)
            if language == "zh":  # also for those whose language has no commands of its own
                await self.bot.set_my_commands(commands)

    async def _poll(self, intake: Intake, stopping: asyncio.Event) -> None:
        offset = 0
        while not stopping.is_set():
            polling = asyncio.ensure_future(self._session.updates(self.bot, offset, self._allowed))
            stop = asyncio.ensure_future(stopping.wait())
            try:
                await asyncio.wait((polling, stop), return_when=asyncio.FIRST_COMPLETED)
                if not polling.done():
                    return
                updates = polling.result()
            finally:
                polling.cancel()
                stop.cancel()
            if updates:
                await _take(intake, updates)
                offset = updates[-1]["update_id"] + 1  # asking from here on is the acknowledgement

    def routes(self, intake: Intake) -> list[Route]:
        """The webhook's address."""

        async def webhook(request: Request) -> HttpResponse:
            given = request.headers.get("x-telegram-bot-api-secret-token", "")
            if not hmac.compare_digest(given.encode(), self._secret.encode()):
                return PlainTextResponse("the secret token is missing or wrong", 403)
            body = b""
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_LIMIT:
                    return PlainTextResponse("too large", 413)
            try:
                update = self._session.json_loads(body)
            except ValueError:
                return PlainTextResponse("not JSON", 400)
            if not isinstance(update, dict):
                return PlainTextResponse("not an update", 400)
            await _take(intake, [update])
            return HttpResponse(status_code=200)

        return [Route("/telegram", webhook, methods=["POST"])]

    async def close(self) -> None:
        await self._session.close()


async def _take(intake: Intake, updates: list[dict[str, Any]]) -> None:
    """Take updates in. One that cannot be written down is left out: Telegram would send it again for ever."""
    arrivals = [found for update in updates if (found := arrival(update)) is not None]
    try:
        await intake.accept(arrivals)
    except DatabaseUnavailable:
        raise
    except Exception:
        if len(arrivals) <= 1:
            logger.exception("update_cannot_be_kept", updates=[found.key for found in arrivals])
            return
        for update in updates:
            await _take(intake, [update])


def _secret_from(token: str) -> str:
    return hmac.new(token.encode(), b"telegram webhook", hashlib.sha256).hexdigest()


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
