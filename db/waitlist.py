"""The waiting list: first come first served for each ticket, never jumped, a party all or nothing."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from db.booking_tables import claim, need, registration, slot, ticket
from db.outbox import tell
from db.registrations import Known, Registration, know, know_all, move, people_of
from db.seats import Needs, count_waiting, ledger, seats_of, take
from db.together import write_together

AT_ONCE = 50
"""How many who wait are looked at in one query."""


def promote(connection: Connection, *, lead: int, now: datetime) -> list[Registration]:
    """Offer the free seats of a lead's pools to those who wait for them. The lead must be locked.

    They are looked at in the order in which they came. Where the offering's parties are ``strict``, one who does not
    fit stops those behind with the same ticket; otherwise they are passed over. An offer holds its seats.
    """
    seats = seats_of(connection, lead=lead)
    if not any(pool.waiting and pool.free for pool in seats.values()):
        return []
    needs = _needs(connection, lead)
    offered: list[Registration] = []
    stopped: set[int] = set()
    last = 0
    while waiting := _waiting(connection, lead, now, after=last, without=stopped):
        for known in waiting:
            last = known.id
            wanted = {pool: units * known.pieces for pool, units in needs[known.registration.ticket_id].items()}
            if known.registration.ticket_id in stopped:
                continue
            if all(seats[pool].free >= units for pool, units in wanted.items()):
                offered.append(offer(connection, known, wanted, by=None, now=now))
                for pool, units in wanted.items():
                    seats[pool].free -= units
            elif known.policy.parties == "strict":
                stopped.add(known.registration.ticket_id)
        if not any(pool.free for pool in seats.values()):
            break
    return offered


def offer(connection: Connection, known: Known, needs: Needs, *, by: int | None, now: datetime) -> Registration:
    """Take seats for one who waits, and say until when they can be had. The lead must be locked and the seats free."""
    if not take(connection, needs):
        raise AssertionError("the lead is not locked: its seats changed")
    count_waiting(connection, needs, change=-1)
    write_together(connection, (claim, ledger(known.id, needs)))
    until = min(now + timedelta(minutes=known.policy.offer_minutes), known.starts_at)
    moved = move(connection, known, "offered", by=by, now=now, until=until)
    tell(
        connection,
        kind="promoted",
        registration_id=known.id,
        users=people_of(connection, known),
        now=now,
        data={"until": until.isoformat()},
        expires_at=until,
    )
    return moved


def position_in_waitlist(connection: Connection, *, registration_id: int) -> int | None:
    """The place on the waiting list of its ticket, 1 for who is next; None for a registration that does not wait."""
    known = know(connection, registration_id=registration_id)
    if known.status != "waitlisted":
        return None
    return connection.execute(
        select(func.count())
        .select_from(registration)
        .where(
            registration.c.ticket_id == known.registration.ticket_id,
            registration.c.status == "waitlisted",
            registration.c.id <= registration_id,
        )
    ).scalar_one()


def waiting_for(connection: Connection, *, slot_id: int) -> list[Known]:
    """All who wait for a slot, in the order in which they came."""
    return know_all(connection, registration.c.slot_id == slot_id, registration.c.status == "waitlisted")


def _waiting(connection: Connection, lead: int, now: datetime, *, after: int, without: set[int]) -> list[Known]:
    return know_all(
        connection,
        slot.c.lead_id == lead,
        slot.c.status != "cancelled",
        slot.c.starts_at > now,
        registration.c.status == "waitlisted",
        registration.c.id > after,
        registration.c.ticket_id.not_in(without),
        limit=AT_ONCE,
    )


def _needs(connection: Connection, lead: int) -> dict[int, dict[int, int]]:
    needs: dict[int, dict[int, int]] = {}
    for row in connection.execute(
        select(need.c.ticket_id, need.c.pool_id, need.c.units)
        .join_from(need, ticket, need.c.ticket_id == ticket.c.id)
        .join(slot, ticket.c.slot_id == slot.c.id)
        .where(slot.c.lead_id == lead)
    ):
        needs.setdefault(row.ticket_id, {})[row.pool_id] = row.units
    return needs
