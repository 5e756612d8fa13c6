"""What the bot did not know, and what people thought of its answers. Questions arrive here already masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.tables import feedback, miss

Reason = Literal["refused", "unsure", "unknown", "thumbs_down"]
Verdict = Literal["good", "bad"]
_AT_ONCE = 500  # numbers in one statement: SQLite and PostgreSQL both have a limit


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was not answered, or badly: `id` is the row's number, `comment` the words after a 👎.

    `incoming_id` is the message it was asked in; None when that is no longer kept.
    """

    id: int
    incoming_id: int | None
    question: str
    reason: str
    entry: str | None
    comment: str | None
    at: datetime


def record_miss(
    connection: Connection,
    *,
    incoming_id: int,
    question: str,
    language: str,
    reason: Reason,
    entry: str | None,
    now: datetime,
) -> None:
    """Record a question that was not answered, or badly; once for each message and reason."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    connection.execute(
        insert(miss).on_conflict_do_nothing(index_elements=["incoming_id", "reason"]),
        {
            "incoming_id": incoming_id,
            "question": question,
            "language": language,
            "reason": reason,
            "entry": entry,
            "at": now,
        },
    )


def record_feedback(connection: Connection, *, incoming_id: int, entry: str, verdict: Verdict, now: datetime) -> None:
    """Record what a person thought of an answer; the last word counts."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    connection.execute(
        insert(feedback)
        .values(incoming_id=incoming_id, entry=entry, verdict=verdict, at=now)
        .on_conflict_do_update(index_elements=["incoming_id"], set_={"verdict": verdict, "at": now})
    )


def comment_feedback(connection: Connection, *, incoming_id: int, comment: str) -> None:
    """Add the person's own words to their verdict."""
    connection.execute(update(feedback).where(feedback.c.incoming_id == incoming_id).values(comment=comment))


def open_misses(connection: Connection) -> tuple[Miss, ...]:
    """Return the misses that nobody has dealt with, oldest first.

    A blame that its person took back (👎, then 👍) is not among them.
    """
    blamed = and_(feedback.c.incoming_id == miss.c.incoming_id, miss.c.reason == "thumbs_down")
    columns = (
        miss.c.id,
        miss.c.incoming_id,
        miss.c.question,
        miss.c.reason,
        miss.c.entry,
        feedback.c.comment,
        miss.c.at,
    )
    found = connection.execute(
        select(*columns)
        .select_from(miss.outerjoin(feedback, blamed))
        .where(miss.c.settled_at.is_(None), or_(feedback.c.verdict.is_(None), feedback.c.verdict == "bad"))
        .order_by(miss.c.id)
    )
    return tuple(Miss(*row) for row in found)


def settle_misses(connection: Connection, *, numbers: Sequence[int], now: datetime) -> int:
    """Note that the misses with these row numbers were dealt with; return how many were still open."""
    settled = 0
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        change = update(miss).where(miss.c.id.in_(some), miss.c.settled_at.is_(None)).values(settled_at=now)
        settled += connection.execute(change).rowcount
    return settled
