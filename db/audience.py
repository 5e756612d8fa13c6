"""Whom a broadcast is for: everybody once, where they wrote last and can still be reached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import Column, ColumnElement, CompoundSelect, Connection, Row, Select, func, select, tuple_, union_all

from db.belonging import OWN_CHANNELS
from db.booking_tables import attendee, registration
from db.broadcast_tables import broadcast_listed, subscription, user_tag
from db.statuses import ACTIVE
from db.tables import identity, incoming, user

NEVER: Final = ("terminal",)
"""Channels on which nobody is told by broadcast: who has closed it might not open it again, and it never finished."""


class Aimed(Protocol):
    """A broadcast, as far as it says whom it is for."""

    @property
    def id(self) -> int: ...
    @property
    def purpose(self) -> str: ...
    @property
    def audience(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person, and where they are told: `lane` is the channel's name, `chat` the chat there."""

    user_id: int
    lane: str
    chat: int
    language: str


def topic_or_slot(broadcast: Aimed | Row[Any]) -> bool:
    """Whether it says enough about whom it is for: news a topic, a notice a time to book or a list."""
    if broadcast.purpose == "news":
        return "topic" in broadcast.audience
    return "slot" in broadcast.audience or bool(broadcast.audience.get("listed"))


def audience_batch(
    connection: Connection,
    *,
    broadcast: Aimed | Row[Any],
    after: int,
    limit: int,
    now: datetime,  # noqa: ARG001 - what time decides comes
) -> list[Recipient]:
    """The next recipients by their number, from after user `after` on; fewer than `limit` only at the end."""
    query, number = _people(broadcast, after=after)
    people = connection.execute(query.order_by(number).limit(limit)).all()
    where = _reached(connection, [row.id for row in people], broadcast.audience.get("channels"))
    return [Recipient(row.id, *where[row.id], row.language) for row in people]


def wants(connection: Connection, broadcast: Aimed | Row[Any], user_ids: Collection[int]) -> set[int]:
    """Those who may still be told: they are still there, and for news still want its topic."""
    query = select(user.c.id).where(user.c.id.in_(user_ids), user.c.erased_at.is_(None), user.c.merged_into.is_(None))
    if broadcast.purpose == "news":
        query = query.join(subscription, subscription.c.user_id == user.c.id).where(
            subscription.c.topic == broadcast.audience.get("topic")
        )
    return set(connection.execute(query).scalars())


def audience_size(connection: Connection, *, broadcast: Aimed | Row[Any]) -> int:
    """How many people it is for now."""
    query, _ = _people(broadcast)
    return connection.execute(query.with_only_columns(func.count(), maintain_column_froms=True)).scalar_one()


def audience_users(broadcast: Aimed | Row[Any]) -> Select[tuple[int]]:
    """The numbers of the people it is for now."""
    query, _ = _people(broadcast)
    return query.with_only_columns(user.c.id, maintain_column_froms=True)


def audience_sample(
    connection: Connection, *, broadcast: Aimed | Row[Any], limit: int, now: datetime
) -> list[Recipient]:
    """Some of them."""
    return audience_batch(connection, broadcast=broadcast, after=0, limit=limit, now=now)


def _people(broadcast: Aimed | Row[Any], *, after: int = 0) -> tuple[Select[tuple[int, str]], Column[int]]:
    """The users beyond a number for whom all that the audience says holds, and who can be reached; and their number.

    It begins with the few: a slot's registrants are not looked for among a million.
    """
    said, number = broadcast.audience, user.c.id
    query = select(user.c.id, user.c.language).where(
        user.c.erased_at.is_(None), user.c.merged_into.is_(None), _reachable(said.get("channels")).exists()
    )
    if broadcast.purpose == "news" or "topic" in said:
        number = subscription.c.user_id
        query = query.join(subscription, number == user.c.id).where(subscription.c.topic == said.get("topic"))
    if "slot" in said:
        query = query.where(user.c.id.in_(_registered(said["slot"], said.get("statuses"))))
    elif broadcast.purpose == "notice":
        query = query.where(_booked(registration.c.user_id == user.c.id).exists())
    if "language" in said:
        query = query.where(user.c.language == said["language"])
    if "tag" in said:
        query = query.where(user.c.id.in_(select(user_tag.c.user_id).where(user_tag.c.tag == said["tag"])))
    if said.get("listed"):
        listed = select(broadcast_listed.c.user_id).where(broadcast_listed.c.broadcast_id == broadcast.id)
        query = query.where(user.c.id.in_(listed))
    return query.where(number > after), number


def _booked(*conditions: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(registration.c.id).where(registration.c.status.in_(sorted(ACTIVE)), *conditions)


def _registered(slot_id: int, statuses: Sequence[str] | None) -> CompoundSelect[tuple[int]]:
    """Who registered for the slot, and who agreed to come along."""
    hers = select(registration.c.user_id).where(
        registration.c.slot_id == slot_id, registration.c.status.in_(statuses or sorted(ACTIVE))
    )
    along = (
        hers.with_only_columns(attendee.c.user_id)
        .join(attendee, attendee.c.registration_id == registration.c.id)
        .where(attendee.c.user_id.is_not(None), attendee.c.agreed_at.is_not(None))
    )
    return union_all(hers, along)


def _reachable(channels: Sequence[str] | None) -> Select[tuple[int]]:
    query = select(identity.c.id).where(
        identity.c.user_id == user.c.id, identity.c.blocked_at.is_(None), identity.c.channel.not_in(NEVER)
    )
    return query if channels is None else query.where(identity.c.channel.in_(channels))


def _reached(
    connection: Connection, users: Sequence[int], channels: Sequence[str] | None
) -> dict[int, tuple[str, int]]:
    """Channel and chat of each: where they wrote last; where we met them last when they never wrote."""
    query = select(identity.c.id, identity.c.user_id, identity.c.channel, identity.c.external_id).where(
        identity.c.user_id.in_(users), identity.c.blocked_at.is_(None), identity.c.channel.not_in(NEVER)
    )
    if channels is not None:
        query = query.where(identity.c.channel.in_(channels))
    found: dict[int, list[tuple[str, int]]] = {}
    for row in connection.execute(query.order_by(identity.c.id)):
        chat = row.id if row.channel in OWN_CHANNELS else int(row.external_id)
        found.setdefault(row.user_id, []).append((row.channel, chat))
    several = [place for places in found.values() if len(places) > 1 for place in places]
    said = _last_said(connection, several)
    # Of those who never wrote the last place is taken: it is the newest.
    return {user_id: max(reversed(places), key=lambda one: said.get(one, 0)) for user_id, places in found.items()}


def _last_said(connection: Connection, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
    if not places:
        return {}
    rows = connection.execute(
        select(incoming.c.channel, incoming.c.chat, func.max(incoming.c.id))
        .where(tuple_(incoming.c.channel, incoming.c.chat).in_(places))
        .group_by(incoming.c.channel, incoming.c.chat)
    )
    return {(row[0], row[1]): row[2] for row in rows}
