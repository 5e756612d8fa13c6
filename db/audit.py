"""The log of what staff did, and of what people asked to be done with their data. It is only ever added to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from db.personal_tables import audit

OFFICE = "office"
"""The actor of what is done on the command line."""
CAPACITY_CHANGED = "capacity_changed"
"""The action of whoever says how many seats a pool has; its details begin with ``pool:`` and the pool's number."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the log. `subject_id` is the user it is about."""

    at: datetime
    actor: str
    action: str
    subject_id: int | None
    details: str


def note(
    connection: Connection, *, actor: str, action: str, now: datetime, subject_id: int | None = None, details: str = ""
) -> None:
    """Add a line. `details` says what and why, never a personal value."""
    connection.execute(
        audit.insert(),
        {"at": now, "actor": actor, "action": action, "subject_id": subject_id, "details": details},
    )


def noted(connection: Connection, *, limit: int) -> list[Noted]:
    """The newest lines, newest first."""
    rows = connection.execute(
        select(audit.c.at, audit.c.actor, audit.c.action, audit.c.subject_id, audit.c.details)
        .order_by(audit.c.id.desc())
        .limit(limit)
    )
    return [Noted(*row) for row in rows]
