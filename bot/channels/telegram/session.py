"""What leaves for the Bot API: each answer once, however often it must be tried."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, Final

import structlog
from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
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
from aiogram.types import InputFile, Message
from aiohttp import (
    BytesPayload,
    ClientConnectionError,
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    JsonPayload,
    Payload,
)
from aiohttp.hdrs import USER_AGENT
from pydantic_core import PydanticSerializationError

from bot import metrics
from bot.channels.telegram.watched import Watched
from bot.handling import Handling, handling
from db import Database, DatabaseUnavailable
from db.intake import note_answers, take_back_answer

NAME: Final = "telegram"
SPEAKING: Final = (SendMessage, SendPhoto, SendDocument, SendLocation, SendVenue, SendMediaGroup)
"""The methods that show the person something new. Each counts as one answer and leaves once."""
WORDS: Final = (SendMessage, EditMessageText, EditMessageReplyMarkup, AnswerCallbackQuery)
"""The methods of mere words and buttons, which pydantic writes as the JSON that Telegram reads."""
POLL_SECONDS: Final = 30
CONNECT_SECONDS: Final = 10.0
"""How long a connection may take to be made."""
TRIES: Final = 5
"""How often an answer is tried when the server fails; a refusal for haste (429) does not count."""

_TOLD: Final = ("message_id", "date", "chat")
"""What is read of a message that was said."""

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
            connector = self._connector_type(**self._connector_init, keepalive_timeout=15)
            self._session = ClientSession(connector=connector, headers={USER_AGENT: "jinyue (aiogram)"})
        return self._session

    async def say_once(self, bot: Bot, method: TelegramMethod[Any], timeout: float, under_way: "UnderWay") -> Any:
        """Send and never try again; `under_way` knows afterwards whether the bytes had left. Gives the result as JSON.

        Raises what aiogram raises, and `ConnectionLost`.
        """
        content, status = await self._post(bot, method, timeout, under_way)
        return self._result(method, content) if status == HTTPStatus.OK else self._read(bot, method, content, status)

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
            if (wait := self._free_at - asyncio.get_running_loop().time()) > 0:
                await asyncio.sleep(wait)
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
        content, status = await self._post(bot, method, self.timeout if timeout is None else timeout, hand)
        if status == HTTPStatus.OK and isinstance(method, SPEAKING):
            return self._said(bot, method, content)
        return self._read(bot, method, content, status)

    async def _post(
        self, bot: Bot, method: TelegramMethod[Any], timeout: float, context: "Handling | UnderWay | None"
    ) -> tuple[str, int]:
        session = await self.create_session()
        try:
            async with session.post(
                self.api.api_url(token=bot.token, method=method.__api_method__),
                data=Watched(self._body(bot, method), partial(self._leaves, context)),
                timeout=ClientTimeout(timeout, sock_connect=CONNECT_SECONDS),
            ) as response:
                return await response.text(), response.status
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="no answer in time") from error
        except (ClientConnectorError, ClientConnectionError) as error:
            raise ConnectionLost(method=method, message=f"{type(error).__name__}: {error}") from error
        except ClientError as error:
            raise TelegramNetworkError(method=method, message=f"{type(error).__name__}: {error}") from error

    def _read(self, bot: Bot, method: TelegramMethod[Any], content: str, status: int) -> Any:
        try:
            return self.check_response(bot=bot, method=method, status_code=status, content=content).result
        except ClientDecodeError as error:  # a proxy's own page, say
            raise TelegramServerError(method=method, message=f"{status}, and not Telegram's words") from error

    def _said(self, bot: Bot, method: TelegramMethod[Any], content: str) -> Any:
        """What was said, with its number and its chat alone: reading our own words back costs a tenth of an answer."""
        result = self._result(method, content)
        try:
            told = [
                Message.model_validate(
                    {name: one[name] for name in ("message_id", "date", "chat")}, context={"bot": bot}
                )
                for one in (result if isinstance(result, list) else [result])
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise TelegramServerError(method=method, message="200, and no message") from error
        return told if isinstance(result, list) else told[0]

    def _result(self, method: TelegramMethod[Any], content: str) -> Any:
        try:
            return self.json_loads(content)["result"]
        except (ValueError, KeyError, TypeError) as error:
            raise TelegramServerError(method=method, message="200, and not Telegram's words") from error

    def _body(self, bot: Bot, method: TelegramMethod[Any]) -> Payload:
        """What is posted: JSON, which costs less to write than a form; a form only where files go with it."""
        if isinstance(method, WORDS):
            with suppress(PydanticSerializationError):  # something in it is to be filled in or sent along, as below
                left_open = {name for name, value in vars(method).items() if isinstance(value, Default)}
                if all(bot.default[vars(method)[name].name] is None for name in left_open):
                    written = method.model_dump_json(exclude=left_open, exclude_none=True, warnings=False)
                    return BytesPayload(written.encode(), content_type="application/json")
        files: dict[str, InputFile] = {}
        values = {
            name: self.prepare_value(value, bot=bot, files=files, _dumps_json=False)
            for name, value in method.model_dump(warnings=False, exclude_none=True).items()
        }
        if files:
            return self.build_form_data(bot=bot, method=method)()
        return JsonPayload({name: value for name, value in values.items() if value is not None}, dumps=_compact_json)

    def _leaves(self, context: "Handling | UnderWay | None") -> None:
        """The first bytes go out."""
        if isinstance(context, UnderWay):
            context.left = True
        elif context is not None:
            self._left[context.incoming_id] = context.spoken
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


@dataclass(slots=True)
class UnderWay:
    """A message that the bot says unasked: whether its bytes have left."""

    left: bool = False


class ConnectionLost(TelegramNetworkError):
    """The connection could not be made, or broke before anything came back."""


def _compact_json(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _stand_in(bot: Bot, method: TelegramMethod[Any]) -> Any:
    chat = {"id": getattr(method, "chat_id", 0), "type": "private"}
    message = Message.model_validate({"message_id": 0, "date": 0, "chat": chat}, context={"bot": bot})
    return [message] if isinstance(method, SendMediaGroup) else message
