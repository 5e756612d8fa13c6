"""What keeps broadcasts going, whichever worker does it: start, end, and doubt about what a lost worker had in hand."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from db.broadcast_control import finish, skip_cancelled
from db.expansion import start_due
from db.outcomes import release_expired


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done: broadcasts that are finished, messages that are in doubt, and that will not be said any more."""

    finished: list[int]
    doubtful: int
    skipped: int


def keep_going(connection: Connection, *, now: datetime) -> Kept:
    """Do it all once; call it again while something is skipped."""
    start_due(connection, now=now)
    doubtful = release_expired(connection, now=now)
    return Kept(finish(connection, now=now), doubtful, skip_cancelled(connection, now=now))
