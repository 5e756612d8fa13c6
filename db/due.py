"""What waits in the outbox on a lane: its rows as they are taken in hand, in the order in which they leave."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from db.booking_tables import registration
from db.deciding import WANTED
from db.outbox import due_at_once
from db.outbox_tables import QUEUED, outbox
from db.statuses import ACTIVE
from db.tables import user

ROW: Final = select(
    outbox.c.id,
    outbox.c.user_id,
    outbox.c.kind,
    outbox.c.data,
    outbox.c.broadcast_id,
    outbox.c.priority,
    outbox.c.chat,
    outbox.c.attempts,
    outbox.c.expires_at,
    outbox.c.sent_as,
    user.c.language,
).join_from(outbox, user, outbox.c.user_id == user.c.id)
"""What is to be known of a message before it is taken in hand."""
ORDER: Final = (outbox.c.priority, outbox.c.due_at, outbox.c.id)
"""The most urgent first, as the index has it."""
BY_DAY: Final = (WANTED,)
"""The kinds of notices that wait for the morning: people book at all hours, and staff decide when they are at work."""

Fates = dict[int, tuple[str, str]]
"""What becomes of messages that are not said: state and reason."""


def is_notice(lane: str, now: datetime, *, night: bool) -> tuple[ColumnElement[bool], ...]:
    """What is due and no broadcast; at `night` without what waits for the morning."""
    due = QUEUED, outbox.c.lane == lane, outbox.c.broadcast_id.is_(None), due_at_once(now)
    return (*due, outbox.c.kind.not_in(BY_DAY)) if night else due


def is_of_broadcast(lane: str, number: Any, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is due of one broadcast."""
    return QUEUED, outbox.c.lane == lane, outbox.c.broadcast_id == number, due_at_once(now)


def locked(rows: Select[Any]) -> Select[Any]:
    """These rows, without those that others have in hand."""
    return rows.with_for_update(of=outbox, skip_locked=True)


def too_late(rows: Iterable[Row[Any]], now: datetime) -> Fates:
    """Those whose time is over."""
    return {row.id: ("expired", "too_late") for row in rows if row.expires_at is not None and row.expires_at <= now}


def stale(connection: Connection, rows: Iterable[Row[Any]]) -> Fates:
    """Reminders of bookings that are no more, and word of decisions that were made meanwhile."""
    rows = tuple(rows)
    booked = _missing(
        connection,
        {row.id: row.data["registration"] for row in rows if row.kind == "remind"},
        registration.c.id,
        registration.c.status.in_(sorted(ACTIVE)),
    )
    undecided = _missing(
        connection,
        {row.id: row.data["slot"] for row in rows if row.kind == WANTED},
        registration.c.slot_id,
        registration.c.status == "pending",
    )
    return dict.fromkeys(booked, ("skipped", "booking_over")) | dict.fromkeys(undecided, ("skipped", "decided"))


def _missing(
    connection: Connection, about: dict[int, int], column: ColumnElement[int], standing: ColumnElement[bool]
) -> list[int]:
    """The messages about something of which no registration stands any more."""
    if not about:
        return []
    found = set(connection.execute(select(column).where(column.in_(about.values()), standing).distinct()).scalars())
    return [number for number, one in about.items() if one not in found]
