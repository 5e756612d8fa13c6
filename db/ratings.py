"""How people liked what they went to: they are asked once it is over, and staff see the mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, String, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.booking_tables import offering, registration, slot
from db.broadcast_tables import event_rating
from db.outbox_tables import outbox
from db.refusals import NotFound
from db.registrations import know_all, people_of
from db.together import write_together

KIND: Final = "rate"
"""What the outbox calls the question."""
ASKED: Final = ("event",)
"""The kinds of offering after which is asked."""
LATELY: Final = timedelta(days=2)
"""How long after the end somebody is still asked."""
EVENING: Final = time(20, 0)
MORNING: Final = time(9, 30)
EARLY: Final = time(19, 0)
"""What ends until then is asked about on the same evening, the rest on the next morning; times are the city's."""
LASTS: Final = timedelta(days=3)
"""How long after it was due the question is still worth asking."""
AT_ONCE: Final = 200
STARS: Final = range(1, 6)
WENT: Final = ("confirmed", "checked_in")
"""Who went, as far as is known: where nobody is scanned, a place that was not given up counts."""


@dataclass(frozen=True, slots=True)
class Liked:
    """How a slot was liked: how many said so, the mean of their stars, and the newest words."""

    number: int
    mean: float | None
    words: tuple[str, ...]


def ask_ratings(connection: Connection, *, zone: ZoneInfo, now: datetime) -> int:
    """Let the people of what ended lately be asked, each once; returns how many registrations. Call it until 0."""
    asked = select(outbox.c.id).where(outbox.c.key == literal(f"{KIND}:reg").concat(cast(registration.c.id, String)))
    due = connection.execute(
        select(registration.c.id)
        .join_from(registration, slot, registration.c.slot_id == slot.c.id)
        .join(offering, slot.c.offering_id == offering.c.id)
        .where(
            slot.c.ends_at <= now,
            slot.c.ends_at > now - LATELY,
            offering.c.kind.in_(ASKED),
            registration.c.status.in_(WENT),
            ~asked.exists(),
        )
        .order_by(registration.c.id)
        .limit(AT_ONCE)
    ).scalars()
    found = know_all(connection, registration.c.id.in_(due.all()))
    rows: list[dict[str, Any]] = []
    for known in found:
        at = when_to_ask(known.ends_at, zone)
        for user_id in people_of(connection, known):
            behind = "" if user_id == known.registration.user_id else f":user{user_id}"
            rows.append(
                {
                    "key": f"{KIND}:reg{known.id}{behind}",
                    "user_id": user_id,
                    "kind": KIND,
                    "data": {"registration": known.id},
                    "priority": 1,
                    "due_at": at,
                    "expires_at": at + LASTS,
                    "state": "queued",
                    "attempts": 0,
                    "created_at": now,
                    "changed_at": now,
                }
            )
    write_together(connection, (outbox, rows))
    return len(found)


def when_to_ask(ended: datetime, zone: ZoneInfo) -> datetime:
    """The evening after the end, or the next morning when it ends late."""
    local = ended.astimezone(zone)
    if local.time() <= EARLY:
        return datetime.combine(local.date(), EVENING, zone)
    return datetime.combine(local.date() + timedelta(days=1), MORNING, zone)


def rate(connection: Connection, *, registration_id: int, user_id: int, stars: int, now: datetime) -> None:
    """Keep how many stars somebody gives what they went to; a second time the new ones count. Raises `NotFound`."""
    known = know_all(connection, registration.c.id == registration_id, registration.c.status.in_(WENT))
    if stars not in STARS or not known or now < known[0].ends_at or user_id not in people_of(connection, known[0]):
        raise NotFound
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    row = {"registration_id": registration_id, "user_id": user_id, "stars": stars, "at": now}
    connection.execute(
        insert(event_rating)
        .values(row)
        .on_conflict_do_update(index_elements=["registration_id", "user_id"], set_={"stars": stars, "at": now})
    )


def say_why(connection: Connection, *, registration_id: int, user_id: int, words: str) -> None:
    """Keep a word about it."""
    connection.execute(
        update(event_rating)
        .where(event_rating.c.registration_id == registration_id, event_rating.c.user_id == user_id)
        .values(comment=words)
    )


def forget_words(connection: Connection, *, moment: datetime) -> int:
    """Forget what people wrote about what ended before `moment`; the stars stay."""
    over = (
        select(registration.c.id)
        .join_from(registration, slot, registration.c.slot_id == slot.c.id)
        .where(slot.c.ends_at < moment)
    )
    return connection.execute(
        update(event_rating)
        .where(event_rating.c.registration_id.in_(over), event_rating.c.comment.is_not(None))
        .values(comment=None)
    ).rowcount


def liked(connection: Connection, *, slot_id: int, words: int = 5) -> Liked:
    """How a slot was liked; nobody's name."""
    theirs = select(registration.c.id).where(registration.c.slot_id == slot_id)
    here = event_rating.c.registration_id.in_(theirs)
    number, mean = connection.execute(select(func.count(), func.avg(event_rating.c.stars)).where(here)).one()
    said: Sequence[str] = (
        connection.execute(
            select(event_rating.c.comment)
            .where(here, event_rating.c.comment.is_not(None))
            .order_by(event_rating.c.at.desc())
            .limit(words)
        )
        .scalars()
        .all()
    )
    return Liked(number, None if mean is None else float(mean), tuple(said))
