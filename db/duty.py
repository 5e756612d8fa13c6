"""What staff have to look after: the slots with registrations, and changes of a slot, noted in the log."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, tuple_

from db.audit import CAPACITY_CHANGED, note
from db.booking_tables import offering, pool, registration, slot
from db.catalogue import SlotCard, slot_card
from db.checkin import CLOSES, OPENS
from db.invitations import open_name
from db.profile import Field, read_profile
from db.refusals import NotFound
from db.slots import Listed, cancel_slot, change_capacity, close_slot, reopen_slot, slot_registrations
from db.staff import NotAllowed
from db.vault import Vault

LATELY = timedelta(days=1)
"""How long after its end a slot is still looked after: late scans, no-shows."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A slot, and how many registrations it has of each status."""

    card: SlotCard
    counts: Mapping[str, int]


def watched_slots(
    connection: Connection,
    *,
    now: datetime,
    empty: Collection[str] | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 10,
) -> list[Watched]:
    """The slots in which somebody is registered, soonest first, from those that ended lately on.

    With `empty`, those ahead of offerings of these kinds in which nobody is. `after`: where a page ended, by the
    beginning and the number of its last slot.
    """
    taken = select(registration.c.id).where(registration.c.slot_id == slot.c.id).exists()
    if empty is None:
        which = [slot.c.ends_at > now - LATELY, taken]
    else:
        of_kind = select(offering.c.id).where(offering.c.id == slot.c.offering_id, offering.c.kind.in_(empty)).exists()
        which = [slot.c.ends_at > now, slot.c.status != "cancelled", of_kind, ~taken]
    if after is not None:
        which.append(tuple_(slot.c.starts_at, slot.c.id) > tuple_(*after))
    ids = connection.execute(select(slot.c.id).where(*which).order_by(slot.c.starts_at, slot.c.id).limit(limit))
    return [watched_slot(connection, slot_id=number) for number in ids.scalars().all()]


def slots_at_the_door(connection: Connection, *, now: datetime) -> list[SlotCard]:
    """The slots whose tickets can be scanned now and of which somebody is still expected, soonest first."""
    expected = select(registration.c.id).where(
        registration.c.slot_id == slot.c.id, registration.c.status.in_(("confirmed", "no_show"))
    )
    ids = connection.execute(
        select(slot.c.id)
        .where(slot.c.starts_at <= now + OPENS, slot.c.ends_at >= now - CLOSES, expected.exists())
        .order_by(slot.c.starts_at, slot.c.id)
    ).scalars()
    return [slot_card(connection, slot_id=number) for number in ids.all()]


def watched_slot(connection: Connection, *, slot_id: int) -> Watched:
    """One of them. Raises NotFound."""
    counts = connection.execute(
        select(registration.c.status, func.count())
        .where(registration.c.slot_id == slot_id)
        .group_by(registration.c.status)
    )
    return Watched(slot_card(connection, slot_id=slot_id), {row[0]: row[1] for row in counts})


def slot_of(connection: Connection, *, registration_id: int) -> SlotCard:
    """The slot that a registration is for. Raises NotFound."""
    number = connection.execute(
        select(registration.c.slot_id).where(registration.c.id == registration_id)
    ).scalar_one_or_none()
    if number is None:
        raise NotFound
    return slot_card(connection, slot_id=number)


def close_or_reopen(connection: Connection, *, slot_id: int, actor: str, now: datetime) -> str:
    """Close an open slot, or open a closed one; returns its status now."""
    found = slot_card(connection, slot_id=slot_id).status
    if found == "open":
        close_slot(connection, slot_id=slot_id)
        note(connection, actor=actor, action="slot_closed", details=f"slot:{slot_id}", now=now)
        return "closed"
    reopen_slot(connection, slot_id=slot_id)
    note(connection, actor=actor, action="slot_reopened", details=f"slot:{slot_id}", now=now)
    return "open"


def call_off(connection: Connection, *, slot_id: int, by: int, actor: str, reason: str, now: datetime) -> int:
    """Call a slot off; its people are told the reason. Returns how many registrations it was. Raises TooLate."""
    number = cancel_slot(connection, slot_id=slot_id, by=by, reason=reason, now=now)
    note(connection, actor=actor, action="slot_called_off", details=f"slot:{slot_id} {number}", now=now)
    return number


def set_capacity(connection: Connection, *, pool_id: int, capacity: int, actor: str, now: datetime) -> None:
    """Change how many seats a pool has. Raises CapacityBelowTaken."""
    before = connection.execute(select(pool.c.capacity).where(pool.c.id == pool_id)).scalar_one_or_none()
    change_capacity(connection, pool_id=pool_id, capacity=capacity, now=now)
    details = f"pool:{pool_id} {before} to {capacity}"
    note(connection, actor=actor, action=CAPACITY_CHANGED, details=details, now=now)


def listed_people(
    connection: Connection,
    *,
    vault: Vault | None,
    by_user: int,
    slot_id: int,
    reason: str,
    now: datetime,
    after: int = 0,
    limit: int = 50,
) -> list[tuple[Listed, dict[Field, str], tuple[str, ...]]]:
    """Who is registered for a slot, with name, phone and company where `by_user` may read them; each is noted.

    Without a vault nothing personal is read.
    """
    found = []
    for one in slot_registrations(connection, slot_id=slot_id, after=after, limit=limit):
        told: dict[Field, str] = {}
        company: tuple[str, ...] = ()
        if vault is not None:
            try:
                told = read_profile(
                    connection,
                    vault=vault,
                    by_user=by_user,
                    user_id=one.registration.user_id,
                    fields=("name", "phone"),
                    reason=f"{reason} slot:{slot_id}",
                    now=now,
                )
                company = tuple(open_name(vault, name) for name in one.names if name)
            except NotAllowed:
                vault = None
        found.append((one, told, company))
    return found
