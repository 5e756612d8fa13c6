"""How a table belongs to a person: whose a row is, what of it they are given, how it is erased, how two are merged.

`db.belongings` has them all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    cast,
    delete,
    exists,
    or_,
    select,
    update,
)

from db.personal_tables import audit, code_attempt, consent, one_time_code, profile_field, staff
from db.profile import open_field, seal_field, write_sealed
from db.tables import conversation, feedback, file, identity, incoming, message, miss, user
from db.vault import Vault

OWN_CHANNELS: Final = ("web", "terminal", "wechat")
"""Channels on which a chat is numbered by the identity; elsewhere by the channel's own account."""
OWN_HISTORIES: Final = ("web", "terminal")
"""Channels that show the history which we keep: there, what is said twice stands once."""

Rows = Callable[[int], ColumnElement[bool]]
"""The rows of a user, by their number."""
Given = Callable[[Mapping[str, Any], Vault], dict[str, Any]]
"""What a person is given of a row of theirs."""
Erase = Callable[[Connection, int, datetime], None]
Merge = Callable[[Connection, Vault, int, int, datetime], None]
"""Makes the rows of one user (the first number) those of another."""


def _as_it_is(row: Mapping[str, Any], _: Vault) -> dict[str, Any]:
    return dict(row)


def without(*names: str) -> Given:
    """A row as it is, without these columns."""
    return lambda row, _: {name: value for name, value in row.items() if name not in names}


def nothing(_connection: Connection, _user_id: int, _now: datetime) -> None:
    """Leave the rows as they are."""


def goes_along(_connection: Connection, _vault: Vault, _gone: int, _stays: int, _now: datetime) -> None:
    """Leave the rows as they are: they follow something else, or lead to a number that does."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """How one table belongs to a person.

    `of`: their rows; None for a table that holds nothing personal, and `why` says so. `erase` None deletes the rows,
    `merge` None sets their ``user_id``. `withdraw` is what a withdrawn consent to bookings does to them. `follows`:
    the rows belong to an identity, not to the user: they go with it, and say nothing about who somebody is.
    """

    table: Table
    why: str
    of: Rows | None = None
    given: Given = _as_it_is
    erase: Erase | None = None
    merge: Merge | None = None
    withdraw: Erase = nothing
    follows: bool = False

    def erase_rows(self, connection: Connection, *, user_id: int, now: datetime) -> None:
        """Delete or anonymise what belongs to a user."""
        if self.of is None:
            return
        if self.erase is not None:
            self.erase(connection, user_id, now)
        else:
            connection.execute(delete(self.table).where(self.of(user_id)))

    def merge_rows(self, connection: Connection, *, vault: Vault, gone: int, stays: int, now: datetime) -> None:
        """Make what belongs to the user `gone` belong to `stays`."""
        if self.of is None or self.follows:
            return
        if self.merge is not None:
            self.merge(connection, vault, gone, stays, now)
        else:
            connection.execute(update(self.table).where(self.of(gone)).values(user_id=stays))


def by_user(column: Column[Any]) -> Rows:
    """The rows whose column is the user's number."""
    return lambda user_id: column == user_id


def by_identity(column: Column[Any]) -> Rows:
    """The rows whose column is the number of an identity of the user's."""
    return lambda user_id: column.in_(select(identity.c.id).where(identity.c.user_id == user_id))


def _is_user(user_id: int) -> ColumnElement[bool]:
    return or_(user.c.id == user_id, user.c.merged_into == user_id)


def _said_by(user_id: int) -> ColumnElement[bool]:
    """Messages in the person's own chats, and on Telegram what they said in groups."""
    theirs = select(identity.c.id).where(identity.c.user_id == user_id, identity.c.channel.in_(OWN_CHANNELS))
    accounts = select(identity.c.external_id).where(
        identity.c.user_id == user_id, identity.c.channel.not_in(OWN_CHANNELS)
    )
    elsewhere = incoming.c.channel.not_in(OWN_CHANNELS)
    sender = incoming.c.payload[("message", "from", "id")].as_string()
    # Chats are compared as numbers, so that their index is used; groups have negative ones. The channel is put so that
    # SQLite does not take its index instead, which leads to half of all messages.
    numbers = accounts.with_only_columns(cast(identity.c.external_id, BigInteger))
    return or_(
        incoming.c.channel.concat("").in_(OWN_CHANNELS) & incoming.c.chat.in_(theirs),
        elsewhere & incoming.c.chat.in_(numbers),
        elsewhere & (incoming.c.chat < 0) & sender.in_(accounts),
    )


