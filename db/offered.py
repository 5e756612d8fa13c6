"""What is offered now, described as it would be offered anew: for staff who look it over and change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from db.availability import Weekly
from db.booking_tables import availability, blackout, need, offering, pool, resource, slot, ticket
from db.drafts import OfferingDraft, SlotDraft, TicketDraft
from db.registrations import Policy


@dataclass(frozen=True, slots=True)
class Offered:
    """An offering with the times that are ahead, the rules by which others are made, and whom it is with."""

    draft: OfferingDraft
    rules: Sequence[Weekly]
    host: tuple[str, Mapping[str, str]] | None


@dataclass(frozen=True, slots=True)
class DarkDay:
    """A day without slots: of one mentor or room, by its key, or of all."""

    day: date
    resource: str | None
    reason: str


def all_offered(connection: Connection, *, now: datetime, today: date) -> list[Offered]:
    """Everything that is offered, in the order in which it came; `today` is the day in the city."""
    rows = connection.execute(select(offering).order_by(offering.c.id)).all()
    hosts = {row.id: (row.key, row.name) for row in connection.execute(select(resource))}
    return [_offered(connection, row, hosts, now, today) for row in rows]


def dark_days(connection: Connection, *, today: date) -> list[DarkDay]:
    """The days without slots, from today on."""
    rows = connection.execute(
        select(blackout.c.day, resource.c.key, blackout.c.reason)
        .outerjoin(resource, blackout.c.resource_id == resource.c.id)
        .where(blackout.c.day >= today)
        .order_by(blackout.c.day, blackout.c.id)
    )
    return [DarkDay(*row) for row in rows]


def _offered(
    connection: Connection, one: Row[*tuple[Any, ...]], hosts: Mapping[int, tuple[str, Any]], now: datetime, today: date
) -> Offered:
    rules = connection.execute(
        select(availability)
        .where(
            availability.c.offering_id == one.id,
            or_(availability.c.last_day.is_(None), availability.c.last_day >= today),
        )
        .order_by(availability.c.weekday, availability.c.begins, availability.c.id)
    ).all()
    slots = connection.execute(
        select(slot)
        .where(slot.c.offering_id == one.id, slot.c.availability_id.is_(None), slot.c.starts_at > now)
        .order_by(slot.c.starts_at, slot.c.id)
    ).all()
    with_whom = next((row.resource_id for row in (*rules, *slots) if row.resource_id is not None), None)
    draft = OfferingDraft(
        key=one.key,
        kind=one.kind,
        subject=one.subject,
        title=one.title,
        place=one.place,
        description=one.description,
        policy=Policy(**one.policy),
        sample=one.sample,
        slots=[_slot(connection, row, hosts) for row in slots],
    )
    return Offered(draft, [_rule(row, hosts) for row in rules], hosts.get(with_whom) if with_whom else None)


def _slot(connection: Connection, row: Row[*tuple[Any, ...]], hosts: Mapping[int, tuple[str, Any]]) -> SlotDraft:
    tickets = connection.execute(select(ticket).where(ticket.c.slot_id == row.id).order_by(ticket.c.id)).all()
    needs = connection.execute(
        select(need.c.ticket_id, need.c.units, pool.c.key, pool.c.capacity)
        .join(pool, need.c.pool_id == pool.c.id)
        .where(need.c.ticket_id.in_([one.id for one in tickets]))
        .order_by(pool.c.id)
    ).all()
    return SlotDraft(
        key=row.key,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        pools={one.key: one.capacity for one in needs},
        tickets=[
            TicketDraft(
                key=one.key,
                title=one.title,
                needs={taken.key: taken.units for taken in needs if taken.ticket_id == one.id},
                persons=one.persons,
                most=one.most,
                agreement=one.agreement,
            )
            for one in tickets
        ],
        closes_at=row.closes_at,
        cancel_until=row.cancel_until,
        resource=hosts[row.resource_id][0] if row.resource_id is not None else None,
    )


def _rule(row: Row[*tuple[Any, ...]], hosts: Mapping[int, tuple[str, Any]]) -> Weekly:
    return Weekly(
        weekday=row.weekday,
        begins=row.begins,
        ends=row.ends,
        minutes=row.minutes,
        first_day=row.first_day,
        last_day=row.last_day,
        capacity=row.capacity,
        resource=hosts[row.resource_id][0] if row.resource_id is not None else None,
    )
