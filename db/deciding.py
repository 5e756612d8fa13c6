"""Who of the staff decides about registrations, and how they hear that somebody waits for it."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update

from db.booking_tables import registration
from db.outbox import tell_staff
from db.outbox_tables import outbox
from db.personal_tables import staff
from db.registrations import Policy, Registration
from db.staff import ROLES, Role

WANTED: Final = "decision_wanted"
"""What the outbox calls it."""


def deciders(policy: Policy) -> frozenset[Role]:
    """The roles that look after registrations: where seats say what is sensitive, only ``mixer`` does."""
    return frozenset({"mixer"}) if policy.consent == "sensitive" else frozenset(ROLES)


def tell_deciders(connection: Connection, made: Registration, *, policy: Policy, now: datetime) -> None:
    """Tell those who decide that a registration is pending, unless others of its slot are: then they know.

    The lead must be locked: of two at once, the second sees the first.
    """
    others = select(registration.c.id).where(
        registration.c.slot_id == made.slot_id, registration.c.status == "pending", registration.c.id != made.id
    )
    if connection.execute(others.limit(1)).first() is not None:
        return
    roles, about = deciders(policy), f"slot{made.slot_id}:"
    # Word of somebody who is dealt with since may still wait for the morning: then this one takes its place.
    connection.execute(
        update(outbox)
        .where(
            outbox.c.user_id.in_(select(staff.c.user_id).where(staff.c.role.in_(roles))),
            outbox.c.kind == WANTED,
            outbox.c.key.startswith(f"{WANTED}:{about}", autoescape=True),
            outbox.c.state == "queued",
        )
        .values(state="skipped", reason="said_anew", changed_at=now)
    )
    data = {"slot": made.slot_id}
    tell_staff(connection, kind=WANTED, roles=roles, key=f"{about}reg{made.id}", data=data, now=now)
