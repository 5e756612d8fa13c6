"""Who gets a broadcast on WeChat by one mass sending: people of one language, under one name."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, literal, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.audience import wants
from db.due import ORDER, ROW, Fates, is_of_broadcast, locked, too_late
from db.outbox import due_at_once
from db.outbox_tables import QUEUED, SENDING, outbox
from db.routing import blocked_chats
from db.tables import Utc, identity, message
from db.wechat_quota import A_LIST, FEWEST, month_of, open_mass, used_up
from db.wechat_tables import wechat_mass
from db.weekly import ENOUGH, had_enough

KNOWN_FOR: Final = timedelta(hours=23)
"""How long a mass sending is tried again: WeChat knows its name for 24 hours, and then it would be another one."""
_LANGUAGE: Final = outbox.c.data["language"].as_string()


@dataclass(frozen=True, slots=True)
class Together:
    """On a lane that says things to many at once: the broadcast whose turn it is, and in which languages it goes so.

    Without a broadcast, nothing of any is taken in hand.
    """

    broadcast_id: int | None = None
    languages: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class MassList:
    """People who are told together, under `name`; without one they are too few, and are told one by one.

    `fates`: what becomes of those who are not told.
    """

    rows: Sequence[Row[Any]] = ()
    fates: Fates = field(default_factory=dict)
    name: str | None = None


def next_list(
    connection: Connection,
    *,
    broadcast: Row[Any],
    lane: str,
    languages: Collection[str],
    weekly: int,
    now: datetime,
) -> MassList:
    """The list of a broadcast whose turn it is: one that was tried before, else a new one, which is named and entered.

    The lane must be locked.
    """
    tried = connection.execute(
        select(wechat_mass.c.name, wechat_mass.c.at)
        .where(
            wechat_mass.c.broadcast_id == broadcast.id,
            select(outbox.c.id).where(outbox.c.mass == wechat_mass.c.name, QUEUED, due_at_once(now)).exists(),
        )
        .order_by(wechat_mass.c.at)
        .limit(1)
    ).one_or_none()
    if tried is not None:
        return _once_more(connection, broadcast, lane, tried.name, tried.at, now)
    return _new(connection, broadcast, lane, languages, weekly, now)


def one_by_one(broadcast: Row[Any], languages: Collection[str], now: datetime) -> ColumnElement[bool]:
    """The messages of a broadcast that no list is made of.

    A notice is about what people booked: who had all mass sendings of the month gets it all the same.
    """
    other: ColumnElement[bool] = _LANGUAGE.not_in(languages)
    if broadcast.purpose == "notice":
        other = other | used_up(outbox.c.chat, month_of(now))
    return outbox.c.mass.is_(None) & other


def accounts_of(connection: Connection, *, name: str) -> list[str]:
    """The openids of those who are on a list in hand and still there."""
    return list(
        connection.execute(
            select(identity.c.external_id)
            .join(outbox, identity.c.id == outbox.c.chat)
            .where(outbox.c.mass == name, SENDING)
            .order_by(identity.c.id)
        ).scalars()
    )


def write_told(connection: Connection, *, name: str, body: Mapping[str, Any], now: datetime) -> None:
    """Write what a list is told into the history of each of its people, once however often it is tried."""
    rows = select(
        outbox.c.chat, outbox.c.id, literal("bot"), literal(dict(body), message.c.body.type), literal(now, Utc)
    )
    told = rows.join(identity, identity.c.id == outbox.c.chat).where(outbox.c.mass == name, SENDING)
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    columns = ("identity_id", "outbox_id", "author", "body", "at")
    connection.execute(insert(message).from_select(columns, told, include_defaults=False).on_conflict_do_nothing())


def _once_more(
    connection: Connection, broadcast: Row[Any], lane: str, name: str, first: datetime, now: datetime
) -> MassList:
    """The same people under the same name, whatever became of the try before: whoever has it does not get it again.

    Who is left out now may have it, too.
    """
    # Nobody is passed over because their row is locked: under this name it is now or never.
    asked: Select[Any] = ROW.where(outbox.c.mass == name, QUEUED).order_by(outbox.c.id).with_for_update(of=outbox)
    rows = connection.execute(asked).all()
    out = _left_out(connection, broadcast, lane, rows, now)
    going = [row for row in rows if row.id not in out]
    if first <= now - KNOWN_FOR or len(going) < FEWEST:
        return MassList(fates={row.id: ("unsure", "no_answer") for row in rows})
    return MassList(going, dict.fromkeys(out, ("unsure", "no_answer")), name)


def _new(
    connection: Connection,
    broadcast: Row[Any],
    lane: str,
    languages: Collection[str],
    weekly: int,
    now: datetime,
) -> MassList:
    month = month_of(now)
    asked: Select[Any] = ROW.where(
        *is_of_broadcast(lane, broadcast.id, now), outbox.c.mass.is_(None), _LANGUAGE.in_(languages)
    ).order_by(*ORDER)
    if broadcast.purpose == "notice":
        asked = asked.where(~used_up(outbox.c.chat, month))
    first = connection.execute(asked.limit(1)).one_or_none() if languages else None
    if first is None:
        return MassList()
    rows: Sequence[Row[Any]] = connection.execute(
        locked(asked.where(first.data["language"] == _LANGUAGE).limit(A_LIST))
    ).all()
    fates = _left_out(connection, broadcast, lane, rows, now)
    going = [row.user_id for row in rows if row.id not in fates]
    enough = had_enough(connection, broadcast, going, weekly=weekly, soon=Counter(), now=now)
    fates |= {row.id: ENOUGH for row in rows if row.user_id in enough}
    if broadcast.purpose == "news":
        over = used_up(identity.c.id, month), identity.c.id.in_([row.chat for row in rows])
        full = set(connection.execute(select(identity.c.id).where(*over)).scalars())
        fates |= {row.id: ("skipped", "mass_used_up") for row in rows if row.chat in full and row.id not in fates}
    told = [row for row in rows if row.id not in fates]
    if len(told) < FEWEST:
        return MassList(told, fates)
    name = open_mass(connection, broadcast_id=broadcast.id, since=broadcast.started_at, recipients=len(told), now=now)
    return MassList(told, fates, name)


def _left_out(connection: Connection, broadcast: Row[Any], lane: str, rows: Sequence[Row[Any]], now: datetime) -> Fates:
    wanted = wants(connection, broadcast, [row.user_id for row in rows])
    gone = blocked_chats(connection, lane, {row.chat for row in rows})
    fates: Fates = {row.id: ("blocked", "blocked_before") for row in rows if row.chat in gone}
    fates |= {row.id: ("skipped", "opted_out") for row in rows if row.user_id not in wanted}
    return fates | too_late(rows, now)
