"""What became of the messages that were taken in hand."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, bindparam, case, func, select, update

from db import wechat
from db.belonging import OWN_CHANNELS, OWN_HISTORIES
from db.broadcast_control import RECALLED, take_back
from db.broadcast_tables import broadcast
from db.delivering import Claimed
from db.lanes import ALARMED, lane_works
from db.outbox import tell_staff
from db.outbox_tables import SENDING, WITH_OTHERS, outbox
from db.tables import identity
from db.wechat_quota import close_mass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message.

    ``queued`` is to be tried again, by a list after `wait` seconds; `burned` says whether the attempt counts, which it
    does not when nothing has left; `chat` is its new chat, when it moved. `general`: it may be the message's own fault,
    not this person's, so that many in a row speak against the whole broadcast.
    """

    state: Literal["queued", "sent", "failed", "unsure", "skipped", "blocked"]
    reason: str | None = None
    sent_as: str | None = None
    burned: bool = True
    chat: int | None = None
    general: bool = False
    wait: float = 0.0


GIVEN_BACK: Final = Outcome("queued", burned=False)
"""It was in hand and not begun."""

Results = Sequence[tuple[Claimed, Outcome]]


def write_outcomes(
    connection: Connection, *, worker: int, results: Results, most_faults: int, now: datetime
) -> list[int]:
    """Write down what became of this worker's messages; returns the broadcasts that paused themselves by it.

    A result that comes late, when the message counts as unsure already, still holds. Writing the same again changes
    nothing. A broadcast in which the same went wrong `most_faults` times in a row pauses itself.
    """
    alone = [(one, outcome) for one, outcome in results if one.mass is None]
    _write_alone(connection, worker, alone, now)
    for one, outcome in results:
        if one.mass is not None:
            _write_list(connection, worker, one.mass, outcome, now)
    _remember_blocked(connection, results, now)
    for one, outcome in results:
        if one.lane == wechat.CHANNEL and outcome.reason == wechat.KEPT:
            # They may have come already, and read it.
            wechat.note_kept_said(connection, identity_id=one.chat, now=now)
    for name in {one.lane for one, outcome in results if outcome.state == "sent"}:
        lane_works(connection, name=name)
    again = {one.broadcast_id for one, outcome in results if outcome.state == "queued"} - {None}
    if again:
        # "Finished" must be true: one that was taken for it goes on.
        connection.execute(
            update(broadcast)
            .where(broadcast.c.id.in_(again), broadcast.c.state == "finished")
            .values(state="sending", finished_at=None, changed_at=now)
        )
    return _tell_broadcasts(connection, results, most_faults, now)


def _write_alone(connection: Connection, worker: int, results: Results, now: datetime) -> None:
    if not results:
        return
    connection.execute(
        update(outbox)
        .where(
            outbox.c.id == bindparam("this"),
            outbox.c.worker == worker,
            (outbox.c.state == "sending") | (outbox.c.state == "unsure"),
        )
        .values(
            state=bindparam("fate"),
            reason=bindparam("why"),
            sent_as=func.coalesce(bindparam("name", type_=outbox.c.sent_as.type), outbox.c.sent_as),
            attempts=outbox.c.attempts - bindparam("kept"),
            chat=func.coalesce(bindparam("moved", type_=outbox.c.chat.type), outbox.c.chat),
            worker=bindparam("holder", type_=outbox.c.worker.type),
            leased_until=None,
            changed_at=now,
        ),
        [
            {
                "this": one.id,
                "fate": outcome.state,
                "why": outcome.reason,
                "name": outcome.sent_as,
                "holder": None if outcome.state == "queued" else worker,
                "kept": 0 if outcome.burned else 1,
                "moved": outcome.chat,
            }
            for one, outcome in results
        ],
    )


def _write_list(connection: Connection, worker: int, name: str, outcome: Outcome, now: datetime) -> None:
    """The same for all of a list.

    While nobody knows whether it left, its people stay together under its name; otherwise they are free for another.
    """
    mine = outbox.c.mass == name, outbox.c.worker == worker, outbox.c.state.in_(("sending", "unsure"))
    values: dict[str, Any] = {"state": outcome.state, "reason": outcome.reason, "leased_until": None, "changed_at": now}
    if outcome.state == "queued":
        values |= {"worker": None, "due_at": now + timedelta(seconds=outcome.wait)}
        values |= {} if outcome.burned else _not_tried()
    rows = connection.execute(update(outbox).where(*mine).values(values).returning(outbox.c.chat, outbox.c.mass)).all()
    if outcome.state == "sent" and rows:
        known = int(outcome.sent_as) if outcome.sent_as is not None else None
        people = [row.chat for row in rows if row.chat is not None]
        close_mass(connection, name=name, state="sent", message_id=known, identities=people)
    elif rows and (outcome.state == "failed" or rows[0].mass is None):
        close_mass(connection, name=name, state="failed")


def _not_tried() -> dict[str, Any]:
    """It counts as never tried; a list that was tried before stays what it is."""
    return {"attempts": outbox.c.attempts - 1, "mass": case((outbox.c.attempts > 1, outbox.c.mass))}


