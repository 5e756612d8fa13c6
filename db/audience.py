"""Whom a broadcast is for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from db.belonging import OWN_CHANNELS
from db.broadcast_tables import subscription
from db.tables import identity, user


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person, and where they are told: the lane, which has its channel's name, and the chat there."""

    user_id: int
    lane: str
    chat: int
    language: str


def audience_batch(
    connection: Connection,
    *,
    broadcast: Row[Any],
    after: int,
    limit: int,
    now: datetime,  # noqa: ARG001 - whom it is for may come to depend on the time
) -> list[Recipient]:
    """The next people of the audience by their number, each with the account met last; nobody at the end."""
    wanted = select(user.c.id).where(user.c.id > after, user.c.erased_at.is_(None), user.c.merged_into.is_(None))
    accounts = select(identity.c.id).where(identity.c.user_id == user.c.id, identity.c.blocked_at.is_(None))
    if channels := broadcast.audience.get("channels"):
        accounts = accounts.where(identity.c.channel.in_(channels))
    if topic := broadcast.audience.get("topic"):
        wanted = wanted.join(subscription, subscription.c.user_id == user.c.id).where(subscription.c.topic == topic)
    last = accounts.order_by(identity.c.id.desc()).limit(1).correlate(user).scalar_subquery()
    rows = connection.execute(
        select(user.c.id, user.c.language, identity.c.id.label("identity"), identity.c.channel, identity.c.external_id)
        .join_from(user, identity, identity.c.id == last)
        .where(user.c.id.in_(wanted.order_by(user.c.id).limit(limit)))
        .order_by(user.c.id)
    ).all()
    return [
        Recipient(
            row.id, row.channel, row.identity if row.channel in OWN_CHANNELS else int(row.external_id), row.language
        )
        for row in rows
    ]


def wants(connection: Connection, broadcast: Row[Any], user_ids: Collection[int]) -> set[int]:
    """Which of these people still want to hear it."""
    topic = broadcast.audience.get("topic")
    if broadcast.purpose != "news" or not topic:
        return set(user_ids)
    return set(
        connection.execute(
            select(subscription.c.user_id).where(subscription.c.topic == topic, subscription.c.user_id.in_(user_ids))
        ).scalars()
    )
