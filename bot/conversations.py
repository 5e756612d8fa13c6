"""aiogram's memory of where a person is in a form, kept in the database.

Where a message leads is written down in the transaction that marks it as handled: a message that runs again, because
the program ended in the middle of it, finds the form as it was, and is not taken for the answer to its own question.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from cachetools import LRUCache

from bot.handling import handling
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
        # What messages in hand have changed, and which message changed what.
        self._changed: dict[str, tuple[str | None, dict[str, Any]]] = {}
        self._changed_by: defaultdict[int, set[str]] = defaultdict(set)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        _, data = await self._recall(_name(key))
        await self._change(_name(key), name, data)

    async def get_state(self, key: StorageKey) -> str | None:
        state, _ = await self._recall(_name(key))
        return state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        state, _ = await self._recall(_name(key))
        await self._change(_name(key), state, dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        _, data = await self._recall(_name(key))
        return dict(data)

    def forget(self) -> None:
        """Forget what is kept in memory: the rows were changed behind our back."""
        self._writes += 1
        self._known.clear()

    async def close(self) -> None:
        """The database is closed by who opened it."""

    async def settle(self, incoming_id: int) -> None:
        """Write down what a message has changed, and that it is handled."""
        names = self._changed_by.pop(incoming_id, set())
        if not names:
            return
        changes = {name: self._changed[name] for name in names}
        try:
            await self._database.writing(
                conversation.remember, changes=changes, incoming_id=incoming_id, now=datetime.now(UTC)
            )
        finally:
            self._written(names)

    def drop(self, incoming_id: int) -> None:
        """Leave everything as it was before a message whose handling failed."""
        self._written(self._changed_by.pop(incoming_id, set()))

    async def _change(self, name: str, state: str | None, data: dict[str, Any]) -> None:
        in_hand = handling.get()
        self._changed[name] = (state, data)
        if in_hand is not None:
            self._changed_by[in_hand.incoming_id].add(name)
            return
        try:
            await self._database.writing(
                conversation.remember, changes={name: (state, data)}, incoming_id=None, now=datetime.now(UTC)
            )
        finally:
            self._written({name})

    def _written(self, names: set[str]) -> None:
        self._writes += 1
        for name in names:
            self._changed.pop(name, None)
            self._known.pop(name, None)

    async def _recall(self, name: str) -> tuple[str | None, dict[str, Any]]:
        known = self._changed.get(name) or self._known.get(name)
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
