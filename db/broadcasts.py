"""What the office tells many: written and changed here. Who lets it out is `db.broadcast_reviews`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, delete, select, update

from db.audit import note
from db.broadcast_tables import broadcast, broadcast_file, broadcast_listed, broadcast_review
from db.staff import staff_number

State = Literal["draft", "pending_approval", "scheduled", "expanding", "sending", "paused", "finished", "cancelled"]
Purpose = Literal["news", "notice"]
FileKind = Literal["picture", "document"]

EDITABLE: Final = ("draft", "pending_approval", "scheduled")
"""States in which nothing has left yet."""


class BroadcastGone(Exception):
    """There is no broadcast of this number."""


class WrongState(Exception):
    """It is not in a state in which this can be done; the argument is the state it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class Outdated(Exception):
    """Somebody has changed it since it was looked at."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast; the columns are those of `db.broadcast_tables`."""

    id: int
    title: str
    state: State
    purpose: Purpose
    content: dict[str, Any]
    audience: dict[str, Any]
    version: int
    reviews_needed: int
    urgent: bool
    send_at: datetime | None
    expires_at: datetime | None
    author_id: int
    recipients: int | None
    reason: str | None
    created_at: datetime
    changed_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The picture or the document that goes with a broadcast. `known_as`: what each lane calls it already."""

    kind: FileKind
    name: str
    media_type: str
    content: bytes
    known_as: dict[str, str]


_COLUMNS = tuple(broadcast.c[name] for name in Broadcast.__dataclass_fields__)


def draft_broadcast(
    connection: Connection,
    *,
    by: str,
    title: str,
    purpose: Purpose,
    content: Mapping[str, Any],
    audience: Mapping[str, Any],
    reviews_needed: int,
    now: datetime,
) -> Broadcast:
    """Begin a broadcast. `by` is the actor of a member of staff, its author."""
    row = connection.execute(
        broadcast.insert().returning(*_COLUMNS),
        {
            "title": title,
            "state": "draft",
            "purpose": purpose,
            "content": dict(content),
            "audience": dict(audience),
            "version": 1,
            "reviews_needed": reviews_needed,
            "urgent": False,
            "author_id": staff_number(by),
            "cursor": 0,
            "created_at": now,
            "changed_at": now,
        },
    ).one()
    made = Broadcast(*row)
    note_broadcast(connection, made, by=by, action="broadcast_drafted", now=now)
    return made


def broadcast_of(connection: Connection, *, broadcast_id: int, lock: bool = False) -> Broadcast:
    """One of them; `lock` keeps everybody else from changing it in this transaction. Raises `BroadcastGone`."""
    query = select(*_COLUMNS).where(broadcast.c.id == broadcast_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise BroadcastGone(broadcast_id)
    return Broadcast(*row)


def broadcasts(connection: Connection, *, before: int | None = None, limit: int = 8) -> list[Broadcast]:
    """The newest, newest first; `before` gives those older than that number."""
    query = select(*_COLUMNS).order_by(broadcast.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(broadcast.c.id < before)
    return [Broadcast(*row) for row in connection.execute(query)]


def edit_broadcast(
    connection: Connection, *, broadcast_id: int, version: int, by: str, now: datetime, changes: Mapping[str, Any]
) -> Broadcast:
    """Change what stands in it. It is a draft again then, of a new version: reviews of older ones do not count.

    `version` is the one that was looked at. Raises `BroadcastGone`, `Outdated`, or `WrongState` once it has begun.
    """
    row = connection.execute(
        update(broadcast)
        .where(broadcast.c.id == broadcast_id, broadcast.c.version == version, broadcast.c.state.in_(EDITABLE))
        .values(**changes, state="draft", version=version + 1, send_at=None, changed_at=now)
        .returning(*_COLUMNS)
    ).one_or_none()
    if row is None:
        found = broadcast_of(connection, broadcast_id=broadcast_id)
        raise WrongState(found.state) if found.state not in EDITABLE else Outdated
    edited = Broadcast(*row)
    what = ", ".join(sorted(changes))
    note_broadcast(connection, edited, by=by, action="broadcast_edited", now=now, details=what)
    return edited


def enclose(
    connection: Connection, *, broadcast_id: int, version: int, by: str, file: Enclosure | None, now: datetime
) -> Broadcast:
    """Let a picture or a document go with it instead of the one before; None takes it out."""
    edited = edit_broadcast(connection, broadcast_id=broadcast_id, version=version, by=by, now=now, changes={})
    connection.execute(delete(broadcast_file).where(broadcast_file.c.broadcast_id == broadcast_id))
    if file is not None:
        row = {name: getattr(file, name) for name in Enclosure.__dataclass_fields__}
        connection.execute(broadcast_file.insert(), {"broadcast_id": broadcast_id, **row})
    return edited


def enclosure_of(connection: Connection, *, broadcast_id: int) -> Enclosure | None:
    """What goes with it."""
    columns = [broadcast_file.c[name] for name in Enclosure.__dataclass_fields__]
    row = connection.execute(select(*columns).where(broadcast_file.c.broadcast_id == broadcast_id)).one_or_none()
    return None if row is None else Enclosure(*row)


def known_there(connection: Connection, *, broadcast_id: int, lane: str, name: str) -> None:
    """Remember what a lane calls the file, so that it need not be handed over again for everybody."""
    this = broadcast_file.c.broadcast_id == broadcast_id
    known = connection.execute(select(broadcast_file.c.known_as).where(this).with_for_update()).scalar_one_or_none()
    if known is not None:
        connection.execute(update(broadcast_file).where(this).values(known_as={**known, lane: name}))


def discard_broadcast(connection: Connection, *, broadcast_id: int, by: str, now: datetime) -> None:
    """Throw away what has not left: nothing but the log remembers it. Raises `BroadcastGone` and `WrongState`."""
    found = broadcast_of(connection, broadcast_id=broadcast_id, lock=True)
    if found.state not in EDITABLE:
        raise WrongState(found.state)
    for table in (broadcast_review, broadcast_file, broadcast_listed):
        connection.execute(delete(table).where(table.c.broadcast_id == broadcast_id))
    connection.execute(delete(broadcast).where(broadcast.c.id == broadcast_id))
    note_broadcast(connection, found, by=by, action="broadcast_discarded", now=now)


def note_broadcast(
    connection: Connection, about: Broadcast, *, by: str, action: str, now: datetime, details: str = ""
) -> None:
    """Add a line about a broadcast to the log."""
    words = f"broadcast:{about.id} v{about.version}"
    note(connection, actor=by, action=action, details=f"{words} {details}".strip(), now=now)
