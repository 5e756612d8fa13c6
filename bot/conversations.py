"""aiogram's memory of where a person is in a form, kept in the database."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from cachetools import LRUCache

from db import Database, conversation

REMEMBERED = 20_000
"""Conversations kept in memory on SQLite, where this program alone writes them."""


class ConversationStorage(BaseStorage):
    """States and data by chat and user. On PostgreSQL each look is a read: another machine may have written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: LRUCache[str, tuple[str | None, dict[str, Any]]] = LRUCache(
            REMEMBERED if database.on_sqlite else 0
        )
        self._writes = 0

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        self._changing(key)
        await self._database.writing(conversation.remember_state, key=_name(key), state=name, now=datetime.now(UTC))
        self._changing(key)

    async def get_state(self, key: StorageKey) -> str | None:
        state, _ = await self._recall(_name(key))
        return state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        self._changing(key)
        await self._database.writing(conversation.remember_data, key=_name(key), data=data, now=datetime.now(UTC))
        self._changing(key)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        _, data = await self._recall(_name(key))
        return dict(data)

    def forget(self) -> None:
        """Forget what is kept in memory: the rows were changed behind our back."""
        self._writes += 1
        self._known.clear()

    async def close(self) -> None:
        """The database is closed by who opened it."""

    def _changing(self, key: StorageKey) -> None:
        self._writes += 1
        self._known.pop(_name(key), None)

    async def _recall(self, name: str) -> tuple[str | None, dict[str, Any]]:
        known = self._known.get(name)
        if known is None:
            writes = self._writes
            known = await self._database.reading(conversation.recall, key=name)
            # The intake looks while a handler may be writing: what was read before a write is not kept.
            if self._known.maxsize and writes == self._writes:
                self._known[name] = known
        return known


def _name(key: StorageKey) -> str:
    # The bot's id keeps the channels apart: their chats are numbered alike.
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}:{key.thread_id or ''}:{key.destiny}"
