"""What stays of a broadcast when its messages are deleted: how many came to what. Who got them is gone then."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.broadcast_tables import broadcast_count
from db.outbox_tables import IS_RECALL, outbox

TOLD: Final = "broadcast"
RECALL: Final = "recall"
"""The kinds of message that a broadcast has: what is told, and what takes it back."""
AT_ONCE: Final = 5000
"""Messages that are deleted by one statement: what is added up stays small."""
NEVER_KNOWN: Final = {"queued": ("expired", "too_late"), "sending": ("unsure", "worker_gone")}
"""What a message counts as that nobody says any more, because it is deleted before anything became of it."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many messages of one kind (see `RECALL`) on one lane came to the same, for one reason.

    `gone` of them are deleted.
    """

    kind: str
    lane: str | None
    state: str
    reason: str | None
    number: int
    gone: int = 0


def forget_said(connection: Connection, *, moment: datetime) -> int:
    """Delete the messages with which nothing has happened since `moment`; returns how many.

    Those of a broadcast are counted in the same transaction, and by what is deleted: no message is missed or counted
    twice, whatever becomes of others meanwhile.
    """
    due = (
        select(outbox.c.id)
        .where(outbox.c.due_at < moment, outbox.c.created_at < moment, outbox.c.changed_at < moment)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    gone = (
        delete(outbox)
        .where(outbox.c.id.in_(due))
        .returning(outbox.c.broadcast_id, outbox.c.kind, outbox.c.key, outbox.c.lane, outbox.c.state, outbox.c.reason)
    )
    total, counted = 0, Counter[tuple[int, str, str, str, str]]()
    while rows := connection.execute(gone).all():
        total += len(rows)
        counted.update(found for row in rows if (found := _counted_as(row)))
    _add(connection, counted)
    return total


def _counted_as(row: Any) -> tuple[int, str, str, str, str] | None:
    if row.broadcast_id is not None:
        number = row.broadcast_id
    elif row.kind == RECALL:
        number = int(row.key.removeprefix("recall").partition(":")[0])
    else:
        return None
    state, reason = NEVER_KNOWN.get(row.state, (row.state, row.reason))
    return number, row.kind, row.lane or "", state, reason or ""


def _add(connection: Connection, counted: Counter[tuple[int, str, str, str, str]]) -> None:
    if not counted:
        return
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    adding = insert(broadcast_count)
    columns = ("broadcast_id", "kind", "lane", "state", "reason")
    connection.execute(
        adding.on_conflict_do_update(
            index_elements=columns, set_={"number": broadcast_count.c.number + adding.excluded.number}
        ),
        # In one order, so that two programs that do this at once do not wait for each other in a circle.
        [{**dict(zip(columns, about, strict=True)), "number": number} for about, number in sorted(counted.items())],
    )


def counts_of(connection: Connection, *, broadcast_id: int) -> list[Count]:
    """How many of a broadcast's messages came to what, those that are deleted among them; in a fixed order."""
    found: dict[tuple[str, str | None, str, str | None], tuple[int, int]] = {}
    # By how it begins, not by what it lies between: what comes between two words depends on the database's language.
    recalls = IS_RECALL & outbox.c.key.startswith(f"{RECALL}{broadcast_id}:", autoescape=True)
    for theirs in (outbox.c.broadcast_id == broadcast_id, recalls):
        present = (
            select(outbox.c.kind, outbox.c.lane, outbox.c.state, outbox.c.reason, func.count().label("number"))
            .where(theirs)
            .group_by(outbox.c.kind, outbox.c.lane, outbox.c.state, outbox.c.reason)
        )
        for row in connection.execute(present):
            found[row.kind, row.lane, row.state, row.reason] = (row.number, 0)
    for row in connection.execute(select(broadcast_count).where(broadcast_count.c.broadcast_id == broadcast_id)):
        about = (row.kind, row.lane or None, row.state, row.reason or None)
        number, gone = found.get(about, (0, 0))
        found[about] = (number + row.number, gone + row.number)
    most_first = sorted(found.items(), key=lambda one: (-one[1][0], str(one[0])))
    return [Count(*about, *numbers) for about, numbers in most_first]
