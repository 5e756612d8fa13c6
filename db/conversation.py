"""Where a person is in a form: the conversation's state and data, kept so that a restart does not lose them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.tables import conversation, incoming


def recall(connection: Connection, *, key: str) -> tuple[str | None, dict[str, Any]]:
    """The state and data of a conversation; ``(None, {})`` when nothing is under way."""
    row = connection.execute(
        select(conversation.c.state, conversation.c.data).where(conversation.c.key == key)
    ).one_or_none()
    return (None, {}) if row is None else (row.state, row.data)


def remember(
    connection: Connection,
    *,
    changes: Mapping[str, tuple[str | None, Mapping[str, Any]]],
    incoming_id: int | None,
    now: datetime,
) -> None:
    """Set the state and data of conversations, and mark the message that led there as handled, if one did.

    With it those before it in its chat, which were handled in their order: run again, they would meet a form that was
    not there, and be taken for its answer. A conversation with neither state nor data is forgotten.
    """
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    for key, (state, data) in changes.items():
        if state is None and not data:
            connection.execute(delete(conversation).where(conversation.c.key == key))
            continue
        values = {"state": state, "data": dict(data), "changed_at": now}
        connection.execute(
            insert(conversation)
            .values({"key": key, **values})
            .on_conflict_do_update(index_elements=["key"], set_=values)
        )
    if incoming_id is not None:
        here = select(incoming.c.channel, incoming.c.chat, incoming.c.worker).where(incoming.c.id == incoming_id)
        connection.execute(
            update(incoming)
            .where(
                tuple_(incoming.c.channel, incoming.c.chat, incoming.c.worker).in_(here),
                incoming.c.id <= incoming_id,
                incoming.c.done_at.is_(None),
            )
            .values(done_at=now)
        )
