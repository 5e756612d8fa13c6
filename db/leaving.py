"""How seats become free: cancelling, declining an offer. They are handed on in the same transaction."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from db.booking_tables import pool, registration, slot
from db.outbox import drop_reminders, tell
from db.refusals import NotFound, TooLate, WrongStatus
from db.registrations import Known, Registration, done_before, know, move, people_of, require_own
from db.seats import count_waiting, lock, needs_of, release
from db.statuses import NEXT, OWNING, Status
from db.waitlist import promote

_LOCK_LEAD_OF = (
    select(pool.c.id)
    .where(
        pool.c.id
        == select(slot.c.lead_id)
        .join_from(registration, slot, registration.c.slot_id == slot.c.id)
        .where(registration.c.id == bindparam("this"))
        .scalar_subquery()
    )
    .with_for_update(key_share=True)
)


def know_locked(connection: Connection, *, registration_id: int) -> Known:
    """A registration, with the lead of its pools locked: what is known of it stays true until the transaction ends."""
    if connection.execute(_LOCK_LEAD_OF, {"this": registration_id}).first() is None:
        raise NotFound
    return know(connection, registration_id=registration_id)


def leave(
    connection: Connection,
    known: Known,
    to: Status,
    *,
    by: int | None,
    now: datetime,
    reason: str | None = None,
    key: str | None = None,
) -> Registration:
    """Move a registration to a status that owns no seats. The lead must be locked; the seats are not yet handed on."""
    moved = move(connection, known, to, by=by, now=now, reason=reason, key=key)
    if known.status in OWNING:
        release(connection, registration_id=known.id)
    else:
        needs = needs_of(connection, ticket_id=known.registration.ticket_id, pieces=known.pieces)
        count_waiting(connection, needs, change=-1)
    if known.status == "confirmed":
        drop_reminders(connection, registration_id=known.id, users=people_of(connection, known), now=now)
    return moved


def cancel(
    connection: Connection, *, registration_id: int, user_id: int, now: datetime, key: str | None = None
) -> Registration:
    """A person gives up their registration; its seats go to those who wait.

    Raises TooLate after the slot's deadline for cancelling. A place on the waiting list, an offer and a hold can be
    given up until the slot begins.
    """
    if (before := done_before(connection, key=key)) is not None:
        return before
    known = know_locked(connection, registration_id=registration_id)
    require_own(connection, known, user_id=user_id)
    if "cancelled" not in NEXT.get(known.status, ()):
        raise WrongStatus(known.status)
    until = known.cancel_until if known.status in {"confirmed", "pending"} else known.starts_at
    if now > until:
        raise TooLate(until)
    moved = leave(connection, known, "cancelled", by=user_id, now=now, key=key)
    promote(connection, lead=known.lead, now=now)
    return moved


def decline_offer(
    connection: Connection, *, registration_id: int, user_id: int, now: datetime, key: str | None = None
) -> Registration:
    """A person does not want the seats they waited for; the next one gets the offer."""
    if (before := done_before(connection, key=key)) is not None:
        return before
    known = know_locked(connection, registration_id=registration_id)
    require_own(connection, known, user_id=user_id)
    if known.status != "offered":
        raise WrongStatus(known.status)
    moved = leave(connection, known, "cancelled", by=user_id, now=now, reason="declined", key=key)
    promote(connection, lead=known.lead, now=now)
    return moved


def cancel_for(
    connection: Connection, *, registration_id: int, by: int, reason: str, now: datetime, key: str | None = None
) -> Registration:
    """Staff cancel somebody's registration, whatever the deadline; the person is told the reason."""
    if (before := done_before(connection, key=key)) is not None:
        return before
    known = know_locked(connection, registration_id=registration_id)
    moved = leave(connection, known, "cancelled", by=by, now=now, reason=reason, key=key)
    users = people_of(connection, known)
    tell(connection, kind="cancelled", registration_id=known.id, users=users, now=now, data={"reason": reason})
    promote(connection, lead=known.lead, now=now)
    return moved


def lock_slot(connection: Connection, *, slot_id: int) -> int:
    """Lock the lead of a slot's pools; returns it."""
    lead: int | None = connection.execute(select(slot.c.lead_id).where(slot.c.id == slot_id)).scalar_one_or_none()
    if lead is None:
        raise NotFound
    lock(connection, lead)
    return lead
