"""What people agreed to: each yes, no and withdrawal, with the version of the words, the channel and the time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from db.personal_tables import consent

Purpose = Literal["booking", "sensitive"]
"""``booking``: name and phone, for what one books. ``sensitive``: what only a mixer needs, asked separately."""


class ConsentMissing(Exception):
    """The person has not agreed to this purpose, in the words that hold now."""

    def __init__(self, purpose: Purpose) -> None:
        super().__init__(purpose)
        self.purpose: Purpose = purpose


@dataclass(frozen=True, slots=True)
class Consent:
    """The newest word of a person on a purpose."""

    purpose: str
    version: str
    given: bool
    channel: str
    at: datetime


def record_consent(
    connection: Connection, *, user_id: int, purpose: Purpose, version: str, given: bool, channel: str, now: datetime
) -> None:
    """Record a yes, a no or a withdrawal. The same word again adds nothing."""
    last = newest_consent(connection, user_id=user_id, purpose=purpose)
    if last is not None and (last.version, last.given) == (version, given):
        return
    connection.execute(
        consent.insert(),
        {"user_id": user_id, "purpose": purpose, "version": version, "given": given, "channel": channel, "at": now},
    )


def newest_consent(connection: Connection, *, user_id: int, purpose: Purpose) -> Consent | None:
    """What the person last said to a purpose; None when they were never asked.

    Ordered by time, then number: when two users become one, the later word counts, whoever of them said it.
    """
    row = connection.execute(
        select(consent.c.purpose, consent.c.version, consent.c.given, consent.c.channel, consent.c.at)
        .where(consent.c.user_id == user_id, consent.c.purpose == purpose)
        .order_by(consent.c.at.desc(), consent.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Consent(*row)


def has_consented(connection: Connection, *, user_id: int, purpose: Purpose, version: str) -> bool:
    """Whether the person agrees to a purpose, in these words. Other words must be agreed to anew."""
    last = newest_consent(connection, user_id=user_id, purpose=purpose)
    return last is not None and last.given and last.version == version


def require_consent(connection: Connection, *, user_id: int, purpose: Purpose, version: str) -> None:
    """Raise `ConsentMissing` unless the person agrees to a purpose in these words."""
    if not has_consented(connection, user_id=user_id, purpose=purpose, version=version):
        raise ConsentMissing(purpose)
