"""What is done with a broadcast that goes out: pause, resume, cancel, take back, say again to whom it failed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, ScalarSelect, String, case, cast, literal, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.broadcast_tables import broadcast
from db.broadcasts import WrongState
from db.kept_counts import RECALL
from db.outbox import REMINDER
from db.outbox_tables import QUEUED, WITH_OTHERS, outbox
from db.staff_messages import tell_member

RECALLED: Final = "recalled"
"""Why a broadcast is cancelled that is taken back: also what was in hand at that moment."""
AT_ONCE: Final = 1000
"""Rows in one transaction, where nobody waits for them."""


def pause(connection: Connection, *, broadcast_id: int, now: datetime) -> None:
    """Let nothing more of it leave; what is in hand still does. Raises `WrongState`."""
    _move(connection, broadcast_id, ("expanding", "sending"), now, state="paused")


def resume(connection: Connection, *, broadcast_id: int, now: datetime) -> None:
    """Go on where it stopped. Raises `WrongState`."""
    expanded = connection.execute(
        select(broadcast.c.recipients.is_not(None)).where(broadcast.c.id == broadcast_id)
    ).scalar_one_or_none()
    state = "sending" if expanded else "expanding"
    _move(connection, broadcast_id, ("paused",), now, state=state, reason=None, faults=0, fault=None)


def cancel(connection: Connection, *, broadcast_id: int, now: datetime) -> None:
    """Stop it for good: nobody who has not got it yet gets it. Raises `WrongState`."""
    _move(connection, broadcast_id, ("scheduled", "expanding", "sending", "paused"), now, state="cancelled")


def _move(connection: Connection, number: int, before: Collection[str], now: datetime, **values: object) -> None:
    moved = connection.execute(
        update(broadcast)
        .where(broadcast.c.id == number, broadcast.c.state.in_(before))
        .values(changed_at=now, **values)
    ).rowcount
    if not moved:
        found = connection.execute(select(broadcast.c.state).where(broadcast.c.id == number)).scalar_one_or_none()
        raise WrongState(found or "unknown")


def skip_cancelled(connection: Connection, *, now: datetime) -> int:
    """Mark what will not be said any more, some rows of it; returns how many. Call it again until 0."""
    number = connection.execute(
        select(broadcast.c.id).where(broadcast.c.state == "cancelled", _one_that_is("queued").is_not(None)).limit(1)
    ).scalar_one_or_none()
    if number is None:
        return 0
    rows = select(outbox.c.id).where(outbox.c.broadcast_id == number, QUEUED).limit(AT_ONCE)
    return connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(rows.scalar_subquery()), QUEUED)
        .values(
            # A mass sending that was tried may have arrived.
            state=case((WITH_OTHERS, "unsure"), else_="skipped"),
            reason=case((WITH_OTHERS, "no_answer"), else_="cancelled"),
            changed_at=now,
        )
    ).rowcount


def finish(connection: Connection, *, now: datetime) -> list[int]:
    """End the broadcasts of which nothing is waiting or in hand any more; returns their numbers."""
    ended = connection.execute(
        update(broadcast)
        .where(broadcast.c.state == "sending", _one_that_is("queued").is_(None), _one_that_is("sending").is_(None))
        .values(state="finished", finished_at=now, changed_at=now)
        .returning(broadcast.c.id, broadcast.c.author_id)
    ).all()
    for one in ended:
        data = {"broadcast": one.id}
        key = f"report_ready:broadcast{one.id}:{int(now.timestamp())}"
        tell_member(connection, member=one.author_id, kind="report_ready", key=key, data=data, now=now)
    return [one.id for one in ended]


def _one_that_is(state: str) -> ScalarSelect[int]:
    """A message of the broadcast in this state. EXISTS would be made a join, which reads all there are."""
    return (
        select(outbox.c.id)
        .where(outbox.c.broadcast_id == broadcast.c.id, outbox.c.state == state)
        .order_by(outbox.c.broadcast_id, outbox.c.state)
        .limit(1)
        .correlate(broadcast)
        .scalar_subquery()
    )


def send_again(connection: Connection, *, broadcast_id: int, now: datetime) -> int:
    """Say it again to those whom it failed to reach, and only to them; returns how many. Raises `WrongState`."""
    return _queue_again(connection, broadcast_id, outbox.c.state == "failed", now)


def send_unsure(connection: Connection, *, broadcast_id: int, outbox_ids: Collection[int], now: datetime) -> int:
    """Say these again though they may have arrived: somebody decided so; returns how many. Raises `WrongState`."""
    chosen = outbox.c.id.in_(outbox_ids) & (outbox.c.state == "unsure")
    return _queue_again(connection, broadcast_id, chosen, now)


def _queue_again(connection: Connection, number: int, which: object, now: datetime) -> int:
    _move(connection, number, ("sending", "paused", "finished"), now, faults=0, fault=None)
    rows = connection.execute(
        update(outbox)
        .where(outbox.c.broadcast_id == number, which)  # type: ignore[arg-type]
        .values(state="queued", reason=None, worker=None, attempts=0, mass=None, due_at=now, changed_at=now)
    ).rowcount
    if rows:
        connection.execute(
            update(broadcast)
            .where(broadcast.c.id == number, broadcast.c.state == "finished")
            .values(state="sending", finished_at=None)
        )
    return rows


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A message that may or may not have arrived: `since` when, and why nobody knows."""

    id: int
    user_id: int
    lane: str
    reason: str | None
    since: datetime