def _remember_blocked(connection: Connection, results: Results, now: datetime) -> None:
    gone = [
        {"where": one.lane, "who": str(one.chat)}
        for one, outcome in results
        if outcome.state == "blocked" and one.lane not in OWN_CHANNELS
    ]
    if gone:
        connection.execute(
            update(identity)
            .where(
                identity.c.channel == bindparam("where"),
                identity.c.external_id == bindparam("who"),
                identity.c.blocked_at.is_(None),
            )
            .values(blocked_at=now),
            gone,
        )


def _tell_broadcasts(connection: Connection, results: Results, most: int, now: datetime) -> list[int]:
    """Take back what left after its broadcast was recalled, and count what goes wrong in a row."""
    by_broadcast: dict[int, list[tuple[Claimed, Outcome]]] = {}
    for one, outcome in results:
        if one.broadcast_id is not None and outcome.state in {"sent", "failed", "unsure"}:
            by_broadcast.setdefault(one.broadcast_id, []).append((one, outcome))
    if not by_broadcast:
        return []
    # Whoever recalls it meanwhile is waited for: one of both sees what the other has written. Only a recall minds this
    # weakest of locks, so that nobody else waits for a worker that stands still while it holds it.
    looked = connection.execute(
        select(broadcast.c.id, broadcast.c.state, broadcast.c.reason, broadcast.c.faults)
        .where(broadcast.c.id.in_(by_broadcast))
        .order_by(broadcast.c.id)
        .with_for_update(read=True, key_share=True)
    ).all()
    late = [
        one.id
        for row in looked
        if (row.state, row.reason) == ("cancelled", RECALLED)
        for one, outcome in by_broadcast[row.id]
        if outcome.state == "sent" and one.mass is None
    ]
    if late:
        take_back(connection, outbox.c.id.in_(late), now)
    paused = []
    for row in looked:
        outcomes = [outcome for _, outcome in by_broadcast[row.id]]
        if row.faults or any(outcome.general for outcome in outcomes):
            paused += _count_faults(connection, row.id, outcomes, most, now)
    return paused


def _count_faults(
    connection: Connection, number: int, outcomes: Sequence[Outcome], most: int, now: datetime
) -> list[int]:
    this = broadcast.c.id == number
    # Two workers count one after the other; the key is left alone, so that the other's lock above is not waited for.
    before = connection.execute(
        select(broadcast.c.faults, broadcast.c.fault, broadcast.c.title, broadcast.c.state)
        .where(this)
        .with_for_update(key_share=True)
    ).one()
    faults, fault = _streak(before.faults, before.fault, outcomes)
    if (faults, fault) == (before.faults, before.fault):
        return []
    values: dict[str, Any] = {"faults": faults, "fault": fault}
    pauses = faults >= most and before.state in {"sending", "expanding"}
    if pauses:
        values |= {"state": "paused", "reason": fault, "changed_at": now}
        tell_staff(
            connection,
            kind="broadcast_paused",
            roles=ALARMED,
            key=f"{number}:{now:%Y%m%d%H%M%S}",
            data={"broadcast": number, "title": before.title, "fault": fault},
            now=now,
        )
    connection.execute(update(broadcast).where(this).values(values))
    return [number] if pauses else []


def _streak(faults: int, fault: str | None, outcomes: Iterable[Outcome]) -> tuple[int, str | None]:
    for outcome in outcomes:
        if outcome.state == "sent":
            faults, fault = 0, None
        elif outcome.general:
            faults, fault = (faults + 1 if outcome.reason == fault else 1), outcome.reason
    return faults, fault


def release_expired(connection: Connection, *, now: datetime) -> int:
    """Messages whose worker has not been heard of until the end of its lease are unsure; returns how many.

    Where people see the history that we keep, a message stands once, however often it is said: there it is said again.
    A mass sending leaves once, however often it is tried, and is tried again.
    """
    over = SENDING & (outbox.c.leased_until <= now)
    # All of a list at once: it is tried again as it was.
    lists = connection.execute(
        update(outbox).where(over, WITH_OTHERS).values(state="queued", leased_until=None, changed_at=now)
    ).rowcount
    numbers = connection.execute(select(outbox.c.id).where(over).limit(500)).scalars().all()
    if not numbers:
        return lists
    own = outbox.c.lane.in_(OWN_HISTORIES)
    alone = connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(numbers), over)
        .values(
            state=case((own, "queued"), else_="unsure"),
            reason=case((own, None), else_="worker_gone"),
            leased_until=None,
            changed_at=now,
        )
    ).rowcount
    return lists + alone


def give_back_unknown(connection: Connection, *, worker: int, lane: str, known: Collection[int], now: datetime) -> int:
    """Put back what stands as in this worker's hand on a lane though it knows nothing of it; returns how many.

    That happens when the database went away in the moment in which it took a wave in hand.
    """
    in_doubt = (outbox.c.state == "unsure") & (outbox.c.reason == "worker_gone")
    mine = outbox.c.worker == worker, outbox.c.lane == lane, SENDING | in_doubt
    held = connection.execute(select(outbox.c.id, outbox.c.mass).where(*mine)).all()
    lists = {row.mass for row in held if row.id in known} - {None}
    lost = [row.id for row in held if row.id not in known and row.mass not in lists]
    return connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(lost), *mine)
        .values(state="queued", worker=None, leased_until=None, changed_at=now, **_not_tried())
    ).rowcount
