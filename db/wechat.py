"""What the WeChat channel asks of the database while it talks: who, what was said already, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_, select, update

from db.history import Told
from db.outbox_tables import outbox
from db.tables import identity, incoming, message
from db.wechat_tables import wechat_kept

CHANNEL = "wechat"
KEPT = "kept"
"""Why the outbox skips what waits for the person."""
KEPT_FOR = timedelta(days=7)
"""What could not be said is said within this time, or not any more."""
DELIVERED_FOR = timedelta(hours=1)
"""A message comes again within this time, or not any more; WeChat's own tries take less than a minute."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a message. `took`: until it was handled; None when it is not. `kept`: what was said before it."""

    told: list[Told]
    took: timedelta | None
    kept: list[str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that waits for somebody."""

    number: int
    text: str


def account_of(connection: Connection, *, identity_id: int) -> str | None:
    """The openid of a person, by the number of their identity."""
    return connection.execute(
        select(identity.c.external_id).where(identity.c.id == identity_id, identity.c.channel == CHANNEL)
    ).scalar_one_or_none()


def answered(connection: Connection, *, incoming_id: int) -> Answered | None:
    """What was answered to a message; None for one that is gone."""
    row = connection.execute(
        select(incoming.c.received_at, incoming.c.done_at).where(incoming.c.id == incoming_id)
    ).one_or_none()
    if row is None:
        return None
    told = connection.execute(
        select(message).where(message.c.incoming_id == incoming_id, message.c.author == "bot").order_by(message.c.id)
    ).all()
    took = None if row.done_at is None else row.done_at - row.received_at
    kept = connection.execute(
        select(wechat_kept.c.text).where(wechat_kept.c.said_with == incoming_id).order_by(wechat_kept.c.id)
    ).scalars()
    return Answered([Told.of(one) for one in told], took, list(kept))


def keep(connection: Connection, *, identity_id: int, texts: Sequence[str], now: datetime) -> list[int]:
    """Keep what cannot be said now until the person comes next; returns the numbers. None for somebody who is gone."""
    if account_of(connection, identity_id=identity_id) is None:
        return []
    return [
        connection.execute(
            wechat_kept.insert().returning(wechat_kept.c.id), {"identity_id": identity_id, "text": text, "at": now}
        ).scalar_one()
        for text in texts
    ]


def drop_kept(connection: Connection, *, number: int) -> None:
    """It was said."""
    connection.execute(delete(wechat_kept).where(wechat_kept.c.id == number))


def note_kept_said(connection: Connection, *, identity_id: int, now: datetime) -> None:
    """What was kept for the person has been said: what the outbox skipped for that is sent after all.

    As long as something still waits for them, nothing changes. What was kept for longer than `KEPT_FOR` was not said.
    """
    owner = select(identity.c.user_id).where(identity.c.id == identity_id).scalar_subquery()
    theirs = outbox.c.lane == CHANNEL, outbox.c.chat == identity_id, outbox.c.user_id == owner
    # One that is just being noted as kept is waited for: whoever is later, here or there, finds that nothing waits.
    connection.execute(
        select(outbox.c.id).where(*theirs, outbox.c.state.in_(("sending", "skipped"))).with_for_update()
    ).all()
    if waiting(connection, identity_id=identity_id, now=now):
        return
    connection.execute(
        update(outbox)
        .where(*theirs, outbox.c.state == "skipped", outbox.c.reason == KEPT, outbox.c.changed_at >= now - KEPT_FOR)
        .values(state="sent", reason=None, changed_at=now)
    )


def waiting(connection: Connection, *, identity_id: int, now: datetime) -> list[Waiting]:
    """What waits for the person, oldest first. It waits until it is noted that it was said."""
    rows = connection.execute(
        select(wechat_kept.c.id, wechat_kept.c.text)
        .where(
            wechat_kept.c.identity_id == identity_id,
            wechat_kept.c.said_with.is_(None),
            wechat_kept.c.at >= now - KEPT_FOR,
        )
        .order_by(wechat_kept.c.id)
    ).all()
    return [Waiting(*row) for row in rows]


def note_said_with(connection: Connection, *, numbers: Sequence[int], incoming_id: int) -> None:
    """These have been said in the answer to a message, and are part of it whenever that message is delivered again."""
    connection.execute(update(wechat_kept).where(wechat_kept.c.id.in_(numbers)).values(said_with=incoming_id))


def forget_kept_before(connection: Connection, *, moment: datetime, now: datetime) -> int:
    """Delete what waits since before `moment`, and what was said and is delivered no more; returns how many."""
    answered_long_ago = select(incoming.c.id).where(incoming.c.received_at < now - DELIVERED_FOR)
    over = or_(wechat_kept.c.at < moment, wechat_kept.c.said_with.in_(answered_long_ago))
    return connection.execute(delete(wechat_kept).where(over)).rowcount


def note_unreachable(connection: Connection, *, identity_id: int, now: datetime) -> None:
    """The person follows no more: nothing reaches them there until they come again."""
    connection.execute(
        update(identity).where(identity.c.id == identity_id, identity.c.blocked_at.is_(None)).values(blocked_at=now)
    )


def note_reachable(connection: Connection, *, identity_id: int) -> None:
    """The person follows again."""
    connection.execute(update(identity).where(identity.c.id == identity_id).values(blocked_at=None))
