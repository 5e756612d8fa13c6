"""Who lets a broadcast go out: nobody their own, three different people where the office wants three."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from db.audience import topic_or_slot
from db.booking_tables import slot
from db.broadcast_tables import broadcast, broadcast_review
from db.broadcasts import Broadcast, Outdated, WrongState, broadcast_of, note_broadcast
from db.personal_tables import staff
from db.staff import staff_number
from db.staff_messages import tell_users, users_of_staff


class Incomplete(Exception):
    """Something is missing: ``text`` or ``audience``."""


class OwnBroadcast(Exception):
    """Nobody reviews what they wrote themselves."""


class ReviewedBefore(Exception):
    """The person has reviewed this version already: each step needs another one."""


class NotApproved(Exception):
    """Not everybody who has to agree has done so yet."""


@dataclass(frozen=True, slots=True)
class Review:
    """What one person said about one version."""

    version: int
    step: int
    by: str
    agreed: bool
    remark: str | None
    at: datetime


def reviews_of(connection: Connection, *, broadcast_id: int) -> list[Review]:
    """All reviews, of all versions, in their order. Who has left the staff goes by their number."""
    rows = connection.execute(
        select(
            broadcast_review.c.version,
            broadcast_review.c.step,
            staff.c.name,
            broadcast_review.c.staff_id,
            broadcast_review.c.agreed,
            broadcast_review.c.remark,
            broadcast_review.c.at,
        )
        .join_from(broadcast_review, staff, broadcast_review.c.staff_id == staff.c.id, isouter=True)
        .where(broadcast_review.c.broadcast_id == broadcast_id)
        .order_by(broadcast_review.c.id)
    )
    return [
        Review(row.version, row.step, row.name or f"staff:{row.staff_id}", row.agreed, row.remark, row.at)
        for row in rows
    ]


def submit_broadcast(connection: Connection, *, broadcast_id: int, version: int, by: str, now: datetime) -> Broadcast:
    """Ask the others to review it; they are told. Raises `Incomplete`, `Outdated`, `WrongState`."""
    found = broadcast_of(connection, broadcast_id=broadcast_id, lock=True)
    if not found.content.get("zh", {}).get("text"):
        raise Incomplete("text")
    if not topic_or_slot(found):
        raise Incomplete("audience")
    _require(found, version, "draft")
    submitted = _turn(connection, found, "pending_approval", now)
    note_broadcast(connection, found, by=by, action="broadcast_submitted", now=now)
    _tell(connection, submitted, "review_wanted", _others(connection, found), now)
    return submitted


def review_broadcast(
    connection: Connection,
    *,
    broadcast_id: int,
    version: int,
    by: str,
    agreed: bool,
    now: datetime,
    remark: str | None = None,
) -> int:
    """Agree with a version, or send it back to its author; returns how many more have to agree.

    What is sent back is a draft of a new version. Raises `OwnBroadcast`, `ReviewedBefore`, `Outdated`, `WrongState`.
    """
    found = broadcast_of(connection, broadcast_id=broadcast_id, lock=True)
    _require(found, version, "pending_approval")
    reviewer = staff_number(by)
    given = _reviewers(connection, found)
    if _same_person(connection, reviewer, [found.author_id]):
        raise OwnBroadcast
    if _same_person(connection, reviewer, given):
        raise ReviewedBefore
    if len(given) >= found.reviews_needed:
        raise WrongState("approved")
    connection.execute(
        broadcast_review.insert(),
        {
            "broadcast_id": broadcast_id,
            "version": version,
            "step": len(given) + 1,
            "staff_id": reviewer,
            "agreed": agreed,
            "remark": remark,
            "at": now,
        },
    )
    action = "broadcast_approved" if agreed else "broadcast_sent_back"
    note_broadcast(connection, found, by=by, action=action, now=now, details=f"step {len(given) + 1}")
    author = users_of_staff(connection, staff.c.id == found.author_id)
    if not agreed:
        _turn(connection, found, "draft", now, version=version + 1)
        _tell(connection, found, "review_declined", author, now, remark=remark or "")
        return found.reviews_needed
    left = found.reviews_needed - len(given) - 1
    if not left:
        _tell(connection, found, "review_done", author, now)
    return left


def approvals_left(connection: Connection, *, about: Broadcast) -> int:
    """How many more have to agree with its version."""
    return max(0, about.reviews_needed - len(_reviewers(connection, about)))


def schedule_broadcast(
    connection: Connection, *, broadcast_id: int, version: int, by: str, send_at: datetime, now: datetime
) -> Broadcast:
    """Let an approved broadcast go out at `send_at` (`now` for at once), or at another time than was set before.

    What is about a time to book is not said any more when it is over. Raises `NotApproved`, `Outdated`, `WrongState`.
    """
    found = broadcast_of(connection, broadcast_id=broadcast_id, lock=True)
    _require(found, version, "pending_approval", "scheduled")
    if approvals_left(connection, about=found):
        raise NotApproved
    ends = None
    if "slot" in found.audience:
        ends = connection.execute(
            select(slot.c.ends_at).where(slot.c.id == found.audience["slot"])
        ).scalar_one_or_none()
    scheduled = _turn(connection, found, "scheduled", now, send_at=send_at, expires_at=ends)
    details = f"{send_at:%Y-%m-%dT%H:%MZ}"
    note_broadcast(connection, found, by=by, action="broadcast_scheduled", now=now, details=details)
    return scheduled


def _require(found: Broadcast, version: int, *states: str) -> None:
    if found.state not in states:
        raise WrongState(found.state)
    if found.version != version:
        raise Outdated


def _turn(connection: Connection, found: Broadcast, to: str, now: datetime, **changes: object) -> Broadcast:
    turned = connection.execute(
        update(broadcast)
        .where(broadcast.c.id == found.id, broadcast.c.state == found.state, broadcast.c.version == found.version)
        .values(state=to, changed_at=now, **changes)
    )
    if not turned.rowcount:
        raise Outdated
    return broadcast_of(connection, broadcast_id=found.id)


def _reviewers(connection: Connection, about: Broadcast) -> list[int]:
    return list(
        connection.execute(
            select(broadcast_review.c.staff_id).where(
                broadcast_review.c.broadcast_id == about.id,
                broadcast_review.c.version == about.version,
                broadcast_review.c.agreed,
            )
        ).scalars()
    )


def _same_person(connection: Connection, member: int, others: list[int]) -> bool:
    """Whether a member of staff is one of the others, or the same user under another name."""
    users = select(staff.c.user_id).where(staff.c.id.in_(others), staff.c.user_id.is_not(None))
    mine = select(staff.c.id).where(staff.c.id == member, staff.c.user_id.in_(users))
    return member in others or connection.execute(mine).first() is not None


def _others(connection: Connection, found: Broadcast) -> list[int]:
    author = users_of_staff(connection, staff.c.id == found.author_id)
    return [user_id for user_id in users_of_staff(connection) if user_id not in author]


def _tell(
    connection: Connection, about: Broadcast, kind: str, users: Sequence[int], now: datetime, **data: str
) -> None:
    key = f"{kind}:broadcast{about.id}:v{about.version}"
    tell_users(
        connection,
        users=users,
        kind=kind,
        key=key,
        data={"broadcast": about.id, "version": about.version, **data},
        now=now,
    )
