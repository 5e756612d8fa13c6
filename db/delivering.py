"""Taking a wave of messages in hand: what is due, looked at once more, with places in the lane's pace."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, or_, select, update

from db.audience import wants
from db.belonging import OWN_CHANNELS, OWN_HISTORIES
from db.booking_tables import registration
from db.broadcast_tables import broadcast
from db.lanes import LOOK_AHEAD, Lane, lane_as_it_is, locked_lane, take_places
from db.outbox import AWAITED, due_at_once
from db.outbox_tables import QUEUED, outbox
from db.outbox_tables import lane as lane_table
from db.routing import blocked_chats, unrouted
from db.statuses import ACTIVE
from db.tables import user
from db.weekly import ENOUGH, is_limited, told_lately

BREATH = timedelta(seconds=1)
"""Between two messages in one chat."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in hand: what is to be said, and where."""

    id: int
    user_id: int
    kind: str
    data: dict[str, Any]
    broadcast_id: int | None
    priority: int
    lane: str
    chat: int
    language: str
    attempts: int
    sent_as: str | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """What was taken in hand. One message may leave at `first`, and another each `gap` seconds.

    `more`: there may be more, and only places were missing, or some were set aside.
    """

    messages: Sequence[Claimed]
    first: datetime
    gap: float
    more: bool


@dataclass(frozen=True, slots=True)
class View:
    """A lane, and whether something waits there: what cannot wait (`awaited`), or anything.

    `unrouted`: something is due for people of this channel, and nobody knows yet where to say it.
    """

    lane: Lane
    awaited: bool
    anything: bool
    unrouted: bool


def look(connection: Connection, *, lane: str, night: bool, now: datetime) -> View:
    """What is to be done on a lane. It changes nothing, and is one statement: it is asked many times a second."""
    first = _first(*_is_notice(lane, now), column=outbox.c.priority)
    theirs = _first(*_is_of_broadcast(lane, broadcast.c.id, now), column=outbox.c.id).correlate(broadcast)
    going = select(broadcast.c.id).where(_goes_out(night), theirs.scalar_subquery().is_not(None)).limit(1)
    asked = select(
        lane_table,
        first.scalar_subquery().label("first"),
        going.scalar_subquery().label("going"),
        or_(*(due.exists() for due in unrouted([lane], now))).label("unrouted"),
    ).where(lane_table.c.name == lane)
    row = connection.execute(asked).one()
    anything = row.first is not None or row.going is not None
    return View(lane_as_it_is(row, now), row.first == AWAITED, anything, row.unrouted)


def _first(*having: ColumnElement[bool], column: ColumnElement[Any]) -> Any:
    """What comes first, in the order of the index. EXISTS would be made a join, which reads all that wait."""
    return select(column).where(*having).order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id).limit(1)


def claim_wave(
    connection: Connection,
    *,
    lane: str,
    worker: int,
    room: int,
    lease: timedelta,
    night: bool,
    weekly: int,
    now: datetime,
) -> Wave:
    """Take up to `room` messages in hand until `lease` is over; what a person waits for comes first.

    At `night` only what is urgent. Only what a person waits for may take places that are far ahead. Nobody is told more
    than `weekly` broadcasts in a week; 0 is no limit.
    """
    found = locked_lane(connection, name=lane, now=now)
    gap = 1 / found.per_second
    if found.free_in != 0 or room < 1:
        return Wave((), now, gap, more=False)
    ahead = (found.next_at - now).total_seconds()
    few = max(1, min(room, round(found.per_second * LOOK_AHEAD)))
    rows = list(connection.execute(_locked(_notices(lane, now).limit(few))).all())
    if ahead > LOOK_AHEAD:
        rows = [row for row in rows if row.priority == AWAITED]
    fates = _stale(connection, rows)
    soon = Counter[int]()
    for running in _running(connection, night):
        if ahead > LOOK_AHEAD or len(rows) >= few:
            break
        theirs = connection.execute(_locked(_of_broadcast(lane, running.id, now).limit(few - len(rows)))).all()
        wanted = wants(connection, running, [row.user_id for row in theirs])
        fates |= {row.id: ("skipped", "opted_out") for row in theirs if row.user_id not in wanted}
        if weekly and is_limited(running):
            told = soon + told_lately(connection, wanted, besides=running.id, now=now)
            fates |= {row.id: ENOUGH for row in theirs if row.user_id in wanted and told[row.user_id] >= weekly}
            soon.update(row.user_id for row in theirs if row.id not in fates)
        rows += theirs
    fates |= _expired(rows, now)
    if lane not in OWN_HISTORIES:
        gone = blocked_chats(connection, lane, {row.chat for row in rows})
        fates |= {row.id: ("blocked", "blocked_before") for row in rows if row.chat in gone}
    going = [row for row in rows if row.id not in fates]
    hasty = _hasty(connection, lane, going, now)
    going = [row for row in going if row.id not in hasty]
    _set_aside(connection, fates, hasty, now)
    if going:
        connection.execute(
            update(outbox)
            .where(outbox.c.id.in_([row.id for row in going]))
            .values(
                state="sending",
                worker=worker,
                leased_until=now + lease,
                attempts=outbox.c.attempts + 1,
                changed_at=now,
            )
        )
        take_places(connection, name=lane, found=found, places=len(going))
    messages = tuple(_claimed(row, lane) for row in sorted(going, key=lambda row: row.priority))
    return Wave(messages, found.next_at, gap, more=bool(fates or hasty))


