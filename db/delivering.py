"""Taking a wave of messages in hand: what is due, looked at once more, with places in the lane's pace."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select, update

from db.audience import wants
from db.belonging import OWN_CHANNELS, OWN_HISTORIES
from db.broadcast_tables import broadcast
from db.due import ORDER, ROW, Fates, is_notice, is_of_broadcast, locked, stale, too_late
from db.lanes import LOOK_AHEAD, Lane, lane_as_it_is, locked_lane, take_places
from db.outbox import AWAITED
from db.outbox_tables import lane as lane_table
from db.outbox_tables import outbox
from db.routing import blocked_chats, unrouted
from db.wechat_lists import MassList, Together, next_list, one_by_one
from db.weekly import ENOUGH, had_enough, is_limited

BREATH = timedelta(seconds=1)
"""Between two messages in one chat."""
A_LIST_TAKES = 1.0
"""Seconds of a lane's places that one list takes: WeChat allows 60 mass sendings a minute."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in hand: what is to be said, and where. With `mass` it stands for all who are told under that name."""

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
    mass: str | None = None


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
    """A lane, and whether something waits there: what cannot wait (`awaited`), notices, or a broadcast (its number).

    `unrouted`: something is due for people of this channel, and nobody knows yet where to say it.
    """

    lane: Lane
    awaited: bool
    notices: bool
    broadcast: int | None
    unrouted: bool


def look(connection: Connection, *, lane: str, night: bool, now: datetime) -> View:
    """What is to be done on a lane. It changes nothing, and is one statement: it is asked many times a second."""
    first = _first(*is_notice(lane, now, night=night), column=outbox.c.priority)
    theirs = _first(*is_of_broadcast(lane, broadcast.c.id, now), column=outbox.c.id).correlate(broadcast)
    going = select(broadcast.c.id).where(_goes_out(night), theirs.scalar_subquery().is_not(None))
    going = going.order_by(*_URGENT_FIRST).limit(1)
    asked = select(
        lane_table,
        first.scalar_subquery().label("first"),
        going.scalar_subquery().label("going"),
        or_(*(due.exists() for due in unrouted([lane], now))).label("unrouted"),
    ).where(lane_table.c.name == lane)
    row = connection.execute(asked).one()
    return View(lane_as_it_is(row, now), row.first == AWAITED, row.first is not None, row.going, row.unrouted)


def _first(*having: ColumnElement[bool], column: ColumnElement[Any]) -> Any:
    """What comes first, in the order of the index. EXISTS would be made a join, which reads all that wait."""
    return select(column).where(*having).order_by(*ORDER).limit(1)


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
    together: Together | None = None,
) -> Wave:
    """Take up to `room` messages in hand until `lease` is over; what a person waits for comes first.

    At `night` only what is urgent. Only what a person waits for may take places that are far ahead. Nobody is told more
    than `weekly` broadcasts in a week; 0 is no limit. With `together` one of the messages may stand for a whole list of
    people.
    """
    found = locked_lane(connection, name=lane, now=now)
    gap = 1 / found.per_second
    if found.free_in != 0 or room < 1:
        return Wave((), now, gap, more=False)
    ahead = (found.next_at - now).total_seconds()
    few = max(1, min(room, round(found.per_second * LOOK_AHEAD)))
    rows = list(connection.execute(locked(_notices(lane, night, now).limit(few))).all())
    if ahead > LOOK_AHEAD:
        rows = [row for row in rows if row.priority == AWAITED]
    fates = stale(connection, rows)
    told = MassList()
    if ahead <= LOOK_AHEAD and len(rows) < few:
        told = _of_broadcasts(connection, lane, night, few - len(rows), weekly, together, now)
        fates |= told.fates
    if told.name is None:
        rows += told.rows
    fates |= too_late(rows, now)
    if lane not in OWN_HISTORIES:
        gone = blocked_chats(connection, lane, {row.chat for row in rows})
        fates |= {row.id: ("blocked", "blocked_before") for row in rows if row.chat in gone}
    going = [row for row in rows if row.id not in fates]
    hasty = _hasty(connection, lane, going, now)
    going = [row for row in going if row.id not in hasty]
    _set_aside(connection, fates, hasty, now)
    in_hand = {"state": "sending", "worker": worker, "leased_until": now + lease, "changed_at": now}
    _take(connection, going, in_hand)
    messages = [_claimed(row, lane) for row in sorted(going, key=lambda row: row.priority)]
    places = len(going)
    if told.name is not None:
        _take(connection, told.rows, {**in_hand, "mass": told.name})
        messages.append(_claimed(told.rows[0], lane, mass=told.name))
        places += max(1, round(found.per_second * A_LIST_TAKES))
    if places:
        take_places(connection, name=lane, found=found, places=places)
    return Wave(tuple(messages), found.next_at, gap, more=bool(fates or hasty))


