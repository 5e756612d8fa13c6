"""Brings what the pack offers into the database: at the start, after a reload, and as the weeks go on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from db import Database
from db.availability import Weekly, keep_rules, make_slots
from db.drafts import OfferingDraft, SlotDraft, TicketDraft
from db.flats import ComplexDraft, LayoutDraft, keep_complex
from db.offerings import is_published, keep_resource, note_published, one_at_a_time, publish, withdraw_samples
from db.refusals import Refused
from db.registrations import Policy
from knowledge import Complex, Offering, Pack
from knowledge.offerings import OpenHours

WEEKS = 4
"""How far ahead times are made of what comes again and again."""
EVER: date = date(2026, 1, 1)
"""The first day of hours that hold week after week: any day before the program was there."""

logger = structlog.get_logger(__name__)


Reminders = Mapping[str, Sequence[int]]
"""How many hours before the beginning people are reminded, by the kind of offering."""
USUAL_REMINDERS: Reminders = dict.fromkeys(("viewing", "event", "appointment"), (24, 2))


async def publish_pack(
    database: Database, pack: Pack, *, demo: bool, now: datetime, remind: Reminders = USUAL_REMINDERS
) -> None:
    """Offer what the pack says, or its samples where it says nothing and `demo` is on. Changes nothing twice."""
    made = await database.writing(bring_in, pack=pack, demo=demo, remind=remind, now=now)
    if made:
        logger.info("times_made", times=made)


def bring_in(connection: Connection, *, pack: Pack, demo: bool, remind: Reminders, now: datetime) -> int:
    """The same, as one transaction; returns how many times were made of opening hours.

    What was brought in today already is left alone, unless something of it was refused. On a new day everything is gone
    through again: there is one more day to make times for.
    """
    one_at_a_time(connection)
    zone = ZoneInfo(pack.zone)
    today = now.astimezone(zone).date()
    offered = pack.offerings or (pack.demo if demo else ())
    complexes = [complex_of(place, pack) for place in pack.complexes]
    kinds = {subject.id: subject.kind for subject in pack.subjects}
    said = (today, zone, offered, complexes, sorted(kinds.items()), sorted(remind.items()))
    digest = sha256(repr(said).encode()).hexdigest()
    if is_published(connection, digest=digest):
        return 0
    if not any(one.sample for one in offered):
        withdraw_samples(connection, today=today)
    for draft in complexes:
        keep_complex(connection, draft=draft)
    refused = False
    for one in offered:
        try:
            with connection.begin_nested():
                subject = f"{kinds[one.subject]}:{one.subject}"
                bring_in_one(connection, one, subject=subject, zone=zone, remind=remind[one.kind], now=now)
        except Refused as refusal:  # the others are offered all the same
            refused = True
            logger.error("offering_refused", offering=one.id, problem=f"{type(refusal).__name__} {refusal}")  # noqa: TRY400
    if not refused:
        note_published(connection, digest=digest)
    return make_slots(connection, now=now, zone=zone, weeks=WEEKS)


def bring_in_one(
    connection: Connection,
    one: Offering,
    *,
    subject: str,
    zone: ZoneInfo,
    remind: Sequence[int],
    now: datetime,
    insist: bool = False,
) -> None:
    """Offer one thing as it is described; its times of opening hours are made by `make_slots`. Raises Refused.

    `remind`: how many hours before people are reminded. `insist`: also where staff have changed the seats.
    """
    if one.host is not None:
        keep_resource(connection, key=one.host.id, name=one.host.name.model_dump())
    draft = draft_of(one, subject=subject, zone=zone, remind=remind, now=now)
    number = publish(connection, draft=draft, now=now, insist=insist)
    rules = [rule for hours in one.hours for rule in _rules(one, hours)]
    keep_rules(connection, offering_id=number, rules=rules, today=now.astimezone(zone).date())


def draft_of(one: Offering, *, subject: str, zone: ZoneInfo, remind: Sequence[int], now: datetime) -> OfferingDraft:
    """An offering of the pack as the database takes it, with the times that are still ahead."""
    return OfferingDraft(
        key=one.id,
        kind=one.kind,
        subject=subject,
        title=one.title.model_dump(),
        place=one.place.model_dump(),
        description=one.description.model_dump(),
        policy=Policy(
            approval=one.approval,
            parties=one.parties,
            hold_minutes=one.hold_hours * 60,
            offer_minutes=one.offer_hours * 60,
            consent="sensitive" if one.sensitive else None,
            remind=tuple(remind),
            asks=one.asks,
        ),
        sample=one.sample,
        slots=list(_slots(one, zone, now)),
    )


def complex_of(place: Complex, pack: Pack) -> ComplexDraft:
    """A complex of the pack as the database takes it; its source is that of the fact that tells of it."""
    entry = next(one for one in pack.entries if one.id == place.entry)
    name = next(one.name for one in pack.subjects if one.id == place.id)
    return ComplexDraft(
        key=place.id,
        name=name.model_dump(),
        address=place.address.model_dump() if place.address else {},
        source=pack.sources[entry.source or ""].title.zh,
        latitude=place.latitude,
        longitude=place.longitude,
        layouts=[
            LayoutDraft(
                key=kind.id,
                name=kind.name.model_dump(),
                rooms=kind.rooms,
                area_m2=kind.area,
                rent=kind.rent,
                rent_source=kind.rent_source.zh if kind.rent_source else None,
            )
            for kind in place.layouts
        ],
    )


def _slots(one: Offering, zone: ZoneInfo, now: datetime) -> Iterator[SlotDraft]:
    tickets = _tickets(one)
    today = now.astimezone(zone).date()
    times = [(time.date, time.begins, time.ends, time.seats) for time in one.times]
    times += [(day, time.begins, time.ends, {}) for time in one.repeated for day in time.on(today, WEEKS * 7)]
    for day, begins, ends, seats in sorted(times, key=lambda time: time[:3]):
        starts_at = datetime.combine(day, begins, zone)
        if starts_at <= now:
            continue
        yield SlotDraft(
            key=f"{starts_at:%Y-%m-%dT%H:%M}",
            starts_at=starts_at,
            ends_at=datetime.combine(day, ends, zone),
            pools={**one.seats, **seats},
            tickets=tickets,
            closes_at=starts_at - timedelta(hours=one.closes_hours),
            cancel_until=starts_at - timedelta(hours=one.cancel_hours),
        )


def _tickets(one: Offering) -> Sequence[TicketDraft]:
    return [
        TicketDraft(
            key=ticket.id,
            title=ticket.title.model_dump(),
            needs=ticket.takes,
            persons=ticket.persons,
            most=ticket.most or ticket.persons,
            agreement=ticket.agreement,
        )
        for ticket in one.tickets
    ]


def _rules(one: Offering, hours: OpenHours) -> Iterator[Weekly]:
    for weekday in hours.weekdays:
        yield Weekly(
            weekday=weekday,
            begins=hours.begins,
            ends=hours.ends,
            minutes=hours.minutes,
            first_day=EVER,
            capacity=hours.seats,
            resource=one.host.id if one.host else None,
        )