def _claimed(row: Row[Any], lane: str) -> Claimed:
    language = row.data.get("language") or row.language
    return Claimed(
        row.id,
        row.user_id,
        row.kind,
        row.data,
        row.broadcast_id,
        row.priority,
        lane,
        row.chat,
        language,
        row.attempts + 1,
        row.sent_as,
    )


_ROW = select(
    outbox.c.id,
    outbox.c.user_id,
    outbox.c.kind,
    outbox.c.data,
    outbox.c.broadcast_id,
    outbox.c.priority,
    outbox.c.chat,
    outbox.c.attempts,
    outbox.c.expires_at,
    outbox.c.sent_as,
    user.c.language,
).join_from(outbox, user, outbox.c.user_id == user.c.id)


def _goes_out(night: bool) -> ColumnElement[bool]:
    going = broadcast.c.state == "sending"
    return going & broadcast.c.urgent if night else going


# Content may be long, and is asked for many times a second here.
_WITHOUT_CONTENT = [column for column in broadcast.c if column.name != "content"]


def _is_notice(lane: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return QUEUED, outbox.c.lane == lane, outbox.c.broadcast_id.is_(None), due_at_once(now)


def _notices(lane: str, now: datetime) -> Any:
    """What is no broadcast: most urgent first."""
    return _ROW.where(*_is_notice(lane, now)).order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)


def _is_of_broadcast(lane: str, number: Any, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return QUEUED, outbox.c.lane == lane, outbox.c.broadcast_id == number, due_at_once(now)


def _of_broadcast(lane: str, number: int, now: datetime) -> Any:
    return _ROW.where(*_is_of_broadcast(lane, number, now)).order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)


def _locked(rows: Any) -> Any:
    return rows.with_for_update(of=outbox, skip_locked=True)


def _running(connection: Connection, night: bool) -> Sequence[Row[Any]]:
    """The broadcasts that go out now, urgent ones first."""
    asked = select(*_WITHOUT_CONTENT).where(_goes_out(night))
    return connection.execute(asked.order_by(broadcast.c.urgent.desc(), broadcast.c.started_at, broadcast.c.id)).all()


Fates = dict[int, tuple[str, str]]


def _stale(connection: Connection, rows: Iterable[Row[Any]]) -> Fates:
    """Reminders of bookings that are no more."""
    about = {row.id: row.data["registration"] for row in rows if row.kind == "remind"}
    if not about:
        return {}
    standing = set(
        connection.execute(
            select(registration.c.id).where(
                registration.c.id.in_(about.values()), registration.c.status.in_(sorted(ACTIVE))
            )
        ).scalars()
    )
    return {number: ("skipped", "booking_over") for number, booked in about.items() if booked not in standing}


def _expired(rows: Iterable[Row[Any]], now: datetime) -> Fates:
    return {row.id: ("expired", "too_late") for row in rows if row.expires_at is not None and row.expires_at <= now}


def _hasty(connection: Connection, lane: str, rows: Sequence[Row[Any]], now: datetime) -> set[int]:
    """Messages for chats in which something was said just now, or will be by this very wave."""
    if lane in OWN_CHANNELS:
        return set()
    # A moment that lies ahead was written by a clock that has been set back since.
    just = outbox.c.changed_at.between(now - BREATH, now + BREATH)
    spoken_to = set(
        connection.execute(
            select(outbox.c.chat).where(
                outbox.c.user_id.in_({row.user_id for row in rows}),
                just,
                outbox.c.lane == lane,
                outbox.c.state.in_(("sending", "sent")),
            )
        ).scalars()
    )
    hasty = set()
    for row in rows:
        if row.chat in spoken_to:
            hasty.add(row.id)
        spoken_to.add(row.chat)
    return hasty


def _set_aside(connection: Connection, fates: Fates, hasty: set[int], now: datetime) -> None:
    if fates:
        connection.execute(
            update(outbox)
            .where(outbox.c.id == bindparam("this"))
            .values(state=bindparam("fate"), reason=bindparam("why"), changed_at=now),
            [{"this": number, "fate": fate, "why": why} for number, (fate, why) in fates.items()],
        )
    if hasty:
        connection.execute(update(outbox).where(outbox.c.id.in_(hasty)).values(due_at=now + BREATH))
