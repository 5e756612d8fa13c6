"""Making and changing what can be booked: offerings with their slots, pools and tickets."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from db.audit import CAPACITY_CHANGED
from db.booking_tables import availability, need, offering, pool, published, registration, resource, slot, ticket
from db.drafts import OfferingDraft, SlotDraft, require_sound
from db.personal_tables import audit
from db.refusals import BadOffering, ResourceBusy, SlotInUse
from db.seats import lock
from db.slot_changes import tell_of_place
from db.slots import change_capacity, pools_of
from db.statuses import ACTIVE

PUBLISHING = 0x6A79_0001
"""The number of the lock under which one program at a time publishes (PostgreSQL; SQLite has one writer)."""


def one_at_a_time(connection: Connection) -> None:
    """Wait until no other program publishes; none begins until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(PUBLISHING)))


def is_published(connection: Connection, *, digest: str) -> bool:
    """Whether what has this digest is what was published last."""
    return connection.execute(select(published.c.digest)).scalar_one_or_none() == digest


def note_published(connection: Connection, *, digest: str) -> None:
    """Remember what was published now."""
    connection.execute(published.delete())
    connection.execute(published.insert(), {"digest": digest})


def keep_resource(connection: Connection, *, key: str, name: Mapping[str, str]) -> int:
    """A mentor or a room, by its key; made when it is new, renamed when it is not. Returns its number."""
    known: int | None = connection.execute(
        update(resource).where(resource.c.key == key).values(name=dict(name)).returning(resource.c.id)
    ).scalar_one_or_none()
    if known is not None:
        return known
    made: int = connection.execute(
        resource.insert().returning(resource.c.id), {"key": key, "name": dict(name)}
    ).scalar_one()
    return made


def publish(connection: Connection, *, draft: OfferingDraft, now: datetime, insist: bool = False) -> int:
    """Make an offering, or change the one with the same key; returns its number.

    What the description does not name stays as it is: slots are added and changed, none is taken away. Nor are the
    seats that somebody of the staff has changed, unless it is the staff who `insist`. Who is registered for what is
    ahead is told when the place changes. Raises
    BadOffering, SlotInUse when a slot's times would change though somebody is registered, ResourceBusy, and
    CapacityBelowTaken.
    """
    require_sound(draft)
    values = {
        "kind": draft.kind,
        "subject": draft.subject,
        "title": dict(draft.title),
        "place": dict(draft.place),
        "description": dict(draft.description),
        "policy": asdict(draft.policy),
        "sample": draft.sample,
    }
    before = connection.execute(select(offering.c.place).where(offering.c.key == draft.key)).scalar_one_or_none()
    number: int | None = connection.execute(
        update(offering).where(offering.c.key == draft.key).values(values).returning(offering.c.id)
    ).scalar_one_or_none()
    made: int = (
        number
        or connection.execute(
            offering.insert().returning(offering.c.id), {"key": draft.key, "created_at": now, **values}
        ).scalar_one()
    )
    named = slot.c.key.in_([one.key for one in draft.slots])
    leads = connection.execute(select(slot.c.lead_id).where(slot.c.offering_id == made, named)).scalars()
    lock(connection, *leads)  # nobody books a slot while it changes
    shared = _shared_pools(connection, made, draft)
    for one in draft.slots:
        publish_slot(connection, offering_id=made, draft=one, now=now, shared=shared, insist=insist)
    if before is not None and before != values["place"]:
        tell_of_place(connection, offering_id=made, now=now)
    return made


def withdraw_samples(connection: Connection, *, today: date) -> None:
    """Offer no samples any more: their slots are closed, and no more are made. Who is registered stays so."""
    samples = select(offering.c.id).where(offering.c.sample)
    connection.execute(
        update(slot).where(slot.c.offering_id.in_(samples), slot.c.status == "open").values(status="closed")
    )
    connection.execute(
        update(availability)
        .where(availability.c.offering_id.in_(samples), availability.c.last_day.is_(None))
        .values(last_day=today - timedelta(days=1))
    )


def _shared_pools(connection: Connection, number: int, draft: OfferingDraft) -> dict[str, int]:
    """The offering's own pools by key; the first of them is the lead of all."""
    shared = {
        row.key: row.id
        for row in connection.execute(
            select(pool.c.key, pool.c.id)
            .where(pool.c.offering_id == number, pool.c.key.in_(draft.pools))
            .order_by(pool.c.id)
        )
    }
    return shared | _make_pools(
        connection,
        number,
        {key: capacity for key, capacity in draft.pools.items() if key not in shared},
        lead=min(shared.values(), default=None),
    )


