"""Who of the staff may do what in the chat: a role, joined by a one-time code."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import Connection, delete, select, update

from db.audit import OFFICE, note
from db.codes import make_code, note_wrong_code, redeem_code, require_few_tries
from db.personal_tables import one_time_code, staff
from db.vault import Vault

Role = Literal["admin", "events", "mixer"]
"""``events`` looks after offerings and registrations; ``mixer`` does, and may read sensitive values, each read
audited; ``admin`` does everything but read personal values."""
ROLES: Final[tuple[Role, ...]] = get_args(Role)


class NotAllowed(Exception):
    """The person has not the role that this needs."""


class NameTaken(Exception):
    """There is a member of staff of this name already."""


class NoSuchStaff(Exception):
    """There is no member of staff of this name."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff. `joined` is None until they have used their code."""

    id: int
    name: str
    role: Role
    joined: datetime | None


@dataclass(frozen=True, slots=True)
class Roles:
    """What one user may do, and how the log names them. Two members who became one user have both roles."""

    actor: str
    roles: frozenset[Role]


def add_staff(connection: Connection, *, vault: Vault, name: str, role: Role, now: datetime) -> str:
    """Take somebody in; returns the code with which they join. Raises `NameTaken`."""
    if connection.execute(select(staff.c.id).where(staff.c.name == name)).first() is not None:
        raise NameTaken(name)
    number = connection.execute(
        staff.insert().returning(staff.c.id), {"name": name, "role": role, "created_at": now}
    ).scalar_one()
    note(connection, actor=OFFICE, action="staff_added", details=f"staff:{number} {role}", now=now)
    return make_code(connection, vault=vault, kind="staff", subject=str(number), user_id=None, now=now)


def all_staff(connection: Connection) -> list[Member]:
    """Everybody, by name."""
    rows = connection.execute(select(staff.c.id, staff.c.name, staff.c.role, staff.c.joined_at).order_by(staff.c.name))
    return [Member(*row) for row in rows]


def remove_staff(connection: Connection, *, name: str, now: datetime) -> None:
    """Take the role away, at once, with a code that was not used. Raises `NoSuchStaff`."""
    number = connection.execute(delete(staff).where(staff.c.name == name).returning(staff.c.id)).scalar_one_or_none()
    if number is None:
        raise NoSuchStaff(name)
    connection.execute(
        delete(one_time_code).where(one_time_code.c.kind == "staff", one_time_code.c.subject == str(number))
    )
    note(connection, actor=OFFICE, action="staff_removed", details=f"staff:{number}", now=now)


def join_staff(connection: Connection, *, vault: Vault, user_id: int, code: str, now: datetime) -> Member | None:
    """Join with a code; None for a wrong one, which is counted. Raises `TooManyTries`."""
    require_few_tries(connection, user_id=user_id, now=now)
    opened = redeem_code(connection, vault=vault, kind="staff", code=code, now=now)
    if opened is None:
        note_wrong_code(connection, user_id=user_id, now=now)
        return None
    row = connection.execute(
        update(staff)
        .where(staff.c.id == int(opened.subject), staff.c.user_id.is_(None))
        .values(user_id=user_id, joined_at=now)
        .returning(staff.c.id, staff.c.name, staff.c.role, staff.c.joined_at)
    ).one_or_none()
    if row is None:
        return None
    note(connection, actor=f"staff:{row.id}", action="staff_joined", subject_id=user_id, now=now)
    return Member(*row)


def roles_of(connection: Connection, *, user_id: int) -> Roles:
    """The roles of a user; none for who is not of the staff."""
    rows = connection.execute(
        select(staff.c.id, staff.c.role).where(staff.c.user_id == user_id).order_by(staff.c.id)
    ).all()
    return Roles(f"staff:{rows[0].id}" if rows else f"user:{user_id}", frozenset(row.role for row in rows))


def staff_name(connection: Connection, *, user_id: int) -> str | None:
    """How a member of staff is called, as they were taken in; None for who is not one."""
    found: str | None = connection.execute(
        select(staff.c.name).where(staff.c.user_id == user_id).order_by(staff.c.id).limit(1)
    ).scalar_one_or_none()
    return found


def staff_number(actor: str) -> int:
    """The number of a member of staff by whom the log says something was done (``staff:3``)."""
    return int(actor.removeprefix("staff:"))
