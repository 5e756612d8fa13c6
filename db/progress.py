"""How far a broadcast is, counted from the outbox: what is shown is what is written down of each message."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from db.broadcast_tables import broadcast
from db.kept_counts import RECALL, TOLD, Count, counts_of
from db.outbox_tables import lane, outbox

LATELY: Final = timedelta(seconds=10)
"""Over how long the rate is measured."""
OPEN: Final = ("queued", "sending")
"""States that a message does not stay in."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`states` and `reasons` count messages; those that are deleted by now count, too, and `gone` counts these alone.

    `counts` has them by channel, and `recalled` what came of taking them back: ``sent`` ones are gone from their chats.
    `per_second` is measured over the last seconds. `left`: how long it may still take, by the measured rate or else by
    that of the lanes; None when it does not go on.
    """

    state: str
    reason: str | None
    recipients: int | None
    states: dict[str, int]
    reasons: dict[tuple[str, str], int]
    gone: dict[str, int]
    recalled: dict[str, int]
    counts: Sequence[Count]
    per_second: float
    left: timedelta | None


def progress(connection: Connection, *, broadcast_id: int, now: datetime) -> Progress | None:
    """How far it is; None when there is no such broadcast."""
    found = connection.execute(
        select(broadcast.c.state, broadcast.c.reason, broadcast.c.recipients).where(broadcast.c.id == broadcast_id)
    ).one_or_none()
    if found is None:
        return None
    counts = counts_of(connection, broadcast_id=broadcast_id)
    states, reasons, gone = Counter[str](), Counter[tuple[str, str]](), Counter[str]()
    told = [one for one in counts if one.kind == TOLD]
    for one in told:
        states[one.state] += one.number
        gone[one.state] += one.gone
        if one.reason is not None:
            reasons[one.state, one.reason] += one.number
    recalled = Counter[str]()
    for one in counts:
        if one.kind == RECALL:
            recalled[one.state] += one.number
    lately = connection.execute(
        select(func.count()).where(
            outbox.c.broadcast_id == broadcast_id, outbox.c.state == "sent", outbox.c.changed_at > now - LATELY
        )
    ).scalar_one()
    rate = lately / LATELY.total_seconds()
    waiting = sum(states.get(state, 0) for state in OPEN)
    left = None
    if found.state == "sending":
        per_second = rate or connection.execute(select(func.coalesce(func.min(lane.c.per_second), 1))).scalar_one()
        left = timedelta(seconds=waiting / per_second)
    return Progress(
        found.state,
        found.reason,
        found.recipients,
        dict(states),
        dict(reasons),
        dict(+gone),
        dict(recalled),
        told,
        rate,
        left,
    )
