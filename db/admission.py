"""How a registration becomes a seat for good: holds confirmed, agreements, offers accepted, the office's decisions."""

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from db.booking_tables import attendee
from db.deciding import tell_deciders
from db.leaving import know_locked, leave, lock_slot
from db.outbox import reminders, tell
from db.outbox_tables import outbox
from db.places import require_free
from db.refusals import Closed, NobodyWaits, NotAgreed, TooLate, UnknownCode, WrongStatus
from db.registrations import Known, Registration, done_before, move, people_of, require_own
from db.seats import needs_of, seats_of
from db.tables import user
from db.together import write_together
from db.waitlist import offer, promote, waiting_for


def confirm_hold(
    connection: Connection, *, registration_id: int, user_id: int, now: datetime, key: str | None = None
) -> Registration:
    """Nothing is left to be done: the held seats are the person's, or the office decides.

    Raises NotAgreed while somebody named has not agreed, TooLate when the hold is over.
    """
    return _accept(connection, registration_id, "held", user_id=user_id, now=now, key=key)


def accept_offer(
    connection: Connection, *, registration_id: int, user_id: int, now: datetime, key: str | None = None
) -> Registration:
    """A person takes the seats that they waited for. Raises TooLate when the offer is over."""
    return _accept(connection, registration_id, "offered", user_id=user_id, now=now, key=key)


def _accept(
    connection: Connection, registration_id: int, status: str, *, user_id: int, now: datetime, key: str | None
) -> Registration:
    if (before := done_before(connection, key=key)) is not None:
        return before
    known = know_locked(connection, registration_id=registration_id)
    require_own(connection, known, user_id=user_id)
    if known.status != status:
        raise WrongStatus(known.status)
    require_in_time(known, now=now)
    if known.agreement and not everybody_agreed(connection, registration_id=registration_id):
        raise NotAgreed
    return settle(connection, known, by=user_id, now=now, key=key)


def agree(connection: Connection, *, code: str, user_id: int, now: datetime, key: str | None = None) -> Registration:
    """Somebody named in a registration agrees, by the code that is theirs. With the last one, held seats are had.

    Who registered is told when all have agreed.

    Raises AlreadyRegistered or BusyThen when they are elsewhere at that time, UnknownCode when the code is nobody's,
    was used by another, or is used by who registered.
    """
    if (before := done_before(connection, key=key)) is not None:
        return before
    # One booking of a person at a time, as in `booking.register`.
    connection.execute(select(user.c.id).where(user.c.id == user_id).with_for_update(key_share=True))
    invited = connection.execute(
        select(attendee.c.id, attendee.c.registration_id, attendee.c.user_id).where(
            attendee.c.code == code.strip().upper()
        )
    ).one_or_none()
    if invited is None:
        raise UnknownCode
    known = know_locked(connection, registration_id=invited.registration_id)
    if known.status not in {"held", "offered", "waitlisted"}:
        raise WrongStatus(known.status)
    require_in_time(known, now=now)
    if user_id == known.registration.user_id or invited.user_id not in {None, user_id}:
        raise UnknownCode
    if invited.user_id is None:
        require_free(connection, user_id=user_id, slot_id=known.registration.slot_id)
        joined = connection.execute(
            update(attendee)
            .where(attendee.c.id == invited.id, attendee.c.user_id.is_(None))
            .values(user_id=user_id, agreed_at=now)
        )
        if not joined.rowcount:
            raise UnknownCode
    if not everybody_agreed(connection, registration_id=known.id):
        return known.registration
    tell(connection, kind="agreed", registration_id=known.id, users=[known.registration.user_id], now=now)
    return settle(connection, known, by=user_id, now=now, key=key) if known.status == "held" else known.registration


def everybody_agreed(connection: Connection, *, registration_id: int) -> bool:
    """Whether all who are named in a registration have agreed."""
    open_ones = select(func.count()).where(
        attendee.c.registration_id == registration_id, attendee.c.agreed_at.is_(None)
    )
    return connection.execute(open_ones).scalar_one() == 0


def require_in_time(known: Known, *, now: datetime) -> None:
    """Refuse what comes after the end of a hold or an offer, or after the beginning."""
    until = known.registration.until or known.starts_at
    if now >= until:
        raise TooLate(until)


def settle(connection: Connection, known: Known, *, by: int, now: datetime, key: str | None = None) -> Registration:
    """Seats that were held or offered are had now, or the office decides about them."""
    if known.policy.approval:
        moved = move(connection, known, "pending", by=by, now=now, key=key, until=known.ends_at)
        tell_deciders(connection, moved, policy=known.policy, now=now)
        return moved
    return admit(connection, known, by=by, now=now, key=key)


def admit(connection: Connection, known: Known, *, by: int, now: datetime, key: str | None = None) -> Registration:
    """Confirm a registration, and remind its people when the time comes."""
    moved = move(connection, known, "confirmed", by=by, now=now, key=key)
    users = people_of(connection, known)
    ahead = reminders(
        registration_id=known.id, users=users, starts_at=known.starts_at, hours=known.policy.remind, now=now
    )
    write_together(connection, (outbox, ahead))
    return moved


def approve(
    connection: Connection, *, registration_id: int, by: int, now: datetime, key: str | None = None
) -> Registration:
    """The office admits a person, who is told."""
    if (before := done_before(connection, key=key)) is not None:
        return before
    known = know_locked(connection, registration_id=registration_id)
    if known.status != "pending":
        raise WrongStatus(known.status)
    require_in_time(known, now=now)
    moved = admit(connection, known, by=by, now=now, key=key)
    tell(connection, kind="admitted", registration_id=known.id, users=people_of(connection, known), now=now)
    return moved


def reject(
    connection: Connection, *, registration_id: int, by: int, reason: str, now: datetime, key: str | None = None
) -> Registration:
    """The office declines a person, who is told the reason; the seats go to those who wait."""
    if (before := done_before(connection, key=key)) is not None:
        return before
    known = know_locked(connection, registration_id=registration_id)
    moved = leave(connection, known, "rejected", by=by, now=now, reason=reason, key=key)
    users = people_of(connection, known)
    tell(connection, kind="declined", registration_id=known.id, users=users, now=now, data={"reason": reason})
    promote(connection, lead=known.lead, now=now)
    return moved


def call_up_next(
    connection: Connection, *, slot_id: int, by: int, now: datetime, ticket_id: int | None = None
) -> Registration:
    """Staff offer free seats to the first whom they would do, past parties that do not fit, of one ticket or all.

    Raises NobodyWaits when there is no such person, Closed when the slot has begun or was cancelled.
    """
    lead = lock_slot(connection, slot_id=slot_id)
    seats = seats_of(connection, lead=lead)
    for known in waiting_for(connection, slot_id=slot_id):
        if known.slot_status == "cancelled" or now >= known.starts_at:
            raise Closed
        needs = needs_of(connection, ticket_id=known.registration.ticket_id, pieces=known.pieces)
        if ticket_id in {None, known.registration.ticket_id} and all(
            seats[pool].free >= units for pool, units in needs.items()
        ):
            return offer(connection, known, needs, by=by, now=now)
    raise NobodyWaits
