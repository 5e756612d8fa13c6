"""What changed about a time to come is told to everybody concerned."""

from datetime import datetime

from sqlalchemy import Connection

from db.booking_tables import registration, slot
from db.registrations import know_all, people_of
from db.staff_messages import tell_users
from db.statuses import ACTIVE

PLACE: str = "place_changed"
"""What the outbox calls it."""


def tell_of_place(connection: Connection, *, offering_id: int, now: datetime) -> int:
    """Tell those who are registered for what is ahead that it is somewhere else; returns how many registrations."""
    concerned = know_all(
        connection,
        slot.c.offering_id == offering_id,
        slot.c.starts_at > now,
        slot.c.status != "cancelled",
        registration.c.status.in_(sorted(ACTIVE)),
    )
    for known in concerned:
        key = f"{PLACE}:reg{known.id}:{int(now.timestamp())}"
        data = {"registration": known.id}
        tell_users(connection, users=people_of(connection, known), kind=PLACE, key=key, data=data, now=now)
    return len(concerned)
