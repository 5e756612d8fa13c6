"""What is kept too long is deleted, each kind after its own time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete

from db.audit import note
from db.booking_belonging import forget_events
from db.files import forget_files_before
from db.intake import forget_before
from db.kept_counts import forget_said
from db.personal_tables import audit, code_attempt, one_time_code, profile_field
from db.ratings import forget_words
from db.tables import conversation, feedback, miss
from db.wechat import forget_kept_before

CODES_KEPT: Final = timedelta(days=1)
"""How long a one-time code is kept after its end, and a wrong try."""


@dataclass(frozen=True, slots=True)
class Periods:
    """How many days each kind is kept."""

    chats: int
    events: int
    profile: int
    learning: int
    audit: int


Step = Callable[[Connection, Periods, datetime], int]
"""Deletes one kind that is due; returns how many."""


def purge(connection: Connection, *, periods: Periods, now: datetime) -> dict[str, int]:
    """Delete everything whose time is over; returns how many of each kind, without the kinds of which none was."""
    gone = {kind: step(connection, periods, now) for kind, step in STEPS.items()}
    gone = {kind: number for kind, number in gone.items() if number}
    if gone:
        words = ", ".join(f"{kind} {number}" for kind, number in gone.items())
        note(connection, actor="clock", action="purged", details=words, now=now)
    return gone


def _chats(connection: Connection, periods: Periods, now: datetime) -> int:
    return forget_before(connection, moment=now - timedelta(days=periods.chats))


def _files(connection: Connection, periods: Periods, now: datetime) -> int:
    return forget_files_before(connection, moment=now - timedelta(days=periods.chats), now=now)


def _kept(connection: Connection, periods: Periods, now: datetime) -> int:
    return forget_kept_before(connection, moment=now - timedelta(days=periods.chats), now=now)


def _forms(connection: Connection, periods: Periods, now: datetime) -> int:
    moment = now - timedelta(days=periods.chats)
    return connection.execute(delete(conversation).where(conversation.c.changed_at < moment)).rowcount


def _events(connection: Connection, periods: Periods, now: datetime) -> int:
    moment = now - timedelta(days=periods.events)
    said = forget_said(connection, moment=moment)
    return forget_events(connection, moment=moment) + forget_words(connection, moment=moment) + said


def _profile(connection: Connection, periods: Periods, now: datetime) -> int:
    moment = now - timedelta(days=periods.profile)
    return connection.execute(delete(profile_field).where(profile_field.c.changed_at < moment)).rowcount


def _learning(connection: Connection, periods: Periods, now: datetime) -> int:
    moment = now - timedelta(days=periods.learning)
    return sum(connection.execute(delete(table).where(table.c.at < moment)).rowcount for table in (miss, feedback))


def _codes(connection: Connection, _: Periods, now: datetime) -> int:
    moment = now - CODES_KEPT
    codes = connection.execute(delete(one_time_code).where(one_time_code.c.expires_at < moment)).rowcount
    return codes + connection.execute(delete(code_attempt).where(code_attempt.c.at < moment)).rowcount


def _audit(connection: Connection, periods: Periods, now: datetime) -> int:
    return connection.execute(delete(audit).where(audit.c.at < now - timedelta(days=periods.audit))).rowcount


STEPS: Final[dict[str, Step]] = {
    "messages": _chats,
    "files": _files,
    "messages kept for WeChat": _kept,
    "forms": _forms,
    "event data": _events,
    "personal fields": _profile,
    "misses and feedback": _learning,
    "codes": _codes,
    "audit lines": _audit,
}
