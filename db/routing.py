"""Where a person is told something: the lane, and the chat there. Decided when it is due, for people move about."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from db.belonging import OWN_CHANNELS
from db.booking_tables import booking_move
from db.outbox import AWAITED, REMINDER, due_at_once
from db.outbox_tables import QUEUED, lane, outbox
from db.tables import identity, incoming

AT_ONCE: Final = 100
"""How many messages one transaction sends on their way."""


def route_due(connection: Connection, *, channels: Collection[str], now: datetime) -> int:
    """Decide for what is due where it is said, by one of these channels; returns for how many messages."""
    rows = [
        row
        for due in unrouted(channels, now)
        for row in connection.execute(
            due.order_by(outbox.c.due_at, outbox.c.id).limit(AT_ONCE).with_for_update(of=outbox, skip_locked=True)
        )
    ]
    if not rows:
        return 0
    troubled = set(
        connection.execute(select(lane.c.name).where(lane.c.stopped | (lane.c.paused_until > now))).scalars()
    )
    ways = []
    for row in rows:
        way = _acted_in(connection, row.user_id, row.data, channels) or _met(
            connection, row.user_id, channels, troubled
        )
        ways.append({"this": row.id, "name": way[0], "number": way[1]})
    connection.execute(
        update(outbox).where(outbox.c.id == bindparam("this")).values(lane=bindparam("name"), chat=bindparam("number")),
        ways,
    )
    return len(ways)


def unrouted(channels: Collection[str], now: datetime) -> tuple[Any, Any]:
    """What is due and not on its way: what people wait for, and reminders. Those that lie ahead are not looked at."""
    reachable = select(identity.c.id).where(identity.c.user_id == outbox.c.user_id, identity.c.channel.in_(channels))
    waiting = select(outbox.c.id, outbox.c.user_id, outbox.c.data).where(
        QUEUED, outbox.c.lane.is_(None), outbox.c.broadcast_id.is_(None), reachable.exists()
    )
    return (
        waiting.where(outbox.c.priority == AWAITED, due_at_once(now)),
        waiting.where(outbox.c.priority == REMINDER, outbox.c.due_at <= now),
    )


def _acted_in(
    connection: Connection, user_id: int, data: Mapping[str, Any], channels: Collection[str]
) -> tuple[str, int] | None:
    """Where the person last did something about the booking."""
    if "registration" not in data:
        return None
    key = connection.execute(
        select(booking_move.c.key)
        .where(
            booking_move.c.registration_id == data["registration"],
            booking_move.c.by_user == user_id,
            booking_move.c.key.is_not(None),
        )
        .order_by(booking_move.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if key is None or not key.removeprefix("in").isdecimal():
        return None
    said = connection.execute(
        select(incoming.c.channel, incoming.c.chat).where(
            incoming.c.id == int(key.removeprefix("in")), incoming.c.channel.in_(channels), incoming.c.chat > 0
        )
    ).one_or_none()
    if said is None or blocked_chats(connection, said.channel, [said.chat]):
        return None
    return said.channel, said.chat


def blocked_chats(connection: Connection, channel: str, chats: Collection[int]) -> set[int]:
    """Which of these chats are of people who cannot be reached there until they write again."""
    blocked = (identity.c.channel == channel) & identity.c.blocked_at.is_not(None)
    if channel in OWN_CHANNELS:
        return set(connection.execute(select(identity.c.id).where(blocked, identity.c.id.in_(chats))).scalars())
    names = [str(chat) for chat in chats]
    found = connection.execute(select(identity.c.external_id).where(blocked, identity.c.external_id.in_(names)))
    return {int(name) for name in found.scalars()}


def _met(connection: Connection, user_id: int, channels: Collection[str], troubled: Collection[str]) -> tuple[str, int]:
    """The account met last, if can be one that is not blocked and whose lane works."""
    accounts = connection.execute(
        select(identity.c.id, identity.c.channel, identity.c.external_id, identity.c.blocked_at).where(
            identity.c.user_id == user_id, identity.c.channel.in_(channels)
        )
    ).all()
    best = max(accounts, key=lambda one: (one.blocked_at is None, one.channel not in troubled, one.id))
    return best.channel, best.id if best.channel in OWN_CHANNELS else int(best.external_id)
