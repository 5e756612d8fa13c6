"""What a person told about themselves for a booking: the fewest fields, each encrypted in the database.

Name and phone are encrypted like the sensitive fields: it costs microseconds, and a copied file tells nothing then.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.audit import note
from db.consent import Purpose, require_consent
from db.personal_tables import profile_field
from db.staff import NotAllowed, Role, roles_of
from db.vault import Vault

Field = Literal["name", "phone", "gender", "single"]
"""``gender`` (``man`` or ``woman``) where seats need it, ``single`` (``yes`` or ``no``) for mixers."""
FIELDS: Final[tuple[Field, ...]] = get_args(Field)
SENSITIVE: Final[frozenset[Field]] = frozenset({"gender", "single"})
PURPOSE: Final[dict[Field, Purpose]] = {
    "name": "booking",
    "phone": "booking",
    "gender": "sensitive",
    "single": "sensitive",
}
"""What must be agreed to before a field is stored."""
_MAY_READ: Final[dict[Purpose, frozenset[Role]]] = {
    "booking": frozenset({"events", "mixer"}),
    "sensitive": frozenset({"mixer"}),
}
_ALLOWED: Final[dict[Field, frozenset[str]]] = {
    "gender": frozenset({"man", "woman"}),
    "single": frozenset({"yes", "no"}),
}


class NotAField(ValueError):
    """A field that no service needs, or a value that the field does not have."""


def record_field(
    connection: Connection,
    *,
    vault: Vault,
    user_id: int,
    field: Field,
    value: str,
    consent_version: str,
    now: datetime,
) -> None:
    """Keep a field. Raises `ConsentMissing` unless its purpose is agreed to, `NotAField` for what is not one."""
    if field not in FIELDS or value not in _ALLOWED.get(field, {value}) or not value:
        raise NotAField(field)
    require_consent(connection, user_id=user_id, purpose=PURPOSE[field], version=consent_version)
    write_sealed(connection, user_id=user_id, field=field, sealed=seal_field(vault, user_id, field, value), now=now)


def own_profile(connection: Connection, *, vault: Vault, user_id: int) -> dict[Field, str]:
    """What a person told about themselves, for their own eyes and their own bookings. Staff read by `read_profile`."""
    return _opened(connection, vault, user_id, FIELDS)


def read_profile(
    connection: Connection,
    *,
    vault: Vault,
    by_user: int,
    user_id: int,
    fields: Collection[Field],
    reason: str,
    now: datetime,
) -> dict[Field, str]:
    """What staff read of a person; every read stands in the audit log before its values are given.

    Raises `NotAllowed`: name and phone are for the roles ``events`` and ``mixer``, sensitive fields for ``mixer``
    alone (an ``admin`` reads none).
    """
    member = roles_of(connection, user_id=by_user)
    if not reason or any(not member.roles & _MAY_READ[PURPOSE[field]] for field in fields):
        raise NotAllowed
    named = ", ".join(sorted(fields))
    note(
        connection,
        actor=member.actor,
        action="read_profile",
        subject_id=user_id,
        details=f"{named}: {reason}",
        now=now,
    )
    return _opened(connection, vault, user_id, fields)


def remove_fields(connection: Connection, *, user_id: int, purpose: Purpose | None = None) -> int:
    """Delete the fields of a purpose, or all; returns how many."""
    gone = delete(profile_field).where(profile_field.c.user_id == user_id)
    if purpose is not None:
        gone = gone.where(profile_field.c.field.in_([field for field in FIELDS if PURPOSE[field] == purpose]))
    return connection.execute(gone).rowcount


def seal_field(vault: Vault, user_id: int, field: str, value: str) -> str:
    """A value encrypted for one user and field."""
    return vault.seal(value, context=_context(user_id, field))


def open_field(vault: Vault, user_id: int, field: str, sealed: str) -> str:
    """The value again; raises `Unreadable`."""
    return vault.open(sealed, context=_context(user_id, field))


def write_sealed(connection: Connection, *, user_id: int, field: str, sealed: str, now: datetime) -> None:
    """Put an encrypted value in its place."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    changes = {"sealed": sealed, "changed_at": now}
    connection.execute(
        insert(profile_field)
        .values({"user_id": user_id, "field": field, **changes})
        .on_conflict_do_update(index_elements=["user_id", "field"], set_=changes)
    )


def try_keys(connection: Connection, *, vault: Vault) -> None:
    """Try the keys on the newest field, if there is one. Raises `Unreadable`."""
    row = connection.execute(select(profile_field).order_by(profile_field.c.changed_at.desc()).limit(1)).one_or_none()
    if row is not None:
        open_field(vault, row.user_id, row.field, row.sealed)


def seal_anew(connection: Connection, *, vault: Vault) -> int:
    """Encrypt every field with the vault's first key, so that an old key can be taken out; returns how many."""
    rows = connection.execute(select(profile_field)).all()
    for row in rows:
        value = open_field(vault, row.user_id, row.field, row.sealed)
        connection.execute(
            update(profile_field)
            .where(profile_field.c.user_id == row.user_id, profile_field.c.field == row.field)
            .values(sealed=seal_field(vault, row.user_id, row.field, value))
        )
    return len(rows)


def masked(profile: Mapping[Field, str]) -> dict[Field, str]:
    """What may be shown in a chat: ``王*``, ``138****5678``; the rest as it is."""
    shown = dict(profile)
    if name := profile.get("name"):
        shown["name"] = name[0] + "*" * (len(name) - 1)
    if phone := profile.get("phone"):
        shown["phone"] = phone[:3] + "*" * max(0, len(phone) - 7) + phone[-4:]
    return shown


def _opened(connection: Connection, vault: Vault, user_id: int, fields: Collection[Field]) -> dict[Field, str]:
    rows = connection.execute(
        select(profile_field.c.field, profile_field.c.sealed).where(
            profile_field.c.user_id == user_id, profile_field.c.field.in_(fields)
        )
    )
    found = {row.field: row.sealed for row in rows}
    return {field: open_field(vault, user_id, field, found[field]) for field in FIELDS if field in found}


def _context(user_id: int, field: str) -> str:
    return f"profile:{user_id}:{field}"
