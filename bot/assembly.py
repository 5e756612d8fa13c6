"""Puts the parts together. This is the only place where they are."""

import time
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from aiogram import Dispatcher
from aiogram.exceptions import TelegramForbiddenError
from aiogram.methods import TelegramMethod
from aiogram.types import Update

from bot import metrics
from bot.channels.face import ChannelBot
from bot.conversations import ConversationStorage
from bot.intake import Intake
from bot.keyring import vault_for
from bot.middlewares.meaning import Meaning
from bot.middlewares.pace import Pace
from bot.middlewares.who import Who
from bot.offering_book import book_in_bytes, read_bytes
from bot.people import People
from bot.private_steps import PrivateSteps
from bot.publishing import publish_pack
from bot.settings import Settings
from bot.shelf import Shelf
from db import Database
from db.intake import Incoming
from db.opening import opened
from db.vault import Vault
from handlers.forms import Forms
from handlers.offering_import import OfferingBook
from handlers.routers import conversation
from knowledge import language_of
from locales import say_in

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What every channel shares."""

    settings: Settings
    database: Database
    shelf: Shelf
    people: People
    vault: Vault
    conversations: ConversationStorage
    dispatcher: Dispatcher

    @property
    def allowed_updates(self) -> list[str]:
        """The kinds of update that the conversation listens to."""
        return self.dispatcher.resolve_used_update_types()


@asynccontextmanager
async def parts(settings: Settings, shelf: Shelf) -> AsyncIterator[Parts]:
    """The shared parts, with the database open and its tables up to date (SQLite) or checked (PostgreSQL)."""
    async with opened(settings.database_url) as database:
        await publish_pack(
            database,
            shelf.knowledge.pack,
            demo=settings.offers_samples,
            remind=settings.reminders,
            now=datetime.now(UTC),
        )
        people = People(database)
        vault = vault_for(settings)
        conversations = ConversationStorage(database)
        dispatcher = _dispatcher(settings, database, shelf, people, vault, conversations)
        yield Parts(settings, database, shelf, people, vault, conversations, dispatcher)


def _dispatcher(
    settings: Settings,
    database: Database,
    shelf: Shelf,
    people: People,
    vault: Vault,
    conversations: ConversationStorage,
) -> Dispatcher:
    dispatcher = Dispatcher(storage=conversations)
    for middleware in (Who(people), Pace(settings.throttle_per_minute), Meaning(shelf, database)):
        dispatcher.update.outer_middleware(middleware)
    dispatcher["database"] = database
    dispatcher["vault"] = vault
    dispatcher["reviews_needed"] = settings.review_steps
    dispatcher["choose_language"] = people.choose_language
    dispatcher["forms"] = Forms(allowed_abroad=settings.telegram_personal_forms == "allow", page=settings.public_url)

    dispatcher["offering_book"] = OfferingBook(
        write=lambda: book_in_bytes(database, shelf.knowledge.pack),
        read=lambda content, apply, actor: read_bytes(
            database, shelf.knowledge.pack, content, remind=settings.reminders, apply=apply, actor=actor
        ),
    )

    async def forget(identities: Collection[int]) -> None:
        conversations.forget()
        await people.forget(identities)

    dispatcher["forget"] = forget
    dispatcher.include_routers(*conversation())
    return dispatcher


def intake_for(shared: Parts, bots: Sequence[ChannelBot]) -> Intake:
    """The way in for these channels."""
    by_channel = {bot.channel: bot for bot in bots}
    dispatcher = shared.dispatcher
    steps = PrivateSteps(shared.conversations, shared.vault, {bot.channel: bot.id for bot in bots})

    async def handle(message: Incoming) -> None:
        bot = by_channel[message.channel]
        started = time.perf_counter()
        update = Update.model_validate({**steps.said(message), "update_id": message.id}, context={"bot": bot})
        try:
            wish: Any = await dispatcher.feed_update(bot, update)
            if isinstance(wish, TelegramMethod):
                await bot(wish)
        except TelegramForbiddenError:
            logger.info("blocked_by_the_person", incoming=message.id, channel=message.channel)
        except BaseException:
            shared.conversations.drop(message.id)
            raise
        await shared.conversations.settle(message.id)
        seconds = time.perf_counter() - started
        metrics.handling_seconds.labels(message.channel).observe(seconds)
        logger.info(
            "handled",
            incoming=message.id,
            channel=message.channel,
            kind=update.event_type,
            took_ms=round(seconds * 1000, 1),
        )

    async def apologise(message: Incoming, reference: str) -> None:
        said = message.payload.get("message") or message.payload.get("edited_message") or {}
        say = say_in(language_of(said.get("text") or ""))
        try:
            await by_channel[message.channel].send_message(message.chat, say("failed", reference=reference))
        except TelegramForbiddenError:
            logger.info("blocked_by_the_person", incoming=message.id, channel=message.channel)

    return Intake(
        shared.database,
        channels=tuple(by_channel),
        handle=handle,
        apologise=apologise,
        hide=steps.hide,
        keep_numbers=(shared.shelf.knowledge.pack.phone,),
        stop_seconds=shared.settings.stop_seconds,
    )
