"""The ledger of mass sendings (群发): each follower gets four a month at most, and staff see how many are left."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.tables import identity
from db.wechat import CHANNEL
from db.wechat_tables import wechat_mass, wechat_mass_reach

A_MONTH = 4
"""So many mass sendings one follower gets in a calendar month."""
_BEIJING: Final = ZoneInfo("Asia/Shanghai")
_TOGETHER = 500
"""Rows and numbers in one statement; SQLite takes 32,766 values."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who still gets one this month."""

    identity_id: int
    account: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A month's mass sendings: how many were made, and how many followers have so many left (0 to 4)."""

    sent: int
    left: dict[int, int]


def month_of(now: datetime) -> str:
    """The month that a mass sending counts for, by WeChat's clock."""
    return f"{now.astimezone(_BEIJING):%Y-%m}"


def open_mass(
    connection: Connection, *, name: str, month: str, identities: Collection[int], now: datetime
) -> list[Recipient]:
    """Enter a mass sending before it leaves; returns those who may still get one. None when it has left already."""
    state = connection.execute(select(wechat_mass.c.state).where(wechat_mass.c.name == name)).scalar_one_or_none()
    if state == "sent":
        return []
    recipients: list[Recipient] = []
    for some in _together(sorted(identities)):
        rows = connection.execute(
            select(identity.c.id, identity.c.external_id)
            .outerjoin(
                wechat_mass_reach,
                (wechat_mass_reach.c.identity_id == identity.c.id) & (wechat_mass_reach.c.month == month),
            )
            .where(
                identity.c.id.in_(some),
                identity.c.channel == CHANNEL,
                identity.c.blocked_at.is_(None),
                func.coalesce(wechat_mass_reach.c.times, 0) < A_MONTH,
            )
            .order_by(identity.c.id)
        ).all()
        recipients += [Recipient(*row) for row in rows]
    values = {"month": month, "recipients": len(recipients), "state": "sending", "at": now}
    if state is None:
        connection.execute(wechat_mass.insert(), {"name": name, **values})
    else:
        connection.execute(update(wechat_mass).where(wechat_mass.c.name == name).values(**values))
    return recipients


def close_mass(
    connection: Connection,
    *,
    name: str,
    state: Literal["sent", "failed"],
    message_id: int | None = None,
    recipients: Sequence[Recipient] = (),
) -> None:
    """Enter what became of it; what was sent counts for each of its recipients, once."""
    row = connection.execute(
        update(wechat_mass)
        .where(wechat_mass.c.name == name, wechat_mass.c.state != "sent")
        .values(state=state, message_id=message_id)
        .returning(wechat_mass.c.month)
    ).one_or_none()
    if row is None or state == "failed":
        return
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    for some in _together([one.identity_id for one in recipients]):
        # Somebody who left in the meantime has no row to count in.
        here = connection.execute(select(identity.c.id).where(identity.c.id.in_(some))).scalars().all()
        if here:
            rows = [{"identity_id": number, "month": row.month, "times": 1} for number in here]
            connection.execute(
                insert(wechat_mass_reach)
                .values(rows)
                .on_conflict_do_update(
                    index_elements=["identity_id", "month"], set_={"times": wechat_mass_reach.c.times + 1}
                )
            )


def note_reached(connection: Connection, *, message_id: int, reached: int) -> None:
    """Enter how many WeChat says a mass sending reached."""
    connection.execute(update(wechat_mass).where(wechat_mass.c.message_id == message_id).values(reached=reached))


def month_figure(connection: Connection, *, month: str) -> Figure:
    """How a month stands."""
    sent = connection.execute(
        select(func.count()).select_from(wechat_mass).where(wechat_mass.c.month == month, wechat_mass.c.state == "sent")
    ).scalar_one()
    followers = connection.execute(
        select(func.count()).select_from(identity).where(identity.c.channel == CHANNEL, identity.c.blocked_at.is_(None))
    ).scalar_one()
    rows = connection.execute(
        select(wechat_mass_reach.c.times, func.count())
        .join(identity, identity.c.id == wechat_mass_reach.c.identity_id)
        .where(wechat_mass_reach.c.month == month, identity.c.blocked_at.is_(None))
        .group_by(wechat_mass_reach.c.times)
    ).all()
    left = {A_MONTH - times: number for times, number in rows}
    left[A_MONTH] = followers - sum(left.values())
    return Figure(sent, {number: people for number, people in sorted(left.items(), reverse=True) if people})


def _together(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[start : start + _TOGETHER] for start in range(0, len(numbers), _TOGETHER)]
