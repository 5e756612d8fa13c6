"""What staff do with a broadcast that goes out, each time with a line in the log."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from db import broadcast_control as control
from db.broadcast_control import Doubtful
from db.broadcasts import WrongState, broadcast_of, note_broadcast
from db.kept_counts import TOLD
from db.outbox_tables import outbox
from db.progress import Progress, progress


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one message: to whom, by which channel, how often it was tried, and why not, if not."""

    id: int
    user_id: int
    lane: str | None
    state: str
    reason: str | None
    attempts: int
    changed_at: datetime


def pause_broadcast(connection: Connection, *, broadcast_id: int, by: str, now: datetime) -> None:
    """Let nothing more of it leave for now. Raises `WrongState`, as all of these do."""
    _act(connection, broadcast_id, by, "broadcast_paused", now)
    control.pause(connection, broadcast_id=broadcast_id, now=now)


def resume_broadcast(connection: Connection, *, broadcast_id: int, by: str, now: datetime) -> None:
    """Go on where it stopped."""
    _act(connection, broadcast_id, by, "broadcast_resumed", now)
    control.resume(connection, broadcast_id=broadcast_id, now=now)


def cancel_broadcast(connection: Connection, *, broadcast_id: int, by: str, now: datetime) -> None:
    """Stop it for good."""
    _act(connection, broadcast_id, by, "broadcast_cancelled", now)
    control.cancel(connection, broadcast_id=broadcast_id, now=now)


def recall_broadcast(connection: Connection, *, broadcast_id: int, by: str, now: datetime) -> int:
    """Stop it, and take back what was sent, where the channel can; returns how many."""
    number = control.recall(connection, broadcast_id=broadcast_id, now=now)
    _act(connection, broadcast_id, by, "broadcast_recalled", now, f"{number}")
    return number


def resend_failed(connection: Connection, *, broadcast_id: int, by: str, now: datetime) -> int:
    """Say it again to those whom it failed to reach; returns how many."""
    number = control.send_again(connection, broadcast_id=broadcast_id, now=now)
    _act(connection, broadcast_id, by, "broadcast_failed_again", now, f"{number}")
    return number


def resend_unsure(
    connection: Connection, *, broadcast_id: int, outbox_ids: Collection[int], by: str, now: datetime
) -> int:
    """Say these again, though they may have arrived; returns how many."""
    number = control.send_unsure(connection, broadcast_id=broadcast_id, outbox_ids=outbox_ids, now=now)
    _act(connection, broadcast_id, by, "broadcast_unsure_again", now, f"{number}")
    return number


def unsure_of(connection: Connection, *, broadcast_id: int, after: int = 0, limit: int = 100) -> Sequence[Doubtful]:
    """The messages of which nobody knows whether they arrived."""
    return control.unsure(connection, broadcast_id=broadcast_id, after=after, limit=limit)


def progress_of(connection: Connection, *, broadcast_id: int, now: datetime) -> Progress:
    """How far it is. Raises `BroadcastGone`."""
    found = progress(connection, broadcast_id=broadcast_id, now=now)
    if found is None:
        broadcast_of(connection, broadcast_id=broadcast_id)
        raise WrongState("unknown")
    return found


def told_to(connection: Connection, *, broadcast_id: int, after: int = 0, limit: int = 1000) -> list[Told]:
    """Who exactly got it and who did not, from after a message's number on."""
    rows = connection.execute(
        select(*(outbox.c[name] for name in Told.__dataclass_fields__))
        .where(outbox.c.broadcast_id == broadcast_id, outbox.c.kind == TOLD, outbox.c.id > after)
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [Told(*row) for row in rows]


def note_report(connection: Connection, *, broadcast_id: int, by: str, now: datetime) -> None:
    """Note that somebody took the list of who got it."""
    _act(connection, broadcast_id, by, "broadcast_exported", now)


def _act(connection: Connection, broadcast_id: int, by: str, action: str, now: datetime, details: str = "") -> None:
    found = broadcast_of(connection, broadcast_id=broadcast_id)
    note_broadcast(connection, found, by=by, action=action, now=now, details=details)


ACTS: Final[dict[str, Callable[..., int | None]]] = {
    "pause": pause_broadcast,
    "resume": resume_broadcast,
    "cancel": cancel_broadcast,
    "recall": recall_broadcast,
    "failed": resend_failed,
}
"""What is done by one word; those that concern messages return how many."""
