"""What the bot did not know, and what people thought of its answers. Questions arrive here already masked."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.tables import feedback, miss

Reason = Literal["refused", "unsure", "unknown", "thumbs_down"]
Verdict = Literal["good", "bad"]


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
