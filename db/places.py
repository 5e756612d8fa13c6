"""What a person asks for when they book, and whether they may have it now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, union_all

from db.booking_tables import attendee, booking_move, need, offering, pool, registration, slot, ticket
from db.refusals import AlreadyRegistered, BusyThen, Closed, NotFound, NotOpenYet, PartySize
from db.registrations import Policy
from db.statuses import ACTIVE
from db.tables import Id, user


@dataclass(frozen=True, slots=True)
class Place:
    """What a person asks for: a ticket, its slot, and the offering's policy."""

    ticket_id: int
    slot_id: int
    offering_id: int
    lead: int
    policy: Policy
    status: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    persons: int
    most: int
    agreement: bool
    needs: dict[int, int]
    left: dict[int, int]
    """Seats of each pool as they were a moment ago: nothing is locked yet."""
    came_before: int | None
    """The registration that the same message made when it came first."""


_PLACE = (
    select(
        ticket.c.slot_id,
        slot.c.offering_id,
        slot.c.lead_id,
        offering.c.policy,
        slot.c.status,
        slot.c.starts_at,
        slot.c.ends_at,
        slot.c.opens_at,
        slot.c.closes_at,
        ticket.c.persons,
        ticket.c.most,
        ticket.c.agreement,
        need.c.pool_id,
        need.c.units,
        (pool.c.capacity - pool.c.taken).label("seats_left"),
        select(booking_move.c.registration_id)
        .where(booking_move.c.key == bindparam("key", type_=booking_move.c.key.type))
        .scalar_subquery()
        .label("came_before"),
    )
    .join_from(ticket, slot, ticket.c.slot_id == slot.c.id)
    .join(offering, slot.c.offering_id == offering.c.id)
    .join(need, need.c.ticket_id == ticket.c.id)
    .join(pool, need.c.pool_id == pool.c.id)
    .join(user, user.c.id == bindparam("user"))
    .where(ticket.c.id == bindparam("ticket"))
    # One booking of a person at a time: two at once could not see that they overlap.
    .with_for_update(of=user, key_share=True)
)

_THEN = slot.alias("then")
_OTHER = registration.alias("other")
# As a union, each half has its index.
_HIS = _OTHER.c.id.in_(
    union_all(
        select(registration.c.id).where(registration.c.user_id == bindparam("user", type_=Id)),
        select(attendee.c.registration_id).where(attendee.c.user_id == bindparam("user", type_=Id)),
    )
)
BUSY = (
    select(_OTHER.c.id, _OTHER.c.slot_id)
    .join_from(_OTHER, _THEN, _OTHER.c.slot_id == _THEN.c.id)
    .where(
        _HIS,
        _OTHER.c.status.in_(sorted(ACTIVE)),
        _THEN.c.starts_at < slot.c.ends_at,
        _THEN.c.ends_at > slot.c.starts_at,
    )
    .correlate(slot)
)
"""What else a person is active in at the time of a slot."""


def find_place(connection: Connection, *, user_id: int, ticket_id: int, key: str | None) -> Place:
    """What a ticket is for. The user is locked: nothing else is booked for them until the transaction ends."""
    rows = connection.execute(_PLACE, {"user": user_id, "ticket": ticket_id, "key": key}).all()
    if not rows:
        raise NotFound
    one = rows[0]
    return Place(
        ticket_id=ticket_id,
        slot_id=one.slot_id,
        offering_id=one.offering_id,
        lead=one.lead_id,
        policy=Policy(**one.policy),
        status=one.status,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        persons=one.persons,
        most=one.most,
        agreement=one.agreement,
        needs={row.pool_id: row.units for row in rows},
        left={row.pool_id: row.seats_left for row in rows},
        came_before=one.came_before,
    )


def require_bookable(place: Place, *, party: int, now: datetime) -> int:
    """Whether so many persons may register now; returns how many pieces of the ticket they need."""
    if place.status != "open" or now >= min(place.closes_at, place.starts_at):
        raise Closed
    if now < place.opens_at:
        raise NotOpenYet(place.opens_at)
    pieces, left_over = divmod(party, place.persons)
    if left_over or not place.persons <= party <= place.most:
        raise PartySize(place.persons, place.most)
    return pieces


def require_free(connection: Connection, *, user_id: int, slot_id: int) -> None:
    """Refuse when a person is registered in this slot, or for something else at its time."""
    busy = connection.execute(
        BUSY.where(slot.c.id == bindparam("slot")).order_by(_OTHER.c.slot_id != slot_id).limit(1),
        {"user": user_id, "slot": slot_id},
    ).first()
    if busy is not None:
        raise AlreadyRegistered(busy.id) if busy.slot_id == slot_id else BusyThen(busy.id)
