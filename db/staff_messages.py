"""What staff are told unasked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from db.outbox import AWAITED, new_row
from db.outbox_tables import outbox
from db.personal_tables import staff
from db.together import write_together


def users_of_staff(connection: Connection, *conditions: ColumnElement[bool]) -> list[int]:
    """The users of those members of staff who have joined, in the order of their numbers."""
    query = select(staff.c.user_id).where(staff.c.user_id.is_not(None), *conditions).distinct()
    return [number for number in connection.execute(query.order_by(staff.c.user_id)).scalars() if number is not None]


def tell_users(
    connection: Connection, *, users: Sequence[int], kind: str, key: str, data: Mapping[str, Any], now: datetime
) -> None:
    """Say something to each of these; the same `key` a second time says nothing."""
    rows = [
        {
            "key": f"{key}:user{user_id}",
            "user_id": user_id,
            "kind": kind,
            "data": dict(data),
            "due_at": now,
            **new_row(now, priority=AWAITED),
        }
        for user_id in users
    ]
    write_together(connection, (outbox, rows))


def tell_member(
    connection: Connection, *, member: int, kind: str, key: str, data: Mapping[str, Any], now: datetime
) -> None:
    """Say something to one member of staff, by their number; who has left is told nothing."""
    users = users_of_staff(connection, staff.c.id == member)
    tell_users(connection, users=users, kind=kind, key=key, data=data, now=now)