def _make_pools(
    connection: Connection, number: int, capacities: Mapping[str, int], *, lead: int | None
) -> dict[str, int]:
    made: dict[str, int] = {}
    for key, capacity in capacities.items():
        made[key] = connection.execute(
            pool.insert().returning(pool.c.id),
            {"offering_id": number, "key": key, "lead_id": lead, "capacity": capacity, "taken": 0, "waiting": 0},
        ).scalar_one()
        if lead is None:
            lead = made[key]
            connection.execute(update(pool).where(pool.c.id == lead).values(lead_id=lead))
    return made


def publish_slot(
    connection: Connection,
    *,
    offering_id: int,
    draft: SlotDraft,
    now: datetime,
    shared: Mapping[str, int] | None = None,
    rule: int | None = None,
    insist: bool = False,
) -> None:
    """Make a slot of an offering, or change the times and seats of the one with the same key; its tickets stay.

    `shared`: the numbers of the offering's own pools by key. `rule`: the availability that it comes from.
    `insist`: see `publish`.
    """
    times: dict[str, Any] = {
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "opens_at": draft.opens_at or now,
        "closes_at": draft.closes_at or draft.starts_at,
        "cancel_until": draft.cancel_until or draft.starts_at,
    }
    known = connection.execute(
        select(slot.c.id, slot.c.starts_at, slot.c.ends_at, slot.c.opens_at).where(
            slot.c.offering_id == offering_id, slot.c.key == draft.key
        )
    ).one_or_none()
    if known is None:
        _make_slot(connection, offering_id, draft, shared or {}, times | {"availability_id": rule})
        return
    if draft.opens_at is None:
        times["opens_at"] = known.opens_at
    if (known.starts_at, known.ends_at) != (draft.starts_at, draft.ends_at):
        if _in_use(connection, known.id):
            raise SlotInUse
        _resource_free(connection, draft, apart_from=known.id)
    connection.execute(update(slot).where(slot.c.id == known.id).values(times))
    for one in pools_of(connection, slot_id=known.id):
        other = draft.pools.get(one.key, one.capacity) != one.capacity
        if other and (insist or not _set_by_staff(connection, one.id)):
            change_capacity(connection, pool_id=one.id, capacity=draft.pools[one.key], now=now)


def _set_by_staff(connection: Connection, pool_id: int) -> bool:
    """Whether somebody of the staff has said how many seats there are: then that holds, not the description."""
    said = (audit.c.action == CAPACITY_CHANGED) & audit.c.details.startswith(f"pool:{pool_id} ")
    return connection.execute(select(audit.c.id).where(said).limit(1)).first() is not None


def _in_use(connection: Connection, slot_id: int) -> bool:
    active = select(registration.c.id).where(
        registration.c.slot_id == slot_id, registration.c.status.in_(sorted(ACTIVE))
    )
    return connection.execute(active.limit(1)).first() is not None


def _make_slot(
    connection: Connection,
    number: int,
    draft: SlotDraft,
    shared: Mapping[str, int],
    times: Mapping[str, Any],
) -> None:
    used = {key for kind in draft.tickets for key in kind.needs}
    common = min((shared[key] for key in used if key in shared), default=None)
    # All shared pools have one lead; a slot that uses one of them has it too.
    lead = None if common is None else min(shared.values())
    pools = {**shared, **_make_pools(connection, number, draft.pools, lead=lead)}
    made = connection.execute(
        slot.insert().returning(slot.c.id),
        {
            "offering_id": number,
            "key": draft.key,
            "lead_id": lead or min(pools[key] for key in draft.pools),
            "resource_id": _resource_free(connection, draft),
            "status": "open",
            **times,
        },
    ).scalar_one()
    for kind in draft.tickets:
        ticket_id = connection.execute(
            ticket.insert().returning(ticket.c.id),
            {
                "slot_id": made,
                "key": kind.key,
                "title": dict(kind.title),
                "persons": kind.persons,
                "most": kind.most,
                "agreement": kind.agreement,
            },
        ).scalar_one()
        needs = [{"ticket_id": ticket_id, "pool_id": pools[key], "units": units} for key, units in kind.needs.items()]
        connection.execute(need.insert(), needs)


def _resource_free(connection: Connection, draft: SlotDraft, *, apart_from: int = 0) -> int | None:
    """The number of the slot's mentor or room, who must not be elsewhere then; locked, so that nobody else asks."""
    if draft.resource is None:
        return None
    number: int | None = connection.execute(
        select(resource.c.id).where(resource.c.key == draft.resource).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if number is None:
        raise BadOffering(f"slots[{draft.key}].resource", f"{draft.resource!r} is not known")
    busy = connection.execute(
        select(slot.c.starts_at)
        .where(
            slot.c.resource_id == number,
            slot.c.status != "cancelled",
            slot.c.id != apart_from,
            slot.c.starts_at < draft.ends_at,
            slot.c.ends_at > draft.starts_at,
        )
        .limit(1)
    ).scalar_one_or_none()
    if busy is not None:
        raise ResourceBusy(busy)
    return number
