"""A registration: how it is found, and how it moves from one status to the next, with a line in the audit each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.sql.elements import ColumnElement

from db.booking_tables import attendee, booking_move, offering, registration, slot, ticket
from db.refusals import NotFound, WrongStatus
from db.statuses import NEXT, Status


@dataclass(frozen=True, slots=True)
class Policy:
    """How an offering is booked. The minutes are those of a hold and of an offer to the waiting list.

    `approval`: the office decides about each person. `parties`: on the waiting list a party that does not fit stops
    those behind it (``strict``) or is passed over (``skip``). `consent`: the kind of consent that is needed first.
    `remind`: how many hours before the beginning people are reminded of it.
    `asks`: what else is asked, how many are ``coming`` to a viewing, or how many ``children`` of which age.
    """

    approval: bool = False
    parties: str = "strict"
    hold_minutes: int = 0
    offer_minutes: int = 120
    consent: str | None = None
    remind: Sequence[int] = (24, 2)
    asks: str | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """Who goes where, and how it stands. `until`: when the status ends by itself, such as a hold or an offer.

    `details`: what else the office asked, see `Policy.asks`.
    """

    id: int
    user_id: int
    slot_id: int
    ticket_id: int
    status: Status
    party: int
    code: str
    until: datetime | None
    details: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Known:
    """A registration with what decides about it."""

    registration: Registration
    lead: int
    policy: Policy
    slot_status: str
    starts_at: datetime
    ends_at: datetime
    cancel_until: datetime
    pieces: int
    agreement: bool
    offering_id: int

    @property
    def id(self) -> int:
        return self.registration.id

    @property
    def status(self) -> Status:
        return self.registration.status


COLUMNS = tuple(registration.c[name] for name in Registration.__dataclass_fields__)
_KNOWN = (
    select(
        *COLUMNS,
        slot.c.lead_id,
        offering.c.policy,
        slot.c.status.label("slot_status"),
        slot.c.starts_at,
        slot.c.ends_at,
        slot.c.cancel_until,
        ticket.c.persons,
        ticket.c.agreement,
        slot.c.offering_id,
    )
    .join_from(registration, slot, registration.c.slot_id == slot.c.id)
    .join(ticket, registration.c.ticket_id == ticket.c.id)
    .join(offering, slot.c.offering_id == offering.c.id)
)
_BY_ID = _KNOWN.where(registration.c.id == bindparam("this"))
_BY_KEY = (
    select(*COLUMNS)
    .join_from(booking_move, registration, booking_move.c.registration_id == registration.c.id)
    .where(booking_move.c.key == bindparam("key"))
)
_PEOPLE = select(attendee.c.user_id).where(
    attendee.c.registration_id == bindparam("this"), attendee.c.agreed_at.is_not(None)
)


def know(connection: Connection, *, registration_id: int) -> Known:
    """A registration by its number, with what decides about it."""
    row = connection.execute(_BY_ID, {"this": registration_id}).one_or_none()
    if row is None:
        raise NotFound
    return _known(row)


def know_all(connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Known]:
    """The registrations that meet the conditions, in the order of their numbers, at most so many."""
    query = _KNOWN.where(*conditions).order_by(registration.c.id).limit(limit)
    return [_known(row) for row in connection.execute(query)]


def _known(row: Row[*tuple[Any, ...]]) -> Known:
    return Known(
        registration=Registration(*row[: len(COLUMNS)]),
        lead=row.lead_id,
        policy=Policy(**row.policy),
        slot_status=row.slot_status,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        cancel_until=row.cancel_until,
        pieces=row.party // row.persons,
        agreement=row.agreement,
        offering_id=row.offering_id,
    )


def done_before(connection: Connection, *, key: str | None) -> Registration | None:
    """What the message with this number did when it came first; None when it comes for the first time."""
    if key is None:
        return None
    row = connection.execute(_BY_KEY, {"key": key}).one_or_none()
    return None if row is None else Registration(*row)


def require_own(connection: Connection, known: Known, *, user_id: int) -> None:
    """Only who registered, and who agreed to come along, may change a registration; for others it does not exist."""
    if user_id not in people_of(connection, known):
        raise NotFound


def people_of(connection: Connection, known: Known) -> list[int]:
    """The users whom a registration concerns: who registered, and those who agreed to come along."""
    users = [known.registration.user_id]
    if known.agreement:
        users += connection.execute(_PEOPLE, {"this": known.id}).scalars()
    return users


def move(
    connection: Connection,
    known: Known,
    to: Status,
    *,
    by: int | None,
    now: datetime,
    reason: str | None = None,
    key: str | None = None,
    until: datetime | None = None,
) -> Registration:
    """Move a registration to another status, if it still has the one that is known; `by` is a user, None the clock."""
    if to not in NEXT.get(known.status, frozenset()):
        raise WrongStatus(known.status)
    row = connection.execute(
        update(registration)
        .where(registration.c.id == known.id, registration.c.status == known.status)
        .values(status=to, until=until, changed_at=now, version=registration.c.version + 1)
        .returning(*COLUMNS)
    ).one_or_none()
    if row is None:  # somebody else moved it in this very moment
        raise WrongStatus(know(connection, registration_id=known.id).status)
    line = audit_line(known.id, known.status, to, by=by, now=now, reason=reason, key=key)
    connection.execute(booking_move.insert(), line)
    return Registration(*row)


def audit_line(
    registration_id: int,
    from_status: Status | None,
    to: Status,
    *,
    by: int | None,
    now: datetime,
    reason: str | None = None,
    key: str | None = None,
) -> Mapping[str, Any]:
    """What the audit says about a move."""
    return {
        "registration_id": registration_id,
        "from_status": from_status,
        "to_status": to,
        "by_user": by,
        "reason": reason,
        "key": key,
        "at": now,
    }
