"""The access token of a WeChat account: one row that all programs share, refreshed by the one who claims it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.wechat_tables import wechat_token

DEMANDED_EVERY: Final = timedelta(seconds=30)
DEMANDS_A_DAY: Final = 20
"""How often another token in place of the one in use may be demanded at most, by WeChat's page on stable_token."""
Grant = Literal["granted", "too soon", "used up"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A token as it is kept: encrypted, with its end. Nothing when there never was one."""

    sealed: str | None = None
    expires_at: datetime | None = None


def kept_token(connection: Connection, *, app_id: str) -> Kept:
    """The token that was fetched last."""
    row = connection.execute(
        select(wechat_token.c.sealed, wechat_token.c.expires_at).where(wechat_token.c.app_id == app_id)
    ).one_or_none()
    return Kept() if row is None else Kept(*row)


def claim_renewal(connection: Connection, *, app_id: str, seen: str | None, now: datetime, until: datetime) -> bool:
    """Whether the caller fetches the next token: nobody else does until `until`, and none came since it looked."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    connection.execute(insert(wechat_token).on_conflict_do_nothing(), {"app_id": app_id})
    return (
        connection.execute(
            update(wechat_token)
            .where(
                wechat_token.c.app_id == app_id,
                wechat_token.c.sealed.is_not_distinct_from(seen),
                or_(wechat_token.c.renewing_until.is_(None), wechat_token.c.renewing_until <= now),
            )
            .values(renewing_until=until)
        ).rowcount
        == 1
    )


def claim_demand(connection: Connection, *, app_id: str, now: datetime, day_began: datetime) -> Grant:
    """Whether another token may be demanded now, by any program; counted when it may.

    `day_began`: when WeChat's day did. That the day's are used up is said every `DEMANDED_EVERY`: in between it is
    ``too soon``.
    """
    row = connection.execute(
        select(wechat_token.c.demanded_at, wechat_token.c.demands)
        .where(wechat_token.c.app_id == app_id)
        .with_for_update()
    ).one()
    # A clock that was put back must not forbid it until it is there again.
    if row.demanded_at is not None and abs(now - row.demanded_at) < DEMANDED_EVERY:
        return "too soon"
    before = row.demands if row.demanded_at is not None and row.demanded_at >= day_began else 0
    connection.execute(
        update(wechat_token)
        .where(wechat_token.c.app_id == app_id)
        .values(demanded_at=now, demands=min(before + 1, DEMANDS_A_DAY))
    )
    return "granted" if before < DEMANDS_A_DAY else "used up"


def keep_token(
    connection: Connection, *, app_id: str, sealed: str, expires_at: datetime, renewing_until: datetime | None
) -> None:
    """Keep a token that was fetched; `renewing_until`: nobody asks again before."""
    connection.execute(
        update(wechat_token)
        .where(wechat_token.c.app_id == app_id)
        .values(sealed=sealed, expires_at=expires_at, renewing_until=renewing_until)
    )


def give_up_renewal(connection: Connection, *, app_id: str, until: datetime | None) -> None:
    """The fetching failed: somebody else may try, from `until` on."""
    connection.execute(update(wechat_token).where(wechat_token.c.app_id == app_id).values(renewing_until=until))
