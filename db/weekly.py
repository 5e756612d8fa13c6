"""How much news one person is told in a week: more than the office wants is not said."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, func, or_, select

from db.broadcast_tables import broadcast
from db.outbox_tables import outbox

WEEK: Final = timedelta(days=7)
ENOUGH: Final = ("skipped", "enough_this_week")
"""What becomes of a message to somebody who was told as much as one may be."""


def is_limited(about: Row[Any]) -> bool:
    """Whether a broadcast counts: what is urgent does not, nor a notice to people about what they booked themselves."""
    return about.purpose == "news" and not about.urgent


def had_enough(
    connection: Connection,
    about: Row[Any],
    user_ids: Collection[int],
    *,
    weekly: int,
    soon: Counter[int],
    now: datetime,
) -> set[int]:
    """Those of these people who are told no more of a broadcast: `weekly` others were all for this week; 0 is no limit.

    `soon` counts what they are about to be told.
    """
    if not weekly or not is_limited(about):
        return set()
    told = soon + told_lately(connection, user_ids, besides=about.id, now=now)
    return {number for number in user_ids if told[number] >= weekly}


def told_lately(connection: Connection, user_ids: Collection[int], *, besides: int, now: datetime) -> Counter[int]:
    """How many broadcasts that count each of these people was told within a week, `besides` the one of this number.

    What may have arrived counts, and what waits for their next contact.
    """
    rows = connection.execute(
        select(outbox.c.user_id, func.count())
        .join(broadcast, broadcast.c.id == outbox.c.broadcast_id)
        .where(
            outbox.c.user_id.in_(user_ids),
            outbox.c.changed_at > now - WEEK,
            or_(outbox.c.state.in_(("sending", "sent", "unsure")), outbox.c.reason == "kept"),
            outbox.c.broadcast_id != besides,
            broadcast.c.purpose == "news",
            ~broadcast.c.urgent,
        )
        .group_by(outbox.c.user_id)
    )
    return Counter({row[0]: row[1] for row in rows})
