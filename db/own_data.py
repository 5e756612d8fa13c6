"""A person's rights over their data: a copy of everything, withdrawing consent, having all of it deleted."""

from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Connection, select

from db.audit import note
from db.belongings import BELONGINGS
from db.consent import Purpose, newest_consent, record_consent
from db.tables import identity
from db.vault import Vault


def everything_about(
    connection: Connection, *, vault: Vault, user_id: int, now: datetime
) -> dict[str, list[dict[str, Any]]]:
    """Everything held about a person, by table; it is noted that they asked for it."""
    held = {}
    for belonging in BELONGINGS:
        if belonging.of is None:
            continue
        keys = belonging.table.primary_key.columns
        rows = connection.execute(belonging.table.select().where(belonging.of(user_id)).order_by(*keys)).mappings()
        held[belonging.table.name] = [belonging.given(dict(row), vault) for row in rows]
    note(connection, actor=f"user:{user_id}", action="exported", subject_id=user_id, now=now)
    return held


def withdraw_consent(connection: Connection, *, user_id: int, channel: str, now: datetime) -> bool:
    """Withdraw every consent, and at once delete what rested on it; False when there was none."""
    purposes: tuple[Purpose, ...] = get_args(Purpose)
    agreed = False
    for purpose in purposes:
        last = newest_consent(connection, user_id=user_id, purpose=purpose)
        if last is None or not last.given:
            continue
        agreed = True
        record_consent(
            connection,
            user_id=user_id,
            purpose=purpose,
            version=last.version,
            given=False,
            channel=channel,
            now=now,
        )
    if not agreed:
        return False
    for belonging in reversed(BELONGINGS):
        belonging.withdraw(connection, user_id, now)
    note(connection, actor=f"user:{user_id}", action="withdrawn", subject_id=user_id, now=now)
    return True


def erase(connection: Connection, *, user_id: int, now: datetime) -> list[int]:
    """Delete or anonymise everything about a person; returns the numbers of the identities that are gone."""
    gone = list(
        connection.execute(select(identity.c.id).where(identity.c.user_id == user_id).order_by(identity.c.id)).scalars()
    )
    for belonging in reversed(BELONGINGS):
        belonging.erase_rows(connection, user_id=user_id, now=now)
    note(connection, actor=f"user:{user_id}", action="erased", subject_id=user_id, now=now)
    return gone
