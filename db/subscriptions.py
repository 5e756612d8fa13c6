"""Who wants to hear about what: topics that people asked for, until they ask no more."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.audit import note
from db.broadcast_tables import subscription


def subscribe(connection: Connection, *, user_id: int, topics: Collection[str], channel: str, now: datetime) -> int:
    """Write down that a person asked to hear about these topics, where and when; returns how many are new to them."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    rows = [{"user_id": user_id, "topic": topic, "channel": channel, "at": now} for topic in sorted(set(topics))]
    if not rows:
        return 0
    added = connection.execute(
        insert(subscription).values(rows).on_conflict_do_nothing().returning(subscription.c.topic)
    ).all()
    if added:
        words = ", ".join(sorted(row.topic for row in added))
        note(
            connection,
            actor=f"user:{user_id}",
            action="subscribed",
            subject_id=user_id,
            details=f"{channel}: {words}",
            now=now,
        )
    return len(added)


def unsubscribe(connection: Connection, *, user_id: int, channel: str, now: datetime, topic: str | None = None) -> int:
    """Stop a topic, or all of them; returns how many were stopped. It holds from this transaction on."""
    gone = delete(subscription).where(subscription.c.user_id == user_id)
    if topic is not None:
        gone = gone.where(subscription.c.topic == topic)
    stopped = connection.execute(gone.returning(subscription.c.topic)).all()
    if stopped:
        words = ", ".join(sorted(row.topic for row in stopped))
        note(
            connection,
            actor=f"user:{user_id}",
            action="unsubscribed",
            subject_id=user_id,
            details=f"{channel}: {words}",
            now=now,
        )
    return len(stopped)


def topics_of(connection: Connection, *, user_id: int) -> list[str]:
    """The topics that a person hears about."""
    query = select(subscription.c.topic).where(subscription.c.user_id == user_id).order_by(subscription.c.topic)
    return list(connection.execute(query).scalars())
