"""What the bot will say unasked: one row, one message, one person, written in the transaction that caused it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, update

from db.booking_tables import outbox
from db.together import write_together

REMIND_BEFORE = {"24h": timedelta(hours=24), "2h": timedelta(hours=2)}
"""When a person is reminded of what they booked, counted from its start."""


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
    rows = [
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
    ]
    write_together(connection, (outbox, rows))


def reminders(
    *, registration_id: int, users: Sequence[int], starts_at: datetime, now: datetime
) -> list[dict[str, Any]]:
    """What reminds each of a registration's people of it, at the moments that are still ahead."""
    return [
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
    ]


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
