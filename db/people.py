"""Who speaks with the bot: users, and their identities on the channels."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.tables import identity, user


@dataclass(frozen=True, slots=True)
class Person:
    """A user as seen through one of their identities. `language` is their choice, or their channel's first guess."""

    user_id: int
    identity_id: int
    channel: str
    language: str


def recognise(connection: Connection, *, channel: str, external_id: str, language: str, now: datetime) -> Person:
    """The person behind a channel's account; a new user, with `language`, when it was never seen before."""
    known = find(connection, channel=channel, external_id=external_id)
    if known is not None:
        return known
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    with connection.begin_nested() as attempt:
        user_id = connection.execute(
            user.insert().returning(user.c.id), {"language": language, "created_at": now}
        ).scalar_one()
        identity_id = connection.execute(
            insert(identity).on_conflict_do_nothing(index_elements=["channel", "external_id"]).returning(identity.c.id),
            {"channel": channel, "external_id": external_id, "user_id": user_id, "created_at": now},
        ).scalar_one_or_none()
        if identity_id is not None:
            return Person(user_id=user_id, identity_id=identity_id, channel=channel, language=language)
        attempt.rollback()  # another program met the same person in this very moment
    return recognise(connection, channel=channel, external_id=external_id, language=language, now=now)


def find(connection: Connection, *, channel: str, external_id: str) -> Person | None:
    """The person behind a channel's account, if we have met."""
    row = connection.execute(
        select(user.c.id, identity.c.id, identity.c.channel, user.c.language)
        .join_from(identity, user)
        .where(identity.c.channel == channel, identity.c.external_id == external_id)
    ).one_or_none()
    return None if row is None else Person(*row)


def by_identity(connection: Connection, *, identity_id: int) -> Person | None:
    """The person behind one of our own identity numbers."""
    row = connection.execute(
        select(user.c.id, identity.c.id, identity.c.channel, user.c.language)
        .join_from(identity, user)
        .where(identity.c.id == identity_id)
    ).one_or_none()
    return None if row is None else Person(*row)


def choose_language(connection: Connection, *, user_id: int, language: str) -> None:
    """Remember the language that a user chose."""
    connection.execute(update(user).where(user.c.id == user_id).values(language=language))
