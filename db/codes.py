"""One-time codes: short-lived, kept as a keyed digest only, good for one use, with few wrong tries."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, func, select, update

from db.personal_tables import code_attempt, one_time_code
from db.vault import Vault

Kind = Literal["staff", "link", "step"]
LIFE: Final[dict[Kind, timedelta]] = {
    "staff": timedelta(hours=24),
    "link": timedelta(minutes=10),
    "step": timedelta(minutes=10),
}
"""How long a code of each kind is good: to join the staff, to join two identities, to go on with a step elsewhere."""
_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What codes that people type are made of: nothing that looks like something else."""
_LENGTH: Final = 10
WRONG_AT_MOST: Final = 5
"""Wrong codes of one person within `WRONG_WITHIN`; then right ones are refused, too."""
WRONG_WITHIN: Final = timedelta(minutes=15)
MADE_AT_MOST: Final = 5
"""Codes of one kind that a person may have at the same time."""


class TooManyTries(Exception):
    """The person has tried too many wrong codes, or asked for too many."""


def new_code() -> str:
    """A code that is short enough to be typed and that nobody guesses: 31 to the power of 10, nearly.

    Never six digits in a row: what looks like a passport or a telephone is masked before it is read.
    """
    while True:
        code = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
        if not re.search(r"\d{6}", code):
            return code


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a code opens: who asked for it (None: the office), and its subject."""

    user_id: int | None
    subject: str


def make_code(
    connection: Connection, *, vault: Vault, kind: Kind, subject: str, user_id: int | None, now: datetime
) -> str:
    """Make a code; the only time that it can be read. Raises `TooManyTries`."""
    if user_id is not None:
        open_ones = connection.execute(
            select(func.count())
            .select_from(one_time_code)
            .where(
                one_time_code.c.user_id == user_id,
                one_time_code.c.kind == kind,
                one_time_code.c.expires_at > now,
            )
        ).scalar_one()
        if open_ones >= MADE_AT_MOST:
            raise TooManyTries
    code = secrets.token_urlsafe(24) if kind == "step" else new_code()
    connection.execute(
        one_time_code.insert(),
        {
            "kind": kind,
            "digest": _digest(vault, kind, code),
            "user_id": user_id,
            "subject": subject,
            "expires_at": now + LIFE[kind],
        },
    )
    return code


def redeem_code(connection: Connection, *, vault: Vault, kind: Kind, code: str, now: datetime) -> Redeemed | None:
    """Use a code up; None when there is no such one. Of two who use it at once, one has it."""
    row = connection.execute(
        update(one_time_code)
        .where(
            one_time_code.c.digest == _digest(vault, kind, code),
            one_time_code.c.kind == kind,
            one_time_code.c.expires_at > now,
            one_time_code.c.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(one_time_code.c.user_id, one_time_code.c.subject)
    ).one_or_none()
    return None if row is None else Redeemed(*row)


def note_wrong_code(connection: Connection, *, user_id: int, now: datetime) -> None:
    """Count a wrong code."""
    connection.execute(code_attempt.insert(), {"user_id": user_id, "at": now})


def require_few_tries(connection: Connection, *, user_id: int, now: datetime) -> None:
    """Raise `TooManyTries` when the person has lately tried too many wrong codes."""
    lately = connection.execute(
        select(func.count())
        .select_from(code_attempt)
        .where(code_attempt.c.user_id == user_id, code_attempt.c.at > now - WRONG_WITHIN)
    ).scalar_one()
    if lately >= WRONG_AT_MOST:
        raise TooManyTries


def _digest(vault: Vault, kind: Kind, code: str) -> str:
    written = code if kind == "step" else code.upper().replace("-", "").replace(" ", "")
    return vault.digest(f"{kind}:{written}")
