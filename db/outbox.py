"""What the bot will say unasked: one row, one message, one person, written in the transaction that caused it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.booking_tables import outbox

REMIND_BEFORE = {"24h": timedelta(hours=24), "2h": timedelta(hours=2)}
"""When a person is reminded of what they booked, counted from its start."""

_ON_SQLITE = sqlite_insert(outbox).on_conflict_do_nothing(index_elements=["key"])
_ON_POSTGRES = postgres_insert(outbox).on_conflict_do_nothing(index_elements=["key"])


def tell(
    connection: Connection,
    *,
    kind: str,
    registration_id: int,
    users: Sequence[int],
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Say something about a registration to each of its people, once."""
    _queue(
        connection,
        [
            {
                "key": _key(kind, registration_id, users, user_id),
                "user_id": user_id,
                "kind": kind,
                "data": {"registration": registration_id, **(data or {})},
                "due_at": now,
                "state": "queued",
                "created_at": now,
            }
            for user_id in users
        ],
    )


def remind(
    connection: Connection, *, registration_id: int, users: Sequence[int], starts_at: datetime, now: datetime
) -> None:
    """Remind each of a registration's people of it, at the moments that are still ahead."""
    _queue(
        connection,
        [
            {
                "key": _key("remind", registration_id, users, user_id, tail=f":{name}"),
                "user_id": user_id,
                "kind": "remind",
                "data": {"registration": registration_id, "before": name},
                "due_at": starts_at - before,
                "state": "queued",
                "created_at": now,
            }
            for user_id in users
            for name, before in REMIND_BEFORE.items()
            if starts_at - before > now
        ],
    )


def drop_reminders(connection: Connection, *, registration_id: int, users: Sequence[int]) -> None:
    """Take back the reminders of a registration that are not sent yet."""
    keys = [
        _key("remind", registration_id, users, user_id, tail=f":{name}") for user_id in users for name in REMIND_BEFORE
    ]
    connection.execute(update(outbox).where(outbox.c.key.in_(keys), outbox.c.state == "queued").values(state="skipped"))


def _key(kind: str, registration_id: int, users: Sequence[int], user_id: int, *, tail: str = "") -> str:
    """Who registered, the first of the users, has the plain key; everybody else their number behind it."""
    other = "" if user_id == users[0] else f":user{user_id}"
    return f"{kind}:reg{registration_id}{tail}{other}"


def _queue(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(_ON_SQLITE if connection.dialect.name == "sqlite" else _ON_POSTGRES, rows)
