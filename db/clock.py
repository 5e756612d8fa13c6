"""What time does: holds, offers and waiting end, and seats go to those who wait."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from db.booking_tables import registration, slot
from db.leaving import leave
from db.outbox import tell
from db.registrations import Known, know_all, move, people_of
from db.seats import lock
from db.statuses import Status
from db.waitlist import promote

AT_ONCE = 200
"""How many registrations one tick moves, so that nobody waits long for it."""
LATELY = timedelta(days=1)
"""How long after the end of a slot those who did not come are still marked."""

_THEN: dict[Status, tuple[Status, str]] = {
    "held": ("expired", "hold over"),
    "offered": ("expired", "offer over"),
    "waitlisted": ("expired", "slot began"),
    "pending": ("cancelled", "undecided"),
}


def tick(connection: Connection, *, now: datetime) -> int:
    """End what is over by now, and hand its seats on; returns how many registrations moved. Call it again until 0.

    A hold and an offer end at their time, waiting when the slot begins, the office's time to decide when it ends.
    Where somebody was scanned, those who were not are marked as no-shows after the end; where nobody was, nothing is
    known about who came.
    """
    found = [*_over(connection, now), *_absent(connection, now)]
    leads = sorted({known.lead for known in found})
    lock(connection, *leads)
    # Looked at again, now that they are locked: some may have been confirmed or scanned meanwhile.
    moved = 0
    for known in know_all(connection, registration.c.id.in_([known.id for known in found])):
        until = known.registration.until
        if until is not None and until <= now:
            _end(connection, known, now)
        elif known.status == "confirmed" and known.ends_at <= now:
            move(connection, known, "no_show", by=None, now=now)
        else:
            continue
        moved += 1
    for lead in leads:
        promote(connection, lead=lead, now=now)
    return moved


def _end(connection: Connection, known: Known, now: datetime) -> None:
    to, reason = _THEN[known.status]
    leave(connection, known, to, by=None, now=now, reason=reason)
    users = people_of(connection, known)
    tell(connection, kind=f"{known.status}_over", registration_id=known.id, users=users, now=now)


def _over(connection: Connection, now: datetime) -> list[Known]:
    first = select(registration.c.id).where(registration.c.until <= now).order_by(registration.c.until).limit(AT_ONCE)
    due = connection.execute(first).scalars().all()
    return know_all(connection, registration.c.id.in_(due)) if due else []


def _absent(connection: Connection, now: datetime) -> list[Known]:
    scanned = registration.alias("scanned")
    return know_all(
        connection,
        slot.c.ends_at <= now,
        slot.c.ends_at > now - LATELY,
        registration.c.status == "confirmed",
        select(scanned.c.id)
        .where(scanned.c.slot_id == registration.c.slot_id, scanned.c.status == "checked_in")
        .correlate(registration)
        .exists(),
        limit=AT_ONCE,
    )
