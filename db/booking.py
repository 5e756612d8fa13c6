"""Booking: a person takes seats, or a place on the waiting list; or exchanges a booking for another in one step."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, literal, select
from sqlalchemy.types import Integer, String

from db.booking_tables import attendee, booking_move, claim, registration, slot
from db.codes import new_code
from db.deciding import tell_deciders
from db.leaving import know_locked, leave
from db.outbox import reminders
from db.outbox_tables import outbox
from db.places import BUSY, Place, find_place, require_bookable, require_free
from db.refusals import Closed, NotAgreed, SlotFull, TooLate, WrongStatus
from db.registrations import COLUMNS, Registration, audit_line, know, require_own
from db.seats import Needs, count_waiting, ledger, lock, take, wait_where_full
from db.statuses import Status
from db.tables import Id, Utc
from db.together import write_together
from db.waitlist import promote

_NEW = (
    registration.insert()
    .from_select(
        [
            "user_id",
            "slot_id",
            "ticket_id",
            "status",
            "party",
            "code",
            "until",
            "details",
            "created_at",
            "changed_at",
            "version",
        ],
        select(
            bindparam("user", type_=Id),
            slot.c.id,
            bindparam("ticket", type_=Id),
            bindparam("new_status", type_=String),
            bindparam("new_party", type_=Integer),
            bindparam("new_code", type_=String),
            bindparam("new_until", type_=Utc),
            bindparam("new_details", type_=registration.c.details.type),
            bindparam("now", type_=Utc),
            bindparam("now", type_=Utc),
            literal(1),
        )
        # Looked at again here, with the lead locked: since the person asked, the slot may have been closed, or they
        # may have booked elsewhere.
        .where(slot.c.id == bindparam("slot"), slot.c.status == "open", ~BUSY.exists()),
        include_defaults=False,
    )
    .returning(*COLUMNS)
)


def register(
    connection: Connection,
    *,
    user_id: int,
    ticket_id: int,
    now: datetime,
    party: int | None = None,
    key: str | None = None,
    names: Sequence[str] = (),
    details: Mapping[str, Any] | None = None,
) -> Registration:
    """Register a person, or put them on the waiting list when there are no seats.

    With seats the registration is confirmed, pending where the office decides, or held where something is still to be
    done (`Policy.hold_minutes`, people who must agree).

    `party`: persons, as many as the ticket is for unless said. `key`: the number of the message that asks; a second
    time it changes nothing. `names`: of those who come along, where a ticket needs everybody's agreement. `details`:
    whatever else the office asked for.
    """
    place = find_place(connection, user_id=user_id, ticket_id=ticket_id, key=key)
    if place.came_before:
        return know(connection, registration_id=place.came_before).registration
    party = place.persons if party is None else party
    pieces = require_bookable(place, party=party, now=now)
    if place.agreement and len(names) != party - 1:
        raise NotAgreed
    needs = {pool: units * pieces for pool, units in place.needs.items()}
    seated = _take_seats(connection, place, needs)
    status: Status = "waitlisted"
    until: datetime | None = place.starts_at
    if seated and (place.agreement or place.policy.hold_minutes):
        status = "held"
        until = min(now + timedelta(minutes=place.policy.hold_minutes), place.starts_at)
    elif seated:
        status, until = ("pending", place.ends_at) if place.policy.approval else ("confirmed", None)
    made = _insert(connection, place, user_id, party, status, until=until, now=now, details=details)
    _write_down(connection, made, place, needs if seated else {}, now=now, key=key)
    if names:
        rows = [{"registration_id": made.id, "name": name, "code": new_code()} for name in names]
        connection.execute(attendee.insert(), rows)
    return made


def transfer(
    connection: Connection,
    *,
    registration_id: int,
    user_id: int,
    ticket_id: int,
    now: datetime,
    key: str | None = None,
) -> Registration:
    """Exchange a confirmed registration for one with another ticket, mostly of another slot; returns the new one.

    The old one is kept unless the new one is had: raises SlotFull when there are no seats, also where others wait for
    them. Raises TooLate after the deadline for cancelling the old one.
    """
    place = find_place(connection, user_id=user_id, ticket_id=ticket_id, key=key)
    if place.came_before:
        return know(connection, registration_id=place.came_before).registration
    lock(connection, know(connection, registration_id=registration_id).lead, place.lead)
    old = know_locked(connection, registration_id=registration_id)
    require_own(connection, old, user_id=user_id)
    if old.status != "confirmed" or old.agreement or place.agreement or old.registration.ticket_id == ticket_id:
        raise WrongStatus(old.status)
    if now > old.cancel_until:
        raise TooLate(old.cancel_until)
    party = old.registration.party
    pieces = require_bookable(place, party=party, now=now)
    needs = {pool: units * pieces for pool, units in place.needs.items()}
    # First out, then in: both happen or neither, and where the two share a pool the person's own seats count as free.
    leave(connection, old, "transferred", by=user_id, now=now)
    if not _take_seats(connection, place, needs):
        raise SlotFull
    admitted = place.offering_id == old.offering_id or not place.policy.approval
    status: Status = "confirmed" if admitted else "pending"
    until = None if admitted else place.ends_at
    made = _insert(connection, place, user_id, party, status, until=until, now=now, details=old.registration.details)
    _write_down(connection, made, place, needs, now=now, key=key)
    for lead in sorted({old.lead, place.lead}):
        promote(connection, lead=lead, now=now)
    return made


def _take_seats(connection: Connection, place: Place, needs: Needs) -> bool:
    """Take seats unless somebody waits for them, or else begin to wait. Afterwards the lead is locked."""
    if place.lead not in needs:
        lock(connection, place.lead)
    elif place.left[place.lead] < needs[place.lead] and wait_where_full(connection, needs, lead=place.lead):
        return False
    if take(connection, needs, nobody_waits=True):
        return True
    lock(connection, place.lead)
    # With ``skip``, nobody who waits would fit: they would have been promoted.
    if (place.policy.parties == "skip" or not _somebody_waits(connection, place)) and take(connection, needs):
        return True
    count_waiting(connection, needs, change=1)
    return False


def _somebody_waits(connection: Connection, place: Place) -> bool:
    waits = select(registration.c.id).where(
        registration.c.ticket_id == place.ticket_id, registration.c.status == "waitlisted"
    )
    return connection.execute(waits.limit(1)).first() is not None


def _insert(
    connection: Connection,
    place: Place,
    user_id: int,
    party: int,
    status: Status,
    *,
    now: datetime,
    details: Mapping[str, Any] | None,
    until: datetime | None,
) -> Registration:
    row = connection.execute(
        _NEW,
        {
            "user": user_id,
            "slot": place.slot_id,
            "ticket": place.ticket_id,
            "new_status": status,
            "new_party": party,
            "new_code": new_code(),
            "new_until": until,
            "new_details": dict(details or {}),
            "now": now,
        },
    ).one_or_none()
    if row is None:
        require_free(connection, user_id=user_id, slot_id=place.slot_id)
        raise Closed
    return Registration(*row)


def _write_down(
    connection: Connection, made: Registration, place: Place, claims: Needs, *, now: datetime, key: str | None
) -> None:
    """The ledger, the audit, and the reminders of a new registration; staff hear of one that waits for them."""
    ahead = []
    if made.status == "confirmed":
        ahead = reminders(
            registration_id=made.id,
            users=[made.user_id],
            starts_at=place.starts_at,
            hours=place.policy.remind,
            now=now,
        )
    write_together(
        connection,
        (claim, ledger(made.id, claims)),
        (booking_move, [audit_line(made.id, None, made.status, by=made.user_id, now=now, key=key)]),
        (outbox, ahead),
    )
    if made.status == "pending":
        tell_deciders(connection, made, policy=place.policy, now=now)
