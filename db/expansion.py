"""From an audience to messages: one row a person, a few hundred at a time."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.audience import audience_batch
from db.broadcast_tables import broadcast
from db.kept_counts import TOLD, counts_of
from db.outbox import BROADCAST, new_row
from db.outbox_tables import outbox

BATCH: Final = 500
"""People in one transaction: a conversation's message that waits behind it does not notice."""


def start_due(connection: Connection, *, now: datetime) -> int:
    """Start what is scheduled and due; returns how many."""
    return connection.execute(
        update(broadcast)
        .where(broadcast.c.state == "scheduled", broadcast.c.send_at.is_(None) | (broadcast.c.send_at <= now))
        .values(state="expanding", started_at=now, changed_at=now)
    ).rowcount


def expand(connection: Connection, *, now: datetime, limit: int = BATCH) -> bool:
    """Make the next messages of one broadcast that is expanding; False when there is none.

    The row remembers how far it is, so another program goes on after a crash; a person has one row, whoever makes it.
    """
    started = connection.execute(
        select(broadcast)
        .where(broadcast.c.state == "expanding")
        .order_by(broadcast.c.urgent.desc(), broadcast.c.started_at, broadcast.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if started is None:
        return False
    people = audience_batch(connection, broadcast=started, after=started.cursor, limit=limit, now=now)
    this = update(broadcast).where(broadcast.c.id == started.id)
    if not people:
        made = sum(one.number for one in counts_of(connection, broadcast_id=started.id) if one.kind == TOLD)
        connection.execute(this.values(state="sending", recipients=made, changed_at=now))
        return True
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    connection.execute(
        insert(outbox).on_conflict_do_nothing(index_elements=["key"]),
        [
            {
                "key": f"broadcast{started.id}:user{one.user_id}",
                "user_id": one.user_id,
                "kind": TOLD,
                "data": {"language": one.language},
                "broadcast_id": started.id,
                "lane": one.lane,
                "chat": one.chat,
                "due_at": now,
                "expires_at": started.expires_at,
                **new_row(now, priority=BROADCAST),
            }
            for one in people
        ],
    )
    connection.execute(this.values(cursor=people[-1].user_id))
    return True
