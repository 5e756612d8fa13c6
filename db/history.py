"""What was said on the channels that keep no history of their own (the web page and the terminal)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.tables import message


@dataclass(frozen=True, slots=True)
class Told:
    """One message of a history. `author` is ``me`` (the person) or ``bot``; `body` is the channel's own JSON."""

    id: int
    author: str
    body: dict[str, Any]
    at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> "Told":
        return cls(id=row.id, author=row.author, body=row.body, at=row.at)


def write_message(
    connection: Connection,
    *,
    identity_id: int,
    author: str,
    body: Mapping[str, Any],
    now: datetime,
    incoming_id: int | None = None,
    ordinal: int | None = None,
    outbox_id: int | None = None,
) -> Told:
    """Add a message.

    The same (incoming_id, ordinal) or the same `outbox_id` a second time adds nothing: the first one is given back.
    """
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    values = {
        "identity_id": identity_id,
        "incoming_id": incoming_id,
        "ordinal": ordinal,
        "outbox_id": outbox_id,
        "author": author,
        "body": dict(body),
        "at": now,
    }
    new_id = connection.execute(
        insert(message).on_conflict_do_nothing().returning(message.c.id),
        values,
    ).scalar_one_or_none()
    if new_id is not None:
        return Told(id=new_id, author=author, body=dict(body), at=now)
    known = select(message)
    if outbox_id is None:
        known = known.where(message.c.incoming_id == incoming_id, message.c.ordinal == ordinal)
    else:
        known = known.where(message.c.outbox_id == outbox_id)
    return Told.of(connection.execute(known).one())


def change_message(
    connection: Connection, *, identity_id: int, message_id: int, body: Mapping[str, Any]
) -> Told | None:
    """Replace a message's body; None when it is not in this history."""
    row = connection.execute(
        update(message)
        .where(message.c.id == message_id, message.c.identity_id == identity_id)
        .values(body=dict(body))
        .returning(message)
    ).one_or_none()
    return None if row is None else Told.of(row)


def delete_message(connection: Connection, *, identity_id: int, message_id: int) -> bool:
    """Take a message out of the history; False when it is not there."""
    return (
        connection.execute(
            delete(message).where(message.c.id == message_id, message.c.identity_id == identity_id)
        ).rowcount
        == 1
    )


def message_of(connection: Connection, *, identity_id: int, message_id: int) -> Told | None:
    """One message of this history."""
    row = connection.execute(
        select(message).where(message.c.id == message_id, message.c.identity_id == identity_id)
    ).one_or_none()
    return None if row is None else Told.of(row)


def since(connection: Connection, *, identity_id: int, after: int, limit: int) -> list[Told] | None:
    """The messages after one, oldest first; None when they are more than `limit`."""
    rows = connection.execute(
        select(message)
        .where(message.c.identity_id == identity_id, message.c.id > after)
        .order_by(message.c.id)
        .limit(limit + 1)
    ).all()
    return None if len(rows) > limit else [Told.of(row) for row in rows]


def newest(
    connection: Connection, *, identity_id: int, limit: int, before: int | None = None
) -> tuple[list[Told], bool]:
    """The newest messages (before one, when given), oldest first, and whether there are older ones."""
    asked = select(message).where(message.c.identity_id == identity_id)
    if before is not None:
        asked = asked.where(message.c.id < before)
    rows = connection.execute(asked.order_by(message.c.id.desc()).limit(limit + 1)).all()
    return [Told.of(row) for row in reversed(rows[:limit])], len(rows) > limit
