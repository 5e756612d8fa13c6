"""What staff do with a slot: see who comes, change its seats, close it, cancel it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from db.booking_tables import attendee, need, pool, registration, slot, ticket
from db.leaving import leave, lock_slot
from db.outbox import tell
from db.refusals import CapacityBelowTaken, NotFound, TooLate, WrongStatus
from db.registrations import COLUMNS, Registration, know_all, people_of
from db.seats import lock
from db.statuses import NEXT, Status
from db.waitlist import promote

CANCELLABLE = sorted(status for status, following in NEXT.items() if status and "cancelled" in following)


@dataclass(frozen=True, slots=True)
class Listed:
    """A registration as staff see it, with the key of its ticket and the names of those who come along."""

    registration: Registration
    ticket: str
    names: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PoolLeft:
    """A slot's pool, by its key. `tickets`: which of the slot's tickets take from it."""

    id: int
    key: str
    taken: int
    capacity: int
    tickets: frozenset[int]


def slot_registrations(
    connection: Connection, *, slot_id: int, status: Status | None = None, after: int = 0, limit: int = 50
) -> list[Listed]:
    """Who is registered for a slot, in the order in which they came, from after a registration's number on."""
    query = (
        select(*COLUMNS, ticket.c.key, registration.c.created_at)
        .join_from(registration, ticket, registration.c.ticket_id == ticket.c.id)
        .where(registration.c.slot_id == slot_id, registration.c.id > after)
    )
    if status is not None:
        query = query.where(registration.c.status == status)
    rows = connection.execute(query.order_by(registration.c.id).limit(limit)).all()
    names: dict[int, list[str]] = {row.id: [] for row in rows}
    for number, name in connection.execute(
        select(attendee.c.registration_id, attendee.c.name)
        .where(attendee.c.registration_id.in_(names))
        .order_by(attendee.c.id)
    ):
        names[number].append(name)
    return [Listed(Registration(*row[: len(COLUMNS)]), row.key, tuple(names[row.id]), row.created_at) for row in rows]


def pools_of(connection: Connection, *, slot_id: int) -> list[PoolLeft]:
    """The pools from which a slot's tickets take their seats."""
    takers: dict[int, set[int]] = {}
    for pool_id, ticket_id in connection.execute(
        select(need.c.pool_id, need.c.ticket_id).join(ticket).where(ticket.c.slot_id == slot_id)
    ):
        takers.setdefault(pool_id, set()).add(ticket_id)
    rows = connection.execute(
        select(pool.c.id, pool.c.key, pool.c.taken, pool.c.capacity).where(pool.c.id.in_(takers)).order_by(pool.c.id)
    )
    return [PoolLeft(*row, tickets=frozenset(takers[row.id])) for row in rows]


def change_capacity(connection: Connection, *, pool_id: int, capacity: int, now: datetime) -> None:
    """Change how many seats a pool has; new ones go to those who wait. Raises CapacityBelowTaken."""
    lead = connection.execute(select(pool.c.lead_id).where(pool.c.id == pool_id)).scalar_one_or_none()
    if lead is None:
        raise NotFound
    lock(connection, lead)
    changed = connection.execute(
        update(pool).where(pool.c.id == pool_id, pool.c.taken <= capacity).values(capacity=capacity)
    )
    if not changed.rowcount:
        raise CapacityBelowTaken(connection.execute(select(pool.c.taken).where(pool.c.id == pool_id)).scalar_one())
    promote(connection, lead=lead, now=now)


def close_slot(connection: Connection, *, slot_id: int) -> None:
    """Take no new registrations. Those there are stay, and seats that become free still go to those who wait."""
    _turn(connection, slot_id, "open", "closed")


def reopen_slot(connection: Connection, *, slot_id: int) -> None:
    """Take registrations again."""
    _turn(connection, slot_id, "closed", "open")


def cancel_slot(connection: Connection, *, slot_id: int, by: int, reason: str, now: datetime) -> int:
    """Call a slot off: every registration is cancelled and its people are told the reason; returns how many.

    Raises TooLate after its end.
    """
    lead = lock_slot(connection, slot_id=slot_id)
    row = connection.execute(select(slot.c.ends_at, slot.c.status).where(slot.c.id == slot_id)).one()
    if row.status == "cancelled":
        return 0
    if now >= row.ends_at:
        raise TooLate(row.ends_at)
    connection.execute(update(slot).where(slot.c.id == slot_id).values(status="cancelled"))
    called_off = know_all(connection, registration.c.slot_id == slot_id, registration.c.status.in_(CANCELLABLE))
    for known in called_off:
        leave(connection, known, "cancelled", by=by, now=now, reason=reason)
        users = people_of(connection, known)
        tell(connection, kind="slot_cancelled", registration_id=known.id, users=users, now=now, data={"reason": reason})
    promote(connection, lead=lead, now=now)  # another slot may share its pools
    return len(called_off)


def _turn(connection: Connection, slot_id: int, status: str, to: str) -> None:
    lock_slot(connection, slot_id=slot_id)
    turned = connection.execute(update(slot).where(slot.c.id == slot_id, slot.c.status == status).values(status=to))
    if not turned.rowcount:
        found = connection.execute(select(slot.c.status).where(slot.c.id == slot_id)).scalar_one()
        if found != to:
            raise WrongStatus(found)
