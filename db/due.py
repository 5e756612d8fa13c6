"""What waits in the outbox on a lane: its rows as they are taken in hand, in the order in which they leave."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, select

from db.outbox import due_at_once
from db.outbox_tables import QUEUED, outbox
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

Fates = dict[int, tuple[str, str]]
"""What becomes of messages that are not said: state and reason."""


def is_notice(lane: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is due and no broadcast."""
    return QUEUED, outbox.c.lane == lane, outbox.c.broadcast_id.is_(None), due_at_once(now)


def is_of_broadcast(lane: str, number: Any, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is due of one broadcast."""
    return QUEUED, outbox.c.lane == lane, outbox.c.broadcast_id == number, due_at_once(now)


def locked(rows: Select[Any]) -> Select[Any]:
    """These rows, without those that others have in hand."""
    return rows.with_for_update(of=outbox, skip_locked=True)


def too_late(rows: Iterable[Row[Any]], now: datetime) -> Fates:
    """Those whose time is over."""
    return {row.id: ("expired", "too_late") for row in rows if row.expires_at is not None and row.expires_at <= now}
