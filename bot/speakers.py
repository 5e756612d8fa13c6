"""How a message that is said unasked leaves, by each kind of channel, and what its failing means."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import structlog
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage
from aiogram.types import Message

from bot import metrics
from bot.assembly import Parts
from bot.channels.face import ChannelBot
from bot.channels.telegram.session import NAME, TelegramSession, UnderWay
from bot.channels.wechat.session import ForMany, Kept, NoneLeft, NotKnown, NotReached, WechatSession
from bot.handling import Saying, saying
from bot.settings import Settings
from bot.unasked import Words
from db import Database, DatabaseUnavailable
from db.delivering import Claimed
from db.outcomes import Outcome
from db.refusals import NotFound
from db.wechat import KEPT
from db.wechat_lists import accounts_of, write_told
from db.wechat_quota import FEWEST
from delivery import Refused, Speaker, TooFast, Unreachable
from locales import LANGUAGES, Language

logger = structlog.get_logger(__name__)

OWN_PER_SECOND: Final = 200.0
"""The pace of the channels whose history is ours: what one writer does beside the conversation."""
ANSWER_SECONDS: Final = 20.0
"""How long Telegram may take to answer. Less than half of a lease: what became of a message is known by then."""
MOVES: Final = 3
"""How often a message follows its chat to another number."""
NOBODY_THERE: Final = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")
"""What Telegram says of people who cannot be reached; the message is not to blame."""


def speakers(shared: Parts, bots: Sequence[ChannelBot]) -> dict[str, tuple[Speaker, float]]:
    """For each bot's lane, which has its channel's name, who speaks there and how many messages a second."""
    words = Words(shared, abroad=[bot.channel for bot in bots if bot.abroad])
    found: dict[str, tuple[Speaker, float]] = {}
    for bot in bots:
        if isinstance(bot.session, TelegramSession):
            found[bot.channel] = (TelegramSpeaker(bot, words, shared.settings), shared.settings.telegram_per_second)
        elif isinstance(bot.session, WechatSession):
            found[bot.channel] = (WechatSpeaker(bot, words, shared.database), shared.settings.wechat_per_second)
        else:
            found[bot.channel] = (OwnSpeaker(bot, words), OWN_PER_SECOND)
    return found


LATER: Final = Outcome("queued", burned=False)
"""What becomes of a message of which nothing has left."""
NOT_KNOWN: Final = Outcome("unsure", "no_answer")
AGAIN_SECONDS: Final = 20.0
"""Until a mass sending whose fate is not known is tried again; less than `db.outbox.FAR`."""


class OwnSpeaker:
    """Writes into a history of ours, in which each message of the outbox stands once however often it is said."""

    def __init__(self, bot: ChannelBot, words: Words) -> None:
        self._bot = bot
        self._words = words

    async def say(self, message: Claimed) -> Outcome:
        try:
            method = await self._words.of(message)
        except NotFound:
            return Outcome("failed", "not_found")
        except DatabaseUnavailable:  # its words are there; nothing has left
            return LATER
        token = saying.set(Saying(message.id))
        try:
            told = await self._bot(method)
        except TelegramBadRequest as error:
            return Outcome("failed", error.message[:64], general=True)
        except DatabaseUnavailable:
            return LATER
        finally:
            saying.reset(token)
        return Outcome("sent", sent_as=str(told.message_id) if isinstance(told, Message) else None)


class WechatSpeaker:
    """Says a message on WeChat; when it is kept for the person's next contact, it is skipped for now.

    What is the same for everybody goes to a whole list of people by mass sending.
    """

    def __init__(self, bot: ChannelBot, words: Words, database: Database) -> None:
        self._bot = bot
        self._words = words
        self._database = database
        session = bot.session
        assert isinstance(session, WechatSession)  # noqa: S101 - see `speakers`
        self._session = session

    async def together(self, broadcast_id: int) -> Collection[str]:
        return [one for one in LANGUAGES if await self._for_many(broadcast_id, one) is not None]

    async def _for_many(self, broadcast_id: int, language: Language) -> ForMany | None:
        try:
            method = await self._words.for_all(broadcast_id, language, lane=self._bot.channel)
        except NotFound:
            return None
        return None if method is None else await self._session.for_many(self._bot, method)

    async def say(self, message: Claimed) -> Outcome:
        if message.mass is not None:
            return await self._say_to_many(message, message.mass)
        try:
            method = await self._words.of(message)
            news = await self._words.is_news(message)
        except NotFound:
            return Outcome("failed", "not_found")
        except DatabaseUnavailable:  # its words are there; nothing has left
            return LATER
        token = saying.set(Saying(message.id, news=news))
        outcome = Outcome("sent")  # WeChat gives it no name, by which it could be taken back
        try:
            await self._bot(method)
        except Kept:
            outcome = Outcome("skipped", KEPT)
        except DatabaseUnavailable:  # its history is written before anything leaves
            outcome = LATER
        except TelegramAPIError as error:
            outcome = _outcome(error, message, left=not isinstance(error, NotReached))
        finally:
            saying.reset(token)
        return outcome

    async def _say_to_many(self, message: Claimed, name: str) -> Outcome:
        """Say it to a list; what is not known to have left is tried again under its name, and arrives once."""
        try:
            told = await self._for_many(message.broadcast_id or 0, "en" if message.language == "en" else "zh")
            if told is None:
                return Outcome("failed", "not_found")
            accounts = await self._database.reading(accounts_of, name=name)
            if len(accounts) < FEWEST:  # some went away just now
                return LATER if message.attempts == 1 else NOT_KNOWN
            await self._database.writing(write_told, name=name, body=told.body, now=datetime.now(UTC))
        except DatabaseUnavailable:
            return LATER
        try:
            number = await self._session.say_to_many(name, accounts, told.text)
        except TelegramAPIError as error:
            return _outcome_of_list(error, message)
        except asyncio.CancelledError:
            return Outcome("queued", "no_answer")
        return Outcome("sent", sent_as=None if number is None else str(number))


class TelegramSpeaker:
    """Says a message once through the Bot API; when nobody knows whether it arrived, it is unsure."""

    def __init__(self, bot: ChannelBot, words: Words, settings: Settings) -> None:
        self._bot = bot
        self._words = words
        self._paid = settings.telegram_paid_broadcast or None
        session = bot.session
        assert isinstance(session, TelegramSession)  # noqa: S101 - see `speakers`
        self._session = session

    async def say(self, message: Claimed) -> Outcome:
        try:
            method = await self._words.of(message)
        except NotFound:
            return Outcome("failed", "not_found")
        except DatabaseUnavailable:  # its words are there; nothing has left
            return LATER
        if self._paid and message.broadcast_id is not None and isinstance(method, SendMessage):
            method.allow_paid_broadcast = True
        under_way = UnderWay()
        outcome = "failed"
        try:
            result = await self._session.say_once(self._bot, method, ANSWER_SECONDS, under_way)
            outcome = "sent"
        except TelegramAPIError as error:
            return _outcome(error, message, left=under_way.left)
        except asyncio.CancelledError:
            if under_way.left:
                raise
            return LATER
        finally:
            metrics.outgoing.labels(NAME, method.__api_method__, outcome).inc()
        if not isinstance(result, dict):
            return Outcome("sent")
        with suppress(DatabaseUnavailable):  # sent all the same
            await self._words.learn(message, result)
        return Outcome("sent", sent_as=str(result["message_id"]))


def _outcome_of_list(error: TelegramAPIError, message: Claimed) -> Outcome:
    match error:
        case NotKnown():
            logger.warning("mass_not_known", name=message.mass, why=error.message)
            return Outcome("queued", "no_answer", wait=AGAIN_SECONDS)
        case NoneLeft():
            return Outcome("failed", "no_mass_left", general=True)
        case _:
            return _outcome(error, message, left=False)


def _outcome(error: TelegramAPIError, message: Claimed, *, left: bool) -> Outcome:
    """What a failed call means for the message. Raises what concerns the whole lane."""
    match error:
        case TelegramRetryAfter():
            raise TooFast(error.retry_after) from error
        case TelegramUnauthorizedError():
            raise Refused(error.message) from error
        # Also a token that Telegram never knew; a method that does not exist there is not asked for.
        case TelegramNotFound():
            raise Refused(error.message) from error
        case TelegramNetworkError() if not left:
            raise Unreachable(error.message) from error
        case TelegramNetworkError():
            return Outcome("unsure", "no_answer", general=True)
        case TelegramServerError():
            return Outcome("unsure", "server_error", general=True)
        case TelegramForbiddenError():
            return Outcome("blocked", error.message[:64])
        case TelegramMigrateToChat() if message.attempts < MOVES:
            return Outcome("queued", "moved", chat=error.migrate_to_chat_id)
        case _:
            nobody = any(words in error.message.lower() for words in NOBODY_THERE)
            return Outcome("failed", error.message[:64], general=not nobody)
