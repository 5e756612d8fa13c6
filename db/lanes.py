"""The lanes: one for each bot account. Whoever sends by it keeps to the pace that stands in its row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.outbox import tell_staff
from db.outbox_tables import lane

ALARMED: Final = ("admin", "events")
"""The roles that are told when a lane has trouble."""
LONG_PAUSE: Final = timedelta(minutes=1)
"""From how long a pause on staff are told."""
STORM: Final = 10
"""How many troubles in a row staff are told about, however short each."""
LOOK_AHEAD: Final = 0.4
"""Seconds for which places are given away ahead of time. More would make what is urgent wait."""
_FAR = timedelta(seconds=10)
"""A next place farther off was written by a clock that has been set back since."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane as it stands. `free_in`: seconds until it may be claimed from again; None when it is stopped."""

    per_second: float
    free_in: float | None
    next_at: datetime


def open_lane(connection: Connection, *, name: str, per_second: float, now: datetime) -> None:
    """Make the lane, or give it this pace; one that was stopped may go again (its token may be mended)."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    values = {"per_second": per_second, "stopped": False, "reason": None, "faults": 0, "served_at": now}
    connection.execute(
        insert(lane)
        .values(name=name, next_at=now, paused_until=None, **values)
        .on_conflict_do_update(index_elements=["name"], set_=values)
    )


def locked_lane(connection: Connection, *, name: str, now: datetime) -> Lane:
    """How the lane stands, and nobody else claims from it until this transaction ends."""
    return lane_as_it_is(connection.execute(select(lane).where(lane.c.name == name).with_for_update()).one(), now)


def lane_as_it_is(row: Row[Any], now: datetime) -> Lane:
    """A row of the table, in the light of what time it is."""
    paused = 0.0 if row.paused_until is None else max(0.0, (row.paused_until - now).total_seconds())
    far = now + _FAR + timedelta(seconds=4 / row.per_second)
    next_at = now if row.next_at > far else max(now, row.next_at)
    return Lane(row.per_second, None if row.stopped else paused, next_at)


def take_places(connection: Connection, *, name: str, found: Lane, places: int) -> None:
    """Give the next places away, evenly spaced. The lane must be locked."""
    after = found.next_at + timedelta(seconds=places / found.per_second)
    connection.execute(update(lane).where(lane.c.name == name).values(next_at=after))


def more_places(connection: Connection, *, name: str, places: int, now: datetime) -> tuple[datetime, float]:
    """Give places away for messages in hand that missed theirs; returns the first, and how far they lie apart."""
    found = locked_lane(connection, name=name, now=now)
    take_places(connection, name=name, found=found, places=places)
    return found.next_at, 1 / found.per_second


def pause_lane(connection: Connection, *, name: str, seconds: float, reason: str, now: datetime) -> None:
    """Let nothing leave by this lane for so long, whoever sends; staff are told of long pauses and of storms."""
    row = connection.execute(select(lane).where(lane.c.name == name).with_for_update()).one()
    until = now + timedelta(seconds=seconds)
    faults = row.faults + 1
    if row.paused_until is not None and row.paused_until > now:
        # Several were under way: together they are one trouble.
        until, faults = max(until, row.paused_until), row.faults
    # The places that were given away and not used are free again.
    connection.execute(
        update(lane).where(lane.c.name == name).values(paused_until=until, next_at=until, reason=reason, faults=faults)
    )
    if until - now >= LONG_PAUSE or faults >= STORM:
        _tell(connection, "lane_paused", name, now, until=until.isoformat())


def stop_lane(connection: Connection, *, name: str, reason: str, now: datetime) -> None:
    """Let nothing leave by this lane until the program is started again; staff are told."""
    connection.execute(update(lane).where(lane.c.name == name).values(stopped=True, reason=reason))
    _tell(connection, "lane_stopped", name, now)


def _tell(connection: Connection, kind: str, name: str, now: datetime, **data: str) -> None:
    # Once an hour: a storm must not become a storm of messages about it.
    tell_staff(connection, kind=kind, roles=ALARMED, key=f"{name}:{now:%Y%m%d%H}", data={"lane": name, **data}, now=now)


def lane_works(connection: Connection, *, name: str) -> None:
    """Something has arrived by this lane: what went wrong before is over."""
    connection.execute(update(lane).where(lane.c.name == name, lane.c.faults > 0).values(faults=0, reason=None))
