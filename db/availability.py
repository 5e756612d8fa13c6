"""Recurring availability: a mentor every Thursday from two to five, half an hour each, except on holidays."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select, update

from db.booking_tables import availability, blackout, registration, resource, slot
from db.drafts import SlotDraft, TicketDraft
from db.offerings import publish_slot
from db.refusals import BadOffering, NotFound, ResourceBusy
from db.seats import lock
from db.statuses import ACTIVE

TICKET = {"zh": "名额", "en": "Place"}


@dataclass(frozen=True, slots=True)
class Weekly:
    """A rule. `weekday` from 1, Monday, to 7; times are those of the city; `minutes` of a slot, `capacity` its seats.

    `resource`: the key of the mentor or room. `last_day` is the last on which there are slots; None for no end.
    """

    weekday: int
    begins: time
    ends: time
    minutes: int
    first_day: date
    last_day: date | None = None
    capacity: int = 1
    resource: str | None = None


def repeat_weekly(connection: Connection, *, offering_id: int, rule: Weekly) -> int:
    """Add a rule to an offering, once; returns its number. Slots are made by `make_slots`."""
    length = datetime.combine(rule.first_day, rule.ends) - datetime.combine(rule.first_day, rule.begins)
    if rule.weekday not in range(1, 8):
        raise BadOffering("weekday", f"{rule.weekday} is not between 1 (Monday) and 7")
    if rule.minutes < 1 or length < timedelta(minutes=rule.minutes):
        raise BadOffering("minutes", f"{rule.minutes} do not fit between {rule.begins:%H:%M} and {rule.ends:%H:%M}")
    if rule.capacity < 1:
        raise BadOffering("capacity", f"{rule.capacity} is below 1")
    values = {
        "offering_id": offering_id,
        "resource_id": _resource(connection, rule.resource),
        "weekday": rule.weekday,
        "begins": rule.begins,
        "ends": rule.ends,
        "minutes": rule.minutes,
        "capacity": rule.capacity,
        "first_day": rule.first_day,
        "last_day": rule.last_day,
    }
    same = (availability.c[name].is_not_distinct_from(value) for name, value in values.items())
    known: int | None = connection.execute(select(availability.c.id).where(*same)).scalar_one_or_none()
    if known is not None:
        return known
    made: int = connection.execute(availability.insert().returning(availability.c.id), values).scalar_one()
    return made


def end_weekly(connection: Connection, *, availability_id: int, last_day: date) -> None:
    """Make no slots of a rule after a day. Those there are stay."""
    connection.execute(update(availability).where(availability.c.id == availability_id).values(last_day=last_day))


def keep_rules(connection: Connection, *, offering_id: int, rules: Collection[Weekly], today: date) -> None:
    """Let an offering's slots be made by exactly these rules from now on; others end with yesterday."""
    kept = [repeat_weekly(connection, offering_id=offering_id, rule=rule) for rule in rules]
    connection.execute(
        update(availability)
        .where(
            availability.c.offering_id == offering_id,
            availability.c.id.not_in(kept),
            or_(availability.c.last_day.is_(None), availability.c.last_day >= today),
        )
        .values(last_day=today - timedelta(days=1))
    )


def make_slots(connection: Connection, *, now: datetime, zone: ZoneInfo, weeks: int = 4) -> int:
    """Make the slots of all rules for the next weeks that are not there yet; returns how many.

    Days that are blacked out get none, nor do times at which the mentor has another slot.
    """
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=number) for number in range(weeks * 7)]
    off = {
        (row.day, row.resource_id)
        for row in connection.execute(select(blackout.c.day, blackout.c.resource_id).where(blackout.c.day.in_(days)))
    }
    rules = connection.execute(
        select(availability, resource.c.key.label("resource"))
        .outerjoin(resource, availability.c.resource_id == resource.c.id)
        .order_by(availability.c.id)
    ).all()
    made = 0
    for rule in rules:
        there = set(connection.execute(select(slot.c.key).where(slot.c.availability_id == rule.id)).scalars())
        for day in days:
            runs = rule.first_day <= day <= (rule.last_day or day) and day.isoweekday() == rule.weekday
            if not runs or {(day, None), (day, rule.resource_id)} & off:
                continue
            for starts_at, ends_at in _spans(day, rule.begins, rule.ends, rule.minutes, zone):
                key = f"rule{rule.id}:{starts_at:%Y-%m-%dT%H:%M}"
                if starts_at <= now or key in there:
                    continue
                draft = SlotDraft(
                    key=key,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    pools={"all": rule.capacity},
                    tickets=[TicketDraft("place", TICKET, {"all": 1})],
                    resource=rule.resource,
                )
                try:
                    publish_slot(connection, offering_id=rule.offering_id, draft=draft, now=now, rule=rule.id)
                except ResourceBusy:
                    continue
                made += 1
    return made


def black_out(
    connection: Connection, *, day: date, reason: str, zone: ZoneInfo, resource_key: str | None = None
) -> list[int]:
    """Make no slots on a day, of one mentor or room or of all rules, and close those that nobody has booked.

    Returns the slots of that day in which somebody is registered: staff decide about them.
    """
    resource_id = _resource(connection, resource_key)
    same = select(blackout.c.id).where(blackout.c.day == day, blackout.c.resource_id.is_not_distinct_from(resource_id))
    if connection.execute(same).first() is None:
        connection.execute(blackout.insert(), {"day": day, "resource_id": resource_id, "reason": reason})
    begins = datetime.combine(day, time(), zone)
    query = select(slot.c.id, slot.c.lead_id).where(
        slot.c.availability_id.is_not(None),
        slot.c.status == "open",
        slot.c.starts_at >= begins,
        slot.c.starts_at < begins + timedelta(days=1),
    )
    if resource_id is not None:
        query = query.where(slot.c.resource_id == resource_id)
    leads = {row.id: row.lead_id for row in connection.execute(query)}
    slots = leads.keys()
    lock(connection, *leads.values())  # nobody books meanwhile
    booked = set(
        connection.execute(
            select(registration.c.slot_id).where(
                registration.c.slot_id.in_(slots), registration.c.status.in_(sorted(ACTIVE))
            )
        ).scalars()
    )
    connection.execute(update(slot).where(slot.c.id.in_(slots - booked)).values(status="closed"))
    return sorted(booked)


def _spans(day: date, begins: time, ends: time, minutes: int, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    start = datetime.combine(day, begins, zone)
    step = timedelta(minutes=minutes)
    while start + step <= datetime.combine(day, ends, zone):
        yield start, start + step
        start += step


def _resource(connection: Connection, key: str | None) -> int | None:
    if key is None:
        return None
    number: int | None = connection.execute(select(resource.c.id).where(resource.c.key == key)).scalar_one_or_none()
    if number is None:
        raise NotFound
    return number
