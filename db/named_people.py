"""People whom staff name: by their number, or by the code of a booking; and the words under which they find them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.audit import note
from db.booking_tables import registration
from db.broadcast_tables import broadcast_listed, user_tag
from db.tables import user

AT_ONCE: Final = 500
"""Names that one query looks up."""
NUMBER_LENGTH: Final = 18
"""Digits of the longest number."""


@dataclass(frozen=True, slots=True)
class Named:
    """Who was found, and which of the names lead to nobody (their places among those given)."""

    users: frozenset[int]
    unknown: tuple[int, ...]


def people_named(connection: Connection, *, names: Sequence[str]) -> Named:
    """The people behind numbers and booking codes. Who was erased, or goes on as somebody else, is not found."""
    found: dict[str, int] = {}
    for start in range(0, len(names), AT_ONCE):
        part = names[start : start + AT_ONCE]
        numbers = [int(one) for one in part if one.isascii() and one.isdecimal() and len(one) <= NUMBER_LENGTH]
        living = select(user.c.id).where(
            user.c.id.in_(numbers), user.c.erased_at.is_(None), user.c.merged_into.is_(None)
        )
        known = {str(one): one for one in connection.execute(living).scalars()}
        found |= {one: known[str(int(one))] for one in part if one.isdecimal() and str(int(one)) in known}
        rows = connection.execute(
            select(registration.c.code, user.c.id)
            .join_from(registration, user, registration.c.user_id == user.c.id)
            .where(registration.c.code.in_([one.upper() for one in part]), user.c.erased_at.is_(None))
        )
        codes = {row.code: row.id for row in rows}
        found |= {one: codes[one.upper()] for one in part if one.upper() in codes}
    unknown = tuple(place for place, one in enumerate(names) if one not in found)
    return Named(frozenset(found.values()), unknown)


def list_people(connection: Connection, *, broadcast_id: int, users: Collection[int]) -> None:
    """Make these the people whom a broadcast's list names, instead of those before."""
    connection.execute(delete(broadcast_listed).where(broadcast_listed.c.broadcast_id == broadcast_id))
    if users:
        connection.execute(
            broadcast_listed.insert(), [{"broadcast_id": broadcast_id, "user_id": one} for one in sorted(users)]
        )


def tag_people(connection: Connection, *, users: Collection[int], tag: str, by: str, now: datetime) -> int:
    """Put a word on people; returns on how many it was not yet."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    added = 0
    for number in sorted(users):
        row = {"user_id": number, "tag": tag, "at": now}
        added += connection.execute(insert(user_tag).values(row).on_conflict_do_nothing()).rowcount
    note(connection, actor=by, action="people_tagged", details=f"{added}", now=now)
    return added


def untag_people(connection: Connection, *, tag: str, by: str, now: datetime) -> int:
    """Take a word away from everybody; returns from how many."""
    gone = connection.execute(delete(user_tag).where(user_tag.c.tag == tag)).rowcount
    note(connection, actor=by, action="people_untagged", details=f"{gone}", now=now)
    return gone


def tags(connection: Connection) -> list[tuple[str, int]]:
    """The words there are, and how many people have each."""
    query = select(user_tag.c.tag, func.count()).group_by(user_tag.c.tag).order_by(user_tag.c.tag)
    return [(row[0], row[1]) for row in connection.execute(query)]