def _of_broadcasts(
    connection: Connection,
    lane: str,
    night: bool,
    few: int,
    weekly: int,
    together: Together | None,
    now: datetime,
) -> MassList:
    """Some messages of the broadcasts that go out, or a list of one of them."""
    rows: list[Row[Any]] = []
    fates: Fates = {}
    soon = Counter[int]()
    for running in _running(connection, night):
        if len(rows) >= few:
            break
        waiting = _of_broadcast(lane, running.id, now)
        if together is not None:
            if running.id != together.broadcast_id:
                continue
            languages = together.languages
            told = next_list(connection, broadcast=running, lane=lane, languages=languages, weekly=weekly, now=now)
            if told.name is not None:
                return told
            rows += told.rows
            fates |= told.fates
            waiting = waiting.where(one_by_one(running, languages, now))
        theirs = connection.execute(locked(waiting.limit(few - len(rows)))).all()
        wanted = wants(connection, running, [row.user_id for row in theirs])
        enough = had_enough(connection, running, wanted, weekly=weekly, soon=soon, now=now)
        fates |= {row.id: ("skipped", "opted_out") for row in theirs if row.user_id not in wanted}
        fates |= {row.id: ENOUGH for row in theirs if row.user_id in enough}
        if is_limited(running):
            soon.update(row.user_id for row in theirs if row.id not in fates)
        rows += theirs
    return MassList(rows, fates)


def _take(connection: Connection, rows: Sequence[Row[Any]], in_hand: dict[str, Any]) -> None:
    if rows:
        numbers = [row.id for row in rows]
        connection.execute(
            update(outbox).where(outbox.c.id.in_(numbers)).values(attempts=outbox.c.attempts + 1, **in_hand)
        )


def _claimed(row: Row[Any], lane: str, *, mass: str | None = None) -> Claimed:
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
        mass,
    )


def _goes_out(night: bool) -> ColumnElement[bool]:
    going = broadcast.c.state == "sending"
    return going & broadcast.c.urgent if night else going


_URGENT_FIRST = (broadcast.c.urgent.desc(), broadcast.c.started_at, broadcast.c.id)
# Content may be long, and is asked for many times a second here.
_WITHOUT_CONTENT = [column for column in broadcast.c if column.name != "content"]


def _notices(lane: str, night: bool, now: datetime) -> Select[Any]:
    """What is no broadcast: most urgent first."""
    return ROW.where(*is_notice(lane, now, night=night)).order_by(*ORDER)


def _of_broadcast(lane: str, number: int, now: datetime) -> Select[Any]:
    return ROW.where(*is_of_broadcast(lane, number, now)).order_by(*ORDER)


def _running(connection: Connection, night: bool) -> Sequence[Row[Any]]:
    """The broadcasts that go out now, urgent ones first."""
    return connection.execute(select(*_WITHOUT_CONTENT).where(_goes_out(night)).order_by(*_URGENT_FIRST)).all()


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
    for fate in set(fates.values()):
        numbers = [number for number, found in fates.items() if found == fate]
        connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(numbers))
            .values(state=fate[0], reason=fate[1], worker=None, changed_at=now)
        )
    if hasty:
        connection.execute(update(outbox).where(outbox.c.id.in_(hasty)).values(due_at=now + BREATH))
