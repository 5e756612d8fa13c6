"""The ledger of mass sendings (群发): each follower gets four a month at most, and staff see how many are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.audience import Aimed, audience_users
from db.tables import identity
from db.wechat import CHANNEL
from db.wechat_tables import wechat_mass, wechat_mass_reach

A_MONTH: Final = 4
"""So many mass sendings one follower gets in a calendar month."""
FEWEST: Final = 2
A_LIST: Final = 10_000
"""How few and how many people one mass sending by list may be for."""
_BEIJING: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Figure:
    """A month's mass sendings: how many were made, and how many followers have so many left (0 to 4)."""

    sent: int
    left: dict[int, int]


def month_of(now: datetime) -> str:
    """The month that a mass sending counts for, by WeChat's clock."""
    return f"{now.astimezone(_BEIJING):%Y-%m}"


def used_up(who: ColumnElement[int], month: str) -> ColumnElement[bool]:
    """Whether somebody, by their identity, had all mass sendings of a month."""
    reach = wechat_mass_reach.c
    return select(reach.times).where(reach.identity_id == who, reach.month == month, reach.times >= A_MONTH).exists()


def open_mass(connection: Connection, *, broadcast_id: int, since: datetime, recipients: int, now: datetime) -> str:
    """Enter a mass sending of a broadcast before it leaves; returns its name, which no other has, in no database.

    `since`: when the broadcast began. The lane must be locked.
    """
    before = connection.execute(
        select(func.count()).select_from(wechat_mass).where(wechat_mass.c.broadcast_id == broadcast_id)
    ).scalar_one()
    name = f"broadcast{broadcast_id}-{since:%Y%m%d%H%M%S}-{before + 1}"
    values = {"month": month_of(now), "recipients": recipients, "state": "sending", "at": now}
    connection.execute(wechat_mass.insert(), {"name": name, "broadcast_id": broadcast_id, **values})
    return name


def close_mass(
    connection: Connection,
    *,
    name: str,
    state: Literal["sent", "failed"],
    message_id: int | None = None,
    identities: Sequence[int] = (),
) -> None:
    """Enter what became of it; what was sent counts for each of these people."""
    month = connection.execute(
        update(wechat_mass)
        .where(wechat_mass.c.name == name)
        .values(state=state, message_id=func.coalesce(message_id, wechat_mass.c.message_id))
        .returning(wechat_mass.c.month)
    ).scalar_one()
    # Somebody who left in the meantime has no row to count in.
    here = connection.execute(select(identity.c.id).where(identity.c.id.in_(identities))).scalars().all()
    if not here:
        return
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    once_more = {"times": wechat_mass_reach.c.times + 1}
    connection.execute(
        insert(wechat_mass_reach).on_conflict_do_update(index_elements=["identity_id", "month"], set_=once_more),
        [{"identity_id": number, "month": month, "times": 1} for number in here],
    )


def note_reached(connection: Connection, *, message_id: int, reached: int) -> None:
    """Enter how many WeChat says a mass sending reached."""
    connection.execute(update(wechat_mass).where(wechat_mass.c.message_id == message_id).values(reached=reached))


def month_figure(connection: Connection, *, month: str, broadcast: Aimed | None = None) -> Figure:
    """How a month stands, for all followers or for those whom a broadcast is for.

    Whoever has another channel, too, is among them: where they are told is decided when it begins.
    """
    sent = connection.execute(
        select(func.count()).select_from(wechat_mass).where(wechat_mass.c.month == month, wechat_mass.c.state == "sent")
    ).scalar_one()
    there = [identity.c.channel == CHANNEL, identity.c.blocked_at.is_(None)]
    if broadcast is not None:
        there.append(identity.c.user_id.in_(audience_users(broadcast)))
    followers = connection.execute(select(func.count()).select_from(identity).where(*there)).scalar_one()
    rows = connection.execute(
        select(wechat_mass_reach.c.times, func.count())
        .join(identity, identity.c.id == wechat_mass_reach.c.identity_id)
        .where(wechat_mass_reach.c.month == month, *there)
        .group_by(wechat_mass_reach.c.times)
    ).all()
    left = {A_MONTH - times: number for times, number in rows}
    left[A_MONTH] = followers - sum(left.values())
    return Figure(sent, {number: people for number, people in sorted(left.items(), reverse=True) if people})