def unsure(connection: Connection, *, broadcast_id: int, after: int = 0, limit: int = 100) -> Sequence[Doubtful]:
    """The messages in doubt, by their number."""
    rows = connection.execute(
        select(outbox.c.id, outbox.c.user_id, outbox.c.lane, outbox.c.reason, outbox.c.changed_at)
        .where(outbox.c.broadcast_id == broadcast_id, outbox.c.state == "unsure", outbox.c.id > after)
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [Doubtful(*row) for row in rows]


def recall(connection: Connection, *, broadcast_id: int, now: datetime) -> int:
    """Stop it, and take back what has been sent, where the channel can; returns how many are to be taken back.

    Each is a row of the outbox again, `recall17:4711`, and leaves by its lane in its turn. Raises `WrongState`.
    """
    # What is being noted as sent is waited for (see `write_outcomes`).
    locked = select(broadcast.c.state).where(broadcast.c.id == broadcast_id).with_for_update()
    state = connection.execute(locked).scalar_one_or_none()
    if state in {"expanding", "sending", "paused"}:
        cancel(connection, broadcast_id=broadcast_id, now=now)
    elif state not in {"finished", "cancelled"}:
        raise WrongState(state or "unknown")
    connection.execute(
        update(broadcast)
        .where(broadcast.c.id == broadcast_id, broadcast.c.state == "cancelled")
        .values(reason=RECALLED)
    )
    return take_back(connection, outbox.c.broadcast_id == broadcast_id, now)


def take_back(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    """Queue the recall of these messages, as far as they have been sent; returns how many. Again changes nothing."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    columns = (
        *("key", "user_id", "kind", "data", "priority", "due_at", "state", "lane", "chat", "attempts"),
        *("sent_as", "created_at", "changed_at"),
    )
    sent = select(
        literal(RECALL) + cast(outbox.c.broadcast_id, String) + literal(":") + cast(outbox.c.id, String),
        outbox.c.user_id,
        literal(RECALL),
        outbox.c.data,
        literal(REMINDER),
        literal(now, outbox.c.due_at.type),
        literal("queued"),
        outbox.c.lane,
        outbox.c.chat,
        literal(0),
        outbox.c.sent_as,
        literal(now, outbox.c.due_at.type),
        literal(now, outbox.c.due_at.type),
    ).where(which, outbox.c.state == "sent", outbox.c.sent_as.is_not(None))
    return connection.execute(
        insert(outbox).from_select(columns, sent, include_defaults=False).on_conflict_do_nothing(index_elements=["key"])
    ).rowcount
