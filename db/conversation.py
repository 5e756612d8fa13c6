"""Where a person is in a form: the conversation's state and data, kept so that a restart does not lose them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.tables import conversation


def recall(connection: Connection, *, key: str) -> tuple[str | None, dict[str, Any]]:
    """The state and data of a conversation; ``(None, {})`` when nothing is under way."""
    row = connection.execute(
        select(conversation.c.state, conversation.c.data).where(conversation.c.key == key)
    ).one_or_none()
    return (None, {}) if row is None else (row.state, row.data)


def remember_state(connection: Connection, *, key: str, state: str | None, now: datetime) -> None:
    """Set the state; a conversation with neither state nor data is forgotten."""
    _merge(connection, key, {"state": state, "changed_at": now})


def remember_data(connection: Connection, *, key: str, data: Mapping[str, Any], now: datetime) -> None:
    """Set the data; a conversation with neither state nor data is forgotten."""
    _merge(connection, key, {"data": dict(data), "changed_at": now})


def _merge(connection: Connection, key: str, changes: dict[str, Any]) -> None:
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    connection.execute(
        insert(conversation)
        .values({"key": key, "state": None, "data": {}, **changes})
        .on_conflict_do_update(index_elements=["key"], set_=changes)
    )
    state, data = recall(connection, key=key)
    if state is None and not data:
        connection.execute(delete(conversation).where(conversation.c.key == key))