def _about(column: Column[Any]) -> Rows:
    return lambda user_id: column.in_(select(incoming.c.id).where(_said_by(user_id)))


def _forms_of(user_id: int) -> ColumnElement[bool]:
    """Keys are ``bot:chat:user:…``; our own bots have numbers of one digit, Telegram's many."""
    own = identity.c.channel.in_(OWN_CHANNELS)
    number = cast(identity.c.id, String)
    return exists().where(
        identity.c.user_id == user_id,
        or_(
            own & conversation.c.key.like("_:" + number + ":" + number + ":%"),
            ~own & conversation.c.key.like("__%:%:" + identity.c.external_id + ":%"),
        ),
    )


def _about_user(user_id: int) -> ColumnElement[bool]:
    return audit.c.subject_id.in_(select(user.c.id).where(_is_user(user_id)))


def _leave_a_number(connection: Connection, user_id: int, now: datetime) -> None:
    connection.execute(update(user).where(_is_user(user_id)).values(language="zh", created_at=now, erased_at=now))


def _go_on_as(connection: Connection, _vault: Vault, gone: int, stays: int, _now: datetime) -> None:
    connection.execute(update(user).where(_is_user(gone)).values(merged_into=stays))


def _newer_field_wins(connection: Connection, vault: Vault, gone: int, stays: int, _now: datetime) -> None:
    rows = connection.execute(select(profile_field).where(profile_field.c.user_id.in_((gone, stays)))).all()
    kept = {row.field: row.changed_at for row in rows if row.user_id == stays}
    for row in rows:
        if row.user_id == gone and (row.field not in kept or row.changed_at > kept[row.field]):
            value = open_field(vault, gone, row.field, row.sealed)
            sealed = seal_field(vault, stays, row.field, value)
            write_sealed(connection, user_id=stays, field=row.field, sealed=sealed, now=row.changed_at)
    connection.execute(delete(profile_field).where(profile_field.c.user_id == gone))


def _opened(row: Mapping[str, Any], vault: Vault) -> dict[str, Any]:
    value = open_field(vault, row["user_id"], row["field"], row["sealed"])
    return {"field": row["field"], "value": value, "changed_at": row["changed_at"]}


def _payload_as_kept(row: Mapping[str, Any], _: Vault) -> dict[str, Any]:
    said = {name: value for name, value in row["payload"].items() if name != "sealed"}
    return {"channel": row["channel"], "received_at": row["received_at"], "payload": said}


PERSONAL_BELONGINGS: Final = (
    Belonging(user, "the person", _is_user, without("id"), erase=_leave_a_number, merge=_go_on_as),
    Belonging(identity, "their accounts on the channels", by_user(identity.c.user_id), without("user_id")),
    Belonging(incoming, "what they said", _said_by, _payload_as_kept, follows=True),
    Belonging(
        message,
        "the history of a channel",
        by_identity(message.c.identity_id),
        without("incoming_id", "ordinal", "outbox_id"),
        follows=True,
    ),
    Belonging(miss, "what the bot did not know", _about(miss.c.incoming_id), without("incoming_id"), follows=True),
    Belonging(feedback, "their ratings", _about(feedback.c.incoming_id), without("incoming_id"), follows=True),
    Belonging(conversation, "forms under way", _forms_of, follows=True),
    Belonging(
        file,
        "files made for them",
        by_identity(file.c.identity_id),
        without("token", "content", "identity_id"),
        follows=True,
    ),
    Belonging(consent, "what they agreed to", by_user(consent.c.user_id), without("user_id")),
    Belonging(
        profile_field,
        "what they told about themselves",
        by_user(profile_field.c.user_id),
        _opened,
        merge=_newer_field_wins,
        withdraw=lambda connection, user_id, _: _forget_profile(connection, user_id),
    ),
    Belonging(staff, "their roles", by_user(staff.c.user_id), without("user_id")),
    Belonging(
        one_time_code,
        "codes they asked for",
        by_user(one_time_code.c.user_id),
        without("user_id", "digest", "subject"),
    ),
    Belonging(code_attempt, "wrong codes", by_user(code_attempt.c.user_id), without("user_id")),
    Belonging(
        audit,
        "who read their data, and what they asked for; the law wants it kept, under a bare number",
        _about_user,
        without("subject_id"),
        erase=nothing,
        merge=goes_along,
        follows=True,
    ),
)


def _forget_profile(connection: Connection, user_id: int) -> None:
    connection.execute(delete(profile_field).where(profile_field.c.user_id == user_id))
