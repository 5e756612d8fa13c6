"""At the door: who is there, who did not come."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from db.booking_tables import booking_move, registration
from db.leaving import know_locked, lock_slot
from db.refusals import AlreadyCheckedIn, TooEarly, TooLate, UnknownCode, WrongStatus
from db.registrations import Registration, done_before, know_all, move

OPENS = timedelta(hours=2)
"""How long before the beginning a ticket may be scanned."""
CLOSES = timedelta(hours=24)
"""How long after the end a late scan still undoes a no-show."""


def check_in(
    connection: Connection,
    *,
    code: str,
    by: int,
    now: datetime,
    slot_id: int | None = None,
    key: str | None = None,
) -> Registration:
    """Somebody is there, by the code of their ticket; `slot_id` when only tickets of that slot are let in.

    Raises AlreadyCheckedIn with the time and the user of the first scan, WrongStatus when the registration is not
    confirmed, TooEarly or TooLate outside the hours of its slot.
    """
    if (before := done_before(connection, key=key)) is not None:
        return before
    row = connection.execute(
        select(registration.c.id, registration.c.slot_id).where(registration.c.code == code.strip().upper())
    ).one_or_none()
    if row is None or slot_id not in {None, row.slot_id}:
        raise UnknownCode
    known = know_locked(connection, registration_id=row.id)
    if known.status == "checked_in":
        raise _first_scan(connection, known.id)
    if known.status not in {"confirmed", "no_show"}:
        raise WrongStatus(known.status)
    if now < known.starts_at - OPENS:
        raise TooEarly(known.starts_at - OPENS)
    if now > known.ends_at + CLOSES:
        raise TooLate(known.ends_at + CLOSES)
    return move(connection, known, "checked_in", by=by, now=now, key=key)


def mark_no_shows(connection: Connection, *, slot_id: int, by: int | None, now: datetime) -> int:
    """After the end, mark those who were not scanned; returns how many. A late scan undoes it."""
    lock_slot(connection, slot_id=slot_id)
    absent = know_all(connection, registration.c.slot_id == slot_id, registration.c.status == "confirmed")
    for known in absent:
        if now < known.ends_at:
            raise TooEarly(known.ends_at)
        move(connection, known, "no_show", by=by, now=now)
    return len(absent)


def _first_scan(connection: Connection, registration_id: int) -> AlreadyCheckedIn:
    at, by = connection.execute(
        select(booking_move.c.at, booking_move.c.by_user).where(
            booking_move.c.registration_id == registration_id, booking_move.c.to_status == "checked_in"
        )
    ).one()
    return AlreadyCheckedIn(at, by)
