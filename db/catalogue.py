"""What can be booked, as people browse it, and what they have booked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Row, func, or_, select, tuple_, union_all

from db.booking_tables import attendee, need, offering, pool, registration, slot, ticket
from db.refusals import NotFound
from db.registrations import COLUMNS, Policy, Registration
from db.statuses import ACTIVE


@dataclass(frozen=True, slots=True)
class TicketLeft:
    """A ticket of a slot. `left`: how many more pieces there are seats for; `waiting`: how many registrations wait."""

    id: int
    key: str
    title: dict[str, str]
    persons: int
    most: int
    agreement: bool
    left: int
    waiting: int


@dataclass(frozen=True, slots=True)
class SlotCard:
    """One time of an offering, with what a person decides by. Titles, places and descriptions are by language."""

    slot_id: int
    offering_id: int
    kind: str
    subject: str
    title: dict[str, str]
    place: dict[str, Any]
    description: dict[str, str]
    policy: Policy
    sample: bool
    status: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    cancel_until: datetime
    tickets: tuple[TicketLeft, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what comes; `after` asks for the next one, None at the end."""

    cards: tuple[SlotCard, ...]
    after: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class Booking:
    """A registration with the slot it is for. `ticket` is its ticket, `position` its place on the waiting list."""

    registration: Registration
    card: SlotCard
    ticket: TicketLeft
    position: int | None


_SLOTS = select(
    slot.c.id.label("slot_id"),
    slot.c.offering_id,
    offering.c.kind,
    offering.c.subject,
    offering.c.title,
    offering.c.place,
    offering.c.description,
    offering.c.policy,
    offering.c.sample,
    slot.c.status,
    slot.c.starts_at,
    slot.c.ends_at,
    slot.c.opens_at,
    slot.c.closes_at,
    slot.c.cancel_until,
).join_from(slot, offering, slot.c.offering_id == offering.c.id)


def upcoming(
    connection: Connection,
    *,
    now: datetime,
    kind: str | None = None,
    subjects: Collection[str] | None = None,
    offering_id: int | None = None,
    place: str | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 5,
) -> Page:
    """The slots that can be booked, soonest first: those that begin from `since` (or now) on and before `before`.

    `place`: part of the place's name in any language. `after`: where the last page ended.
    """
    query = _SLOTS.where(slot.c.status == "open", slot.c.closes_at > now, slot.c.starts_at >= max(since or now, now))
    if kind is not None:
        query = query.where(offering.c.kind == kind)
    if subjects is not None:
        query = query.where(offering.c.subject.in_(subjects))
    if offering_id is not None:
        query = query.where(slot.c.offering_id == offering_id)
    if place is not None:
        query = query.where(
            or_(
                *(offering.c.place[language].as_string().icontains(place, autoescape=True) for language in ("zh", "en"))
            )
        )
    if before is not None:
        query = query.where(slot.c.starts_at < before)
    if after is not None:
        query = query.where(tuple_(slot.c.starts_at, slot.c.id) > tuple_(*after))
    rows = connection.execute(query.order_by(slot.c.starts_at, slot.c.id).limit(limit + 1)).all()
    cards = _cards(connection, rows[:limit])
    more = len(rows) > limit
    return Page(cards, (cards[-1].starts_at, cards[-1].slot_id) if more else None)


def slot_card(connection: Connection, *, slot_id: int) -> SlotCard:
    """One slot, whatever its status."""
    rows = connection.execute(_SLOTS.where(slot.c.id == slot_id)).all()
    if not rows:
        raise NotFound
    return _cards(connection, rows)[0]


def bookings_of(
    connection: Connection, *, user_id: int, now: datetime, past: bool = False, limit: int = 20
) -> list[Booking]:
    """A person's bookings, soonest first: those that are ahead, or the latest that are over or given up."""
    ahead = (slot.c.ends_at > now) & registration.c.status.in_(sorted(ACTIVE))
    order = (slot.c.starts_at.desc(), slot.c.id.desc()) if past else (slot.c.starts_at, slot.c.id)
    rows = connection.execute(
        select(*COLUMNS)
        .join_from(registration, slot, registration.c.slot_id == slot.c.id)
        .where(registration.c.id.in_(_of(user_id)), ~ahead if past else ahead)
        .order_by(*order)
        .limit(limit)
    ).all()
    return _bookings(connection, [Registration(*row) for row in rows])


def booking_of(connection: Connection, *, registration_id: int, user_id: int) -> Booking:
    """One booking of a person: their own, or one they agreed to come along with."""
    row = connection.execute(
        select(*COLUMNS).where(registration.c.id == registration_id, registration.c.id.in_(_of(user_id)))
    ).one_or_none()
    if row is None:
        raise NotFound
    return _bookings(connection, [Registration(*row)])[0]


def _of(user_id: int) -> CompoundSelect[int]:
    """A person's registrations: their own, and those they agreed to come along with. As a union each has its index."""
    return union_all(
        select(registration.c.id).where(registration.c.user_id == user_id),
        select(attendee.c.registration_id).where(attendee.c.user_id == user_id),
    )


def _bookings(connection: Connection, registrations: Sequence[Registration]) -> list[Booking]:
    slots = {one.slot_id for one in registrations}
    rows = connection.execute(_SLOTS.where(slot.c.id.in_(slots))).all()
    cards = {card.slot_id: card for card in _cards(connection, rows)}
    return [
        Booking(
            one,
            cards[one.slot_id],
            next(ticket for ticket in cards[one.slot_id].tickets if ticket.id == one.ticket_id),
            _position(connection, one),
        )
        for one in registrations
    ]


def _position(connection: Connection, one: Registration) -> int | None:
    if one.status != "waitlisted":
        return None
    return connection.execute(
        select(func.count()).where(
            registration.c.ticket_id == one.ticket_id,
            registration.c.status == "waitlisted",
            registration.c.id <= one.id,
        )
    ).scalar_one()


def _cards(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[SlotCard, ...]:
    tickets = _tickets(connection, [row.slot_id for row in rows])
    return tuple(
        SlotCard(**{**row._mapping, "policy": Policy(**row.policy)}, tickets=tuple(tickets[row.slot_id]))  # noqa: SLF001
        for row in rows
    )


def _tickets(connection: Connection, slots: Collection[int]) -> dict[int, list[TicketLeft]]:
    left = func.min((pool.c.capacity - pool.c.taken) // need.c.units)
    waiting = (
        select(func.count())
        .where(registration.c.ticket_id == ticket.c.id, registration.c.status == "waitlisted")
        .scalar_subquery()
    )
    found: dict[int, list[TicketLeft]] = {number: [] for number in slots}
    query = (
        select(ticket, left.label("left"), waiting.label("waiting"))
        .join_from(ticket, need, need.c.ticket_id == ticket.c.id)
        .join(pool, need.c.pool_id == pool.c.id)
        .where(ticket.c.slot_id.in_(slots))
        .group_by(ticket.c.id)
        .order_by(ticket.c.id)
    )
    for row in connection.execute(query):
        found[row.slot_id].append(
            TicketLeft(row.id, row.key, row.title, row.persons, row.most, row.agreement, int(row.left), row.waiting)
        )
    return found
