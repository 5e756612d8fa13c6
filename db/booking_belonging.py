"""How the tables of booking belong to a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, String, cast, delete, or_, select, update

from db.belonging import Belonging, by_user, goes_along, without
from db.booking_tables import (
    attendee,
    availability,
    blackout,
    booking_move,
    claim,
    need,
    offering,
    pool,
    published,
    registration,
    resource,
    slot,
    ticket,
)
from db.flat_tables import estate, layout, unit
from db.invitations import open_name
from db.leaving import know_locked, leave
from db.outbox import tell
from db.outbox_tables import outbox
from db.registrations import Known, know_all, people_of
from db.statuses import ACTIVE, NEXT, OWNING
from db.vault import Vault
from db.waitlist import promote

COMPANION_LEFT: Final = "companion-left"
"""The reason that a registration ends for those who would have come along: one of its people had everything deleted."""


def _their_registrations(user_id: int) -> ColumnElement[bool]:
    return registration.c.user_id == user_id


def _of_theirs(column: Column[Any], user_id: int) -> ColumnElement[bool]:
    return column.in_(select(registration.c.id).where(_their_registrations(user_id)))


def _come_along(user_id: int) -> ColumnElement[bool]:
    """The person among somebody's company, and the company that the person named."""
    return or_(attendee.c.user_id == user_id, _of_theirs(attendee.c.registration_id, user_id))


def _moved_by(user_id: int) -> ColumnElement[bool]:
    return or_(booking_move.c.by_user == user_id, _of_theirs(booking_move.c.registration_id, user_id))


def _cancel_ahead(connection: Connection, user_id: int, now: datetime) -> None:
    """Give up whatever the person has booked ahead, deadline or not; the seats go to those who wait."""
    agreed = select(attendee.c.registration_id).where(attendee.c.user_id == user_id, attendee.c.agreed_at.is_not(None))
    ahead = know_all(
        connection,
        or_(_their_registrations(user_id), registration.c.id.in_(agreed)),
        registration.c.status.in_(sorted(ACTIVE)),
        slot.c.starts_at > now,
    )
    for known in sorted(ahead, key=lambda known: (known.lead, known.id)):  # locked in one order, whoever does it
        _give_up(connection, known, user_id, now)


def _give_up(connection: Connection, seen: Known, user_id: int, now: datetime) -> None:
    known = know_locked(connection, registration_id=seen.id)
    if "cancelled" not in NEXT.get(known.status, ()):
        return
    others = [other for other in people_of(connection, known) if other != user_id]
    leave(connection, known, "cancelled", by=user_id, now=now)
    if others:
        tell(
            connection,
            kind="cancelled",
            registration_id=known.id,
            users=others,
            now=now,
            data={"reason": COMPANION_LEFT},
        )
    promote(connection, lead=known.lead, now=now)


def _erase_registrations(connection: Connection, user_id: int, now: datetime) -> None:
    _cancel_ahead(connection, user_id, now)
    connection.execute(update(registration).where(_their_registrations(user_id)).values(details={}))


def _erase_company(connection: Connection, user_id: int, _now: datetime) -> None:
    connection.execute(update(attendee).where(_come_along(user_id)).values(name="", user_id=None))


def _erase_reasons(connection: Connection, user_id: int, _now: datetime) -> None:
    connection.execute(
        update(booking_move).where(_of_theirs(booking_move.c.registration_id, user_id)).values(reason=None)
    )


