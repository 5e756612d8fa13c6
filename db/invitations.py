"""Whom somebody named in a registration, and the codes by which these people agree (`admission.agree`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update

from db.booking_tables import attendee, registration
from db.refusals import UnknownCode
from db.registrations import know, require_own
from db.vault import Vault


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


_PLACE: Final = "companion"
"""For which place the names are encrypted."""


def seal_name(vault: Vault, name: str) -> str:
    """A name as a registration keeps it: encrypted."""
    return vault.seal(name, context=_PLACE)


def open_name(vault: Vault, sealed: str) -> str:
    """The name again; nothing for one that was forgotten. Raises `Unreadable`."""
    return vault.open(sealed, context=_PLACE) if sealed else ""


def seal_names_anew(connection: Connection, *, vault: Vault) -> int:
    """Encrypt every name with the vault's first key; returns how many."""
    rows = connection.execute(select(attendee.c.id, attendee.c.name).where(attendee.c.name != "")).all()
    for row in rows:
        sealed = seal_name(vault, open_name(vault, row.name))
        connection.execute(update(attendee).where(attendee.c.id == row.id).values(name=sealed))
    return len(rows)
