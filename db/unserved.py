"""Broadcasts that wait for a channel which nobody serves any more, such as one whose token was taken out."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select, update

from db.broadcast_tables import broadcast
from db.lanes import ALARMED
from db.outbox import tell_staff
from db.outbox_tables import QUEUED, SENDING, lane, outbox

SILENCE: Final = timedelta(minutes=10)
"""From when on a lane counts as served by nobody: longer than a program takes to be started again."""
REASON: Final = "channel_off"


def note_served(connection: Connection, *, names: list[str], now: datetime) -> None:
    """Note that a program is here that sends by these lanes."""
    connection.execute(update(lane).where(lane.c.name.in_(names)).values(served_at=now))


def pause_unserved(connection: Connection, *, now: datetime) -> list[int]:
    """Pause the broadcasts of which only messages for lanes are left that nobody serves, and tell staff; their numbers.

    They would be "sending" for ever. Nothing is lost: when the channel is back they can be resumed, else cancelled.
    """
    # A lane from before this was noted was served when it last gave a place away.
    served = connection.execute(
        select(lane.c.name).where(func.coalesce(lane.c.served_at, lane.c.next_at) > now - SILENCE)
    )
    live = set(served.scalars())
    going = connection.execute(
        select(broadcast.c.id, broadcast.c.title)
        .where(broadcast.c.state == "sending", broadcast.c.changed_at <= now - SILENCE)
        .order_by(broadcast.c.id)
    ).all()
    return [
        one.id for one in going if _is_stuck(connection, one.id, live) and _pause(connection, one.id, one.title, now)
    ]


def _is_stuck(connection: Connection, number: int, live: set[str]) -> bool:
    theirs = outbox.c.broadcast_id == number
    if connection.execute(select(outbox.c.id).where(theirs, SENDING).limit(1)).first() is not None:
        return False
    # Each a look at the beginning of one stretch of the index.
    waits = select(outbox.c.id).where(theirs, QUEUED).limit(1)
    return connection.execute(waits).first() is not None and not any(
        connection.execute(waits.where(outbox.c.lane == name)).first() for name in sorted(live)
    )


def _pause(connection: Connection, number: int, title: str, now: datetime) -> bool:
    paused = connection.execute(
        update(broadcast)
        .where(broadcast.c.id == number, broadcast.c.state == "sending")
        .values(state="paused", reason=REASON, changed_at=now)
    ).rowcount
    if paused:
        data = {"broadcast": number, "title": title, "fault": REASON}
        key = f"{number}:{now:%Y%m%d%H%M%S}"
        tell_staff(connection, kind="broadcast_paused", roles=ALARMED, key=key, data=data, now=now)
    return bool(paused)
