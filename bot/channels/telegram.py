"""Telegram: updates by long polling or by webhook, answers through the Bot API."""

import asyncio
import hashlib
import hmac
from http import HTTPStatus
from typing import Any, Final

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import (
    EditMessageReplyMarkup,
    EditMessageText,
    GetUpdates,
    SendDocument,
    SendLocation,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVenue,
    TelegramMethod,
)
from aiogram.methods.base import Response
from aiogram.types import BotCommand, Message
from aiohttp import ClientConnectionError, ClientConnectorError, ClientError, ClientSession, ClientTimeout, TraceConfig
from aiohttp.hdrs import USER_AGENT
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.responses import Response as HttpResponse
from starlette.routing import Route

from bot import metrics
from bot.channels.face import ChannelBot
from bot.handling import Handling, handling
from bot.intake import Intake
from bot.settings import Settings
from db import Database, DatabaseUnavailable
from db.intake import Arrival, note_answers, take_back_answer
from locales import LANGUAGES, say_in

NAME: Final = "telegram"
SPEAKING: Final = (SendMessage, SendPhoto, SendDocument, SendLocation, SendVenue, SendMediaGroup)
"""The methods that show the person something new. Each counts as one answer and leaves once."""
POLL_SECONDS: Final = 30
BODY_LIMIT: Final = 1_000_000
"""Bytes of a webhook call that are read at most; Telegram's updates are far smaller."""
TRIES: Final = 5
"""How often an answer is tried when the server fails; a refusal for haste (429) does not count."""
COMMANDS: Final = ("start", "help", "human", "language", "cancel")

logger = structlog.get_logger(__name__)


