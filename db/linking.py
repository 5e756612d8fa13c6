"""Joining one person's identities: two users become one, by a code that one of them made and the other used.

The one who made the code stays, the other is merged into it. Which row wins where both have one is said for each
table in `db.belonging`: the newer of two personal fields, the later of two words on a consent; all else is kept.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from db.audit import note
from db.belongings import BELONGINGS
from db.codes import Redeemed, note_wrong_code, redeem_code, require_few_tries
from db.people import Person, recognise
from db.personal_tables import staff
from db.tables import identity, user
from db.vault import Vault


class IsStaff(Exception):
    """Who has a role makes the code and enters it at their other account: a role never goes to whoever sent a code."""


@dataclass(frozen=True, slots=True)
class Continued:
    """A step that began on another channel: who goes on with it here, and the data of its button.

    `anew`: their account here is a new one, because the one they had belongs to somebody who is known already.
    """

    person: Person
    step: str
    anew: bool


def link(connection: Connection, *, vault: Vault, user_id: int, code: str, now: datetime) -> int | None:
    """Join with the user who made a code; returns their number, or None for a wrong code, which is counted.

    Raises `TooManyTries`, and `IsStaff` when the one who enters the code has a role; the code is good still then.
    """
    require_few_tries(connection, user_id=user_id, now=now)
    if connection.execute(select(staff.c.id).where(staff.c.user_id == user_id)).first() is not None:
        raise IsStaff
    opened = redeem_code(connection, vault=vault, kind="link", code=code, now=now)
    if opened is None or opened.user_id is None:
        note_wrong_code(connection, user_id=user_id, now=now)
        return None
    if opened.user_id != user_id:
        merge_users(connection, vault=vault, gone=user_id, stays=opened.user_id, now=now)
    return opened.user_id


def continue_step(
    connection: Connection,
    *,
    vault: Vault,
    channel: str,
    code: str,
    account: str,
    fresh_account: str,
    language: str,
    now: datetime,
) -> Continued | None:
    """Go on with a step that began elsewhere; None for a code that is wrong, used or too old.

    The account here becomes one of the user who made the link. Somebody who is known here already (who agreed to
    something, told or booked something) is not merged by opening a link that anybody could have sent: the step goes
    on under `fresh_account` then.
    """
    opened: Redeemed | None = redeem_code(connection, vault=vault, kind="step", code=code, now=now)
    if opened is None or opened.user_id is None:
        return None
    person = recognise(connection, channel=channel, external_id=account, language=language, now=now)
    anew = person.user_id != opened.user_id and not _is_stranger(connection, person.user_id)
    if anew:
        person = recognise(connection, channel=channel, external_id=fresh_account, language=language, now=now)
    if person.user_id != opened.user_id:
        merge_users(connection, vault=vault, gone=person.user_id, stays=opened.user_id, now=now)
    joined = Person(opened.user_id, person.identity_id, channel, _language_of(connection, opened.user_id))
    return Continued(joined, opened.subject, anew)


def merge_users(connection: Connection, *, vault: Vault, gone: int, stays: int, now: datetime) -> None:
    """Make everything of one user another's. What was noted about the one counts as about the other, too."""
    # Both rows are locked in one order, so that two merges at once do not wait for each other.
    connection.execute(select(user.c.id).where(user.c.id.in_((gone, stays))).order_by(user.c.id).with_for_update())
    for belonging in BELONGINGS:
        belonging.merge_rows(connection, vault=vault, gone=gone, stays=stays, now=now)
    note(connection, actor=f"user:{stays}", action="linked", subject_id=gone, details=f"user:{stays}", now=now)


def _is_stranger(connection: Connection, user_id: int) -> bool:
    """Nothing is known of the user but what they said through one account."""
    accounts = connection.execute(
        select(func.count()).select_from(identity).where(identity.c.user_id == user_id)
    ).scalar_one()
    return accounts == 1 and not any(
        connection.execute(select(1).select_from(belonging.table).where(belonging.of(user_id)).limit(1)).first()
        for belonging in BELONGINGS
        if belonging.of is not None and not belonging.follows and belonging.table not in {user, identity}
    )


def _language_of(connection: Connection, user_id: int) -> str:
    language: str = connection.execute(select(user.c.language).where(user.c.id == user_id)).scalar_one()
    return language