def _one_place_at_a_time(connection: Connection, _vault: Vault, gone: int, stays: int, now: datetime) -> None:
    """Where both have booked at the same time, the one with a seat is kept, then the one who booked first."""
    active = registration.c.status.in_(sorted(ACTIVE))
    kept = know_all(connection, _their_registrations(stays), active)
    clashing: set[int] = set()
    for known in know_all(connection, _their_registrations(gone), active):
        for other in kept:
            if known.starts_at < other.ends_at and other.starts_at < known.ends_at:
                clashing.add(_worse(known, other).id)
    for known in know_all(connection, registration.c.id.in_(clashing)):
        _give_up(connection, known, known.registration.user_id, now)
    twice = select(registration.c.slot_id).where(_their_registrations(stays), active)
    # Two that cannot be given up any more, such as two check-ins: the one stays where it is.
    movable = or_(~active, registration.c.slot_id.not_in(twice))
    connection.execute(update(registration).where(_their_registrations(gone), movable).values(user_id=stays))


def _worse(one: Known, other: Known) -> Known:
    return max(one, other, key=lambda known: (known.status not in OWNING, known.id))


def _company(row: Mapping[str, Any], vault: Vault) -> dict[str, Any]:
    """Names are kept encrypted; people are given theirs in plain words."""
    name = open_name(vault, row["name"])
    return {"registration_id": row["registration_id"], "name": name, "agreed_at": row["agreed_at"]}


def _accompany(connection: Connection, _vault: Vault, gone: int, stays: int, _now: datetime) -> None:
    connection.execute(update(attendee).where(attendee.c.user_id == gone).values(user_id=stays))


def forget_events(connection: Connection, *, moment: datetime) -> int:
    """Forget what people told for events that ended before `moment`; that somebody was there stays, as a number."""
    over = (
        select(registration.c.id)
        .join_from(registration, slot, registration.c.slot_id == slot.c.id)
        .where(slot.c.ends_at < moment)
    )
    named = connection.execute(
        update(attendee)
        .where(attendee.c.registration_id.in_(over), attendee.c.name != "")
        .values(name="", user_id=None)
    ).rowcount
    told = connection.execute(
        update(registration)
        .where(registration.c.id.in_(over), cast(registration.c.details, String) != "{}")
        .values(details={})
    ).rowcount
    connection.execute(
        update(booking_move)
        .where(booking_move.c.registration_id.in_(over), booking_move.c.reason.is_not(None))
        .values(reason=None)
    )
    return named + told


def _forget_told(connection: Connection, user_id: int, now: datetime) -> None:
    """A broadcast keeps its count: one bare line for each person, of whom it says nothing."""
    theirs = outbox.c.user_id == user_id
    connection.execute(delete(outbox).where(theirs, outbox.c.broadcast_id.is_(None)))
    connection.execute(
        update(outbox)
        .where(theirs, outbox.c.state == "queued")
        .values(state="skipped", reason="erased", changed_at=now)
    )
    connection.execute(update(outbox).where(theirs).values(data={}, chat=None, sent_as=None))


_CATALOGUE: Final = "what the office offers: nothing of a person's"
BOOKING_BELONGINGS: Final = (
    *(
        Belonging(table, _CATALOGUE)
        for table in (resource, offering, pool, availability, blackout, slot, ticket, need, published)
    ),
    *(Belonging(table, "the flats: nothing of a person's") for table in (estate, layout, unit)),
    Belonging(claim, "how many seats a registration holds; whose it is, the registration says"),
    Belonging(
        outbox,
        "what the bot will tell them, or has told",
        by_user(outbox.c.user_id),
        without("user_id", "key", "priority", "lane", "chat", "worker", "leased_until", "attempts", "sent_as", "mass"),
        erase=_forget_told,
    ),
    Belonging(
        booking_move,
        "how their registrations went",
        _moved_by,
        without("by_user", "key"),
        erase=_erase_reasons,
        merge=goes_along,
        follows=True,
    ),
    Belonging(
        attendee,
        "who comes along",
        _come_along,
        _company,
        erase=_erase_company,
        merge=_accompany,
    ),
    # Last, and so the first to be erased: cancelling needs to know who comes along.
    Belonging(
        registration,
        "what they booked",
        by_user(registration.c.user_id),
        without("user_id"),
        erase=_erase_registrations,
        merge=_one_place_at_a_time,
        withdraw=_cancel_ahead,
    ),
)
