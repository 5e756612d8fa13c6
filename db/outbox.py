"""What the bot will say unasked: one row, one message, one person, written in the transaction that caused it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, or_, select, update

from db.outbox_tables import outbox
from db.personal_tables import staff
from db.refusals import NotFound
from db.together import write_together

State = Literal["queued", "sending", "sent", "failed", "unsure", "skipped", "expired", "blocked"]
"""What becomes of a message. ``unsure``: it may or may not have arrived, and is not said again by itself."""
AWAITED: Final = 0
"""The priority of what a person waits for: an offer, a decision, a change."""
REMINDER: Final = 1
BROADCAST: Final = 2
FAR: Final = timedelta(seconds=30)


def tell(
    connection: Connection,
    *,
    kind: str,
    registration_id: int,
    users: Sequence[int],
    now: datetime,
    data: Mapping[str, Any] | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Say something about a registration to each of its people, once; not any more from `expires_at` on."""
    rows = [
        {
            "key": _key(kind, registration_id, users, user_id),
            "user_id": user_id,
            "kind": kind,
            "data": {"registration": registration_id, **(data or {})},
            "due_at": now,
            "expires_at": expires_at,
            **new_row(now, priority=AWAITED),
        }
        for user_id in users
    ]
    write_together(connection, (outbox, rows))


def tell_staff(
    connection: Connection, *, kind: str, roles: Collection[str], key: str, data: Mapping[str, Any], now: datetime
) -> None:
    """Say something to everybody of the staff with one of these roles; the same `key` a second time says nothing."""
    users = connection.execute(
        select(staff.c.user_id).where(staff.c.role.in_(roles), staff.c.user_id.is_not(None)).distinct()
    ).scalars()
    rows = [
        {
            "key": f"{kind}:{key}:user{user_id}",
            "user_id": user_id,
            "kind": kind,
            "data": dict(data),
            "due_at": now,
            "expires_at": None,
            **new_row(now, priority=AWAITED),
        }
        for user_id in users
    ]
    write_together(connection, (outbox, rows))


def told_of_booking(connection: Connection, *, outbox_id: int, user_id: int) -> Mapping[str, Any]:
    """What this person was told about a `registration`: its data, with its `kind`. Raises `NotFound`."""
    row = connection.execute(
        select(outbox.c.kind, outbox.c.data).where(outbox.c.id == outbox_id, outbox.c.user_id == user_id)
    ).one_or_none()
    if row is None or "registration" not in row.data:
        raise NotFound
    return {**row.data, "kind": row.kind}


def due_at_once(now: datetime) -> ColumnElement[bool]:
    """What is due, among what is on its way to a lane or due as soon as it is written.

    Such a message is put off by seconds at most. One that seems to lie farther ahead was written by a clock that has
    been set back since, and must not wait for that clock to come round again.
    """
    return or_(outbox.c.due_at <= now, outbox.c.due_at > now + FAR)


def new_row(now: datetime, *, priority: int) -> dict[str, Any]:
    """What is the same in every row that nobody has taken in hand."""
    return {"priority": priority, "state": "queued", "attempts": 0, "created_at": now, "changed_at": now}


def reminders(
    *, registration_id: int, users: Sequence[int], starts_at: datetime, hours: Sequence[int], now: datetime
) -> list[dict[str, Any]]:
    """What reminds each of a registration's people of it so many `hours` before, where that is still ahead."""
    return [
        {
            "key": _key("remind", registration_id, users, user_id, tail=f":{before}h"),
            "user_id": user_id,
            "kind": "remind",
            "data": {"registration": registration_id, "before": f"{before}h"},
            "due_at": starts_at - timedelta(hours=before),
            "expires_at": starts_at,
            **new_row(now, priority=REMINDER),
        }
        for user_id in users
        for before in hours
        if starts_at - timedelta(hours=before) > now
    ]


def drop_reminders(connection: Connection, *, registration_id: int, users: Sequence[int], now: datetime) -> None:
    """Take back the reminders of a registration that are not sent yet."""
    connection.execute(
        update(outbox)
        .where(
            outbox.c.user_id.in_(users),
            outbox.c.kind == "remind",
            outbox.c.key.startswith(f"remind:reg{registration_id}:", autoescape=True),
            outbox.c.state == "queued",
        )
        .values(state="skipped", reason="booking_over", changed_at=now)
    )


def _key(kind: str, registration_id: int, users: Sequence[int], user_id: int, *, tail: str = "") -> str:
    """Who registered, the first of the users, has the plain key; everybody else their number behind it."""
    other = "" if user_id == users[0] else f":user{user_id}"
    return f"{kind}:reg{registration_id}{tail}{other}"
