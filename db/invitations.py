"""Whom somebody named in a registration, and the codes by which these people agree (`admission.agree`)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from db.booking_tables import attendee, registration
from db.refusals import UnknownCode
from db.registrations import know, require_own


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who is to agree. `code` is theirs alone; `agreed_at` is None until they have."""

    registration_id: int
    slot_id: int
    name: str
    code: str
    agreed_at: datetime | None


_INVITATIONS = select(
    attendee.c.registration_id, registration.c.slot_id, attendee.c.name, attendee.c.code, attendee.c.agreed_at
).join_from(attendee, registration, attendee.c.registration_id == registration.c.id)


def invitations_of(connection: Connection, *, registration_id: int, user_id: int) -> list[Invitation]:
    """Whom a registration names, for its own people. Raises NotFound for others."""
    require_own(connection, know(connection, registration_id=registration_id), user_id=user_id)
    rows = connection.execute(_INVITATIONS.where(attendee.c.registration_id == registration_id).order_by(attendee.c.id))
    return [Invitation(*row) for row in rows]


def invitation(connection: Connection, *, code: str) -> Invitation:
    """What a code is for, before its owner agrees. Raises UnknownCode."""
    row = connection.execute(_INVITATIONS.where(attendee.c.code == code.strip().upper())).one_or_none()
    if row is None:
        raise UnknownCode
    return Invitation(*row)