class TelegramSession(AiohttpSession):
    """aiogram's own session, which in addition sends each answer once and waits when Telegram asks for patience.

    That an answer has left is written down in the moment when its bytes go out. A program killed after that moment
    does not say it again after its restart; one killed before says it then.
    """

    def __init__(self, database: Database, server: str) -> None:
        super().__init__(api=TelegramAPIServer.from_base(server))
        self._database = database
        self._free_at = 0.0
        # pydantic keeps a type made of a generic only while somebody else does, and making one takes milliseconds.
        self._response_types = [Response[Message], Response[bool], Response[Message | bool]]
        self._left: dict[int, int] = {}
        self._noting: asyncio.Task[None] | None = None

    async def create_session(self) -> ClientSession:
        if self._session is None or self._session.closed:
            trace = TraceConfig()
            trace.on_request_chunk_sent.append(self._on_bytes_leaving)
            connector = self._connector_type(**self._connector_init, keepalive_timeout=15)
            self._session = ClientSession(
                connector=connector, trace_configs=[trace], headers={USER_AGENT: "jinyue (aiogram)"}
            )
        return self._session

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        hand = handling.get()
        if not isinstance(method, SPEAKING) or hand is None:
            return await self._persist(bot, method, timeout, None)
        ordinal = hand.next_answer()
        if hand.was_said(ordinal):
            logger.info("answer_left_before_the_restart", incoming=hand.incoming_id, ordinal=ordinal)
            return _stand_in(bot, method)
        return await self._persist(bot, method, timeout, hand)

    async def _persist(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None, hand: Handling | None) -> Any:
        """Send until it is accepted, refused for good, or `TRIES` have failed."""
        failed = 0
        while True:
            await asyncio.sleep(max(0.0, self._free_at - asyncio.get_running_loop().time()))
            try:
                result = await self._send(bot, method, timeout, hand)
            except TelegramRetryAfter as refusal:
                metrics.outgoing.labels(NAME, method.__api_method__, "too_fast").inc()
                logger.warning("told_to_wait", seconds=refusal.retry_after, method=method.__api_method__)
                self._free_at = asyncio.get_running_loop().time() + refusal.retry_after
                await self._take_back(hand)
            except (TelegramServerError, ConnectionLost) as error:
                failed += 1
                metrics.outgoing.labels(NAME, method.__api_method__, "failed").inc()
                if failed == TRIES:
                    raise
                logger.warning("trying_again", method=method.__api_method__, error=str(error), tried=failed)
                await asyncio.sleep(0.5 * 2**failed)
            except TelegramBadRequest as error:
                metrics.outgoing.labels(NAME, method.__api_method__, "refused").inc()
                if isinstance(method, EditMessageText | EditMessageReplyMarkup) and "not modified" in error.message:
                    return True  # two quick taps asked for the same change
                raise
            else:
                metrics.outgoing.labels(NAME, method.__api_method__, "sent").inc()
                return result

    async def _send(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None, hand: Handling | None) -> Any:
        session = await self.create_session()
        try:
            async with session.post(
                self.api.api_url(token=bot.token, method=method.__api_method__),
                data=self.build_form_data(bot=bot, method=method),
                timeout=ClientTimeout(self.timeout if timeout is None else timeout),
                trace_request_ctx=hand,
            ) as response:
                content = await response.text()
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="no answer in time") from error
        except (ClientConnectorError, ClientConnectionError) as error:
            raise ConnectionLost(method=method, message=f"{type(error).__name__}: {error}") from error
        except ClientError as error:
            raise TelegramNetworkError(method=method, message=f"{type(error).__name__}: {error}") from error
        try:
            return self.check_response(bot=bot, method=method, status_code=response.status, content=content).result
        except ClientDecodeError as error:  # a proxy's own page, say
            raise TelegramServerError(method=method, message=f"{response.status}, and not Telegram's words") from error

    async def _on_bytes_leaving(self, _session: ClientSession, context: Any, _chunk: Any) -> None:
        hand = context.trace_request_ctx
        if isinstance(hand, Handling):
            self._left[hand.incoming_id] = hand.spoken
            # Not awaited here: the answer must not wait for the disk. `noted` waits for what is still being written.
            if self._noting is None or self._noting.done():
                self._noting = asyncio.get_running_loop().create_task(self._note())

    async def _note(self) -> None:
        while self._left:
            left, self._left = self._left, {}
            try:
                await self._database.writing(note_answers, answers=left)
            except DatabaseUnavailable as error:
                logger.warning("answers_not_noted", messages=len(left), error=str(error))

    async def noted(self) -> None:
        """Wait until it is written down which answers have left."""
        if self._noting is not None:
            await self._noting

    async def _take_back(self, hand: Handling | None) -> None:
        if hand is not None:
            await self.noted()
            await self._database.writing(take_back_answer, incoming_id=hand.incoming_id, answers=hand.spoken - 1)

    async def updates(self, bot: Bot, offset: int, allowed: list[str]) -> list[dict[str, Any]]:
        """The updates from `offset` on, as JSON: written down as they came, they become objects when handled."""
        session = await self.create_session()
        method = GetUpdates()
        try:
            async with session.post(
                self.api.api_url(token=bot.token, method="getUpdates"),
                json={"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": allowed},
                timeout=ClientTimeout(POLL_SECONDS + 15),
            ) as response:
                content = await response.text()
        except (TimeoutError, ClientError) as error:
            raise TelegramNetworkError(method=method, message=f"{type(error).__name__}: {error}") from error
        try:
            if response.status != HTTPStatus.OK:
                self.check_response(bot=bot, method=method, status_code=response.status, content=content)
            found: list[dict[str, Any]] = self.json_loads(content)["result"]
        except (ClientDecodeError, ValueError, KeyError, TypeError) as error:
            raise TelegramServerError(method=method, message=f"{response.status}, and not Telegram's words") from error
        return found

    async def close(self) -> None:
        await self.noted()
        await super().close()


class ConnectionLost(TelegramNetworkError):
    """The connection could not be made, or broke before anything came back."""


def _stand_in(bot: Bot, method: TelegramMethod[Any]) -> Any:
    chat = {"id": getattr(method, "chat_id", 0), "type": "private"}
    message = Message.model_validate({"message_id": 0, "date": 0, "chat": chat}, context={"bot": bot})
    return [message] if isinstance(method, SendMediaGroup) else message


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
                await intake.accept([found for update in updates if (found := arrival(update)) is not None])
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
                found = arrival(update) if isinstance(update, dict) else None
            except ValueError:
                return PlainTextResponse("not JSON", 400)
            if found is not None:
                await intake.accept([found])
            return HttpResponse(status_code=200)

        return [Route("/telegram", webhook, methods=["POST"])]

    async def close(self) -> None:
        await self._session.close()


def _secret_from(token: str) -> str:
    return hmac.new(token.encode(), b"telegram webhook", hashlib.sha256).hexdigest()


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
