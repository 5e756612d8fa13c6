"""What the bot will say unasked: one row, one message, one person, written in the transaction that caused it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, select, update

from db.belonging import OWN_CHANNELS
from db.booking_tables import booking_move
from db.outbox_tables import outbox
from db.tables import identity, incoming, user
from db.together import write_together

REMIND_BEFORE = {"24h": timedelta(hours=24), "2h": timedelta(hours=2)}
"""When a person is reminded of what they booked, counted from its start."""


def tell(
    connection: Connection,
    *,
    kind: str,
    registration_id: int,
    users: Sequence[int],
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Say something about a registration to each of its people, once."""
    rows = [
        {
            "key": _key(kind, registration_id, users, user_id),
            "user_id": user_id,
            "kind": kind,
            "data": {"registration": registration_id, **(data or {})},
            "due_at": now,
            **_new(now, priority=0),
        }
        for user_id in users
    ]
    write_together(connection, (outbox, rows))


def _new(now: datetime, *, priority: int) -> dict[str, Any]:
    return {"priority": priority, "state": "queued", "attempts": 0, "created_at": now, "changed_at": now}


def reminders(
    *, registration_id: int, users: Sequence[int], starts_at: datetime, now: datetime
) -> list[dict[str, Any]]:
    """What reminds each of a registration's people of it, at the moments that are still ahead."""
    return [
        {
            "key": _key("remind", registration_id, users, user_id, tail=f":{name}"),
            "user_id": user_id,
            "kind": "remind",
            "data": {"registration": registration_id, "before": name},
            "due_at": starts_at - before,
            **_new(now, priority=1),
        }
        for user_id in users
        for name, before in REMIND_BEFORE.items()
        if starts_at - before > now
    ]


def drop_reminders(connection: Connection, *, registration_id: int, users: Sequence[int]) -> None:
    """Take back the reminders of a registration that are not sent yet."""
    keys = [
        _key("remind", registration_id, users, user_id, tail=f":{name}") for user_id in users for name in REMIND_BEFORE
    ]
    connection.execute(update(outbox).where(outbox.c.key.in_(keys), outbox.c.state == "queued").values(state="skipped"))


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be said now, and where: in which chat of which channel, in which language."""

    id: int
    user_id: int
    kind: str
    data: dict[str, Any]
    channel: str
    chat: int
    language: str


Fate = Literal["sent", "failed", "unsure"]
"""``failed``: it cannot reach the person. ``unsure``: it may or may not have; it is not said again."""


def claim_due(connection: Connection, *, now: datetime, channels: Collection[str], limit: int = 50) -> list[Due]:
    """Take what is due for people of these channels in hand; nobody else takes it then, not even after a restart."""
    reachable = select(identity.c.id).where(identity.c.user_id == outbox.c.user_id, identity.c.channel.in_(channels))
    rows = connection.execute(
        select(outbox.c.id, outbox.c.user_id, outbox.c.kind, outbox.c.data, user.c.language)
        .join_from(outbox, user, outbox.c.user_id == user.c.id)
        .where(outbox.c.state == "queued", outbox.c.due_at <= now, reachable.exists())
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(limit)
        .with_for_update(of=outbox, skip_locked=True)
    ).all()
    if not rows:
        return []
    connection.execute(update(outbox).where(outbox.c.id.in_([row.id for row in rows])).values(state="sending"))
    return [
        Due(row.id, row.user_id, row.kind, row.data, *_where(connection, row.user_id, row.data, channels), row.language)
        for row in rows
    ]


def note_fate(connection: Connection, *, outbox_id: int, fate: Fate) -> None:
    """Write down what became of a message that was taken in hand."""
    connection.execute(update(outbox).where(outbox.c.id == outbox_id).values(state=fate))


def _where(connection: Connection, user_id: int, data: Mapping[str, Any], channels: Collection[str]) -> tuple[str, int]:
    """Where the person last did something about the booking; else where we met them last."""
    key = connection.execute(
        select(booking_move.c.key)
        .where(
            booking_move.c.registration_id == data.get("registration"),
            booking_move.c.by_user == user_id,
            booking_move.c.key.is_not(None),
        )
        .order_by(booking_move.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if key is not None and key.removeprefix("in").isdecimal():
        said = connection.execute(
            select(incoming.c.channel, incoming.c.chat).where(
                incoming.c.id == int(key.removeprefix("in")), incoming.c.channel.in_(channels), incoming.c.chat > 0
            )
        ).one_or_none()
        if said is not None:
            return said.channel, said.chat
    met = connection.execute(
        select(identity.c.id, identity.c.channel, identity.c.external_id)
        .where(identity.c.user_id == user_id, identity.c.channel.in_(channels))
        .order_by(identity.c.id.desc())
        .limit(1)
    ).one()
    return met.channel, met.id if met.channel in OWN_CHANNELS else int(met.external_id)


def _key(kind: str, registration_id: int, users: Sequence[int], user_id: int, *, tail: str = "") -> str:
    """Who registered, the first of the users, has the plain key; everybody else their number behind it."""
    other = "" if user_id == users[0] else f":user{user_id}"
    return f"{kind}:reg{registration_id}{tail}{other}"
