"""The messages that came in: written down before they are acknowledged, done after they are handled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from db.belonging import OWN_CHANNELS
from db.history import Told, write_message
from db.tables import identity, incoming, message, miss

WORKER_LOCKS = 0x6A79  # the first key of our PostgreSQL advisory locks; the second is the worker's number


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message from outside, before it is written down.

    `key` is the channel's own name for it, the same at every delivery; `payload` is an aiogram `Update` as JSON
    without its id. `shown` is the person's own message as their history shows it, with the identity whose history
    that is; None for channels that keep a history of their own.
    """

    channel: str
    key: str
    chat: int
    payload: dict[str, Any]
    shown: tuple[int, dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that is written down. `answers` left in earlier runs, of which there were `attempts`."""

    id: int
    channel: str
    chat: int
    payload: dict[str, Any]
    attempts: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of an arrival: its id, whether it is new, and the person's own message in their history."""

    id: int
    new: bool
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """A message that came earlier, as it was kept (masked). `refused`: it was not understood, and was told so."""

    payload: dict[str, Any]
    refused: bool


def record(connection: Connection, *, arrivals: Sequence[Arrival], worker: int, now: datetime) -> list[Receipt]:
    """Write arrivals down, each once however often it is delivered. The receipts are in the order of the arrivals."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    rows = [
        {
            "channel": arrival.channel,
            "key": arrival.key,
            "chat": arrival.chat,
            "payload": arrival.payload,
            "received_at": now,
            "worker": worker,
            "attempts": 0,
            "answers": 0,
        }
        for arrival in arrivals
    ]
    written = connection.execute(
        insert(incoming)
        .on_conflict_do_nothing(index_elements=["channel", "key"])
        .returning(incoming.c.channel, incoming.c.key, incoming.c.id),
        rows,
    )
    new = {(channel, key): number for channel, key, number in written}
    _are_back(connection, arrivals)
    return [_receipt(connection, arrival, new.pop((arrival.channel, arrival.key), None), now) for arrival in arrivals]


def _are_back(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    """Who writes can be reached again, whatever was before."""
    accounts = {arrival.channel: set[str]() for arrival in arrivals if arrival.channel not in OWN_CHANNELS}
    for arrival in arrivals:
        if arrival.channel in accounts:
            accounts[arrival.channel].add(str(arrival.chat))
    for channel, theirs in accounts.items():
        connection.execute(
            update(identity)
            .where(
                identity.c.channel == channel, identity.c.external_id.in_(theirs), identity.c.blocked_at.is_not(None)
            )
            .values(blocked_at=None)
        )


def _receipt(connection: Connection, arrival: Arrival, number: int | None, now: datetime) -> Receipt:
    if number is None:
        return _known(connection, arrival)
    if arrival.shown is None:
        return Receipt(number, new=True)
    owner, body = arrival.shown
    told = write_message(connection, identity_id=owner, incoming_id=number, ordinal=0, author="me", body=body, now=now)
    return Receipt(number, new=True, told=told)


def _known(connection: Connection, arrival: Arrival) -> Receipt:
    known = connection.execute(
        select(incoming.c.id).where(incoming.c.channel == arrival.channel, incoming.c.key == arrival.key)
    ).scalar_one()
    row = connection.execute(
        select(message).where(message.c.incoming_id == known, message.c.ordinal == 0)
    ).one_or_none()
    return Receipt(known, new=False, told=None if row is None else Told.of(row))


def note_answers(connection: Connection, *, answers: Mapping[int, int]) -> None:
    """Note how many answers to each message have left, so that a second run does not say them again."""
    connection.execute(
        update(incoming)
        .where(incoming.c.id == bindparam("this"), incoming.c.answers < bindparam("left"))
        .values(answers=bindparam("left")),
        [{"this": number, "left": left} for number, left in answers.items()],
    )


def take_back_answer(connection: Connection, *, incoming_id: int, answers: int) -> None:
    """An answer that had left was refused: only so many count, and the next run says the refused one again."""
    connection.execute(update(incoming).where(incoming.c.id == incoming_id).values(answers=answers))


def finish(connection: Connection, *, done: Collection[int], now: datetime) -> None:
    """Mark messages as handled."""
    connection.execute(update(incoming).where(incoming.c.id.in_(done)).values(done_at=now))


def fail(connection: Connection, *, incoming_id: int, reference: str, now: datetime) -> None:
    """Mark a message as one whose handling failed. It stays, with the reference that its sender was given."""
    connection.execute(update(incoming).where(incoming.c.id == incoming_id).values(done_at=now, failure=reference))


def take_over(connection: Connection, *, channels: Collection[str], worker: int, alone: bool) -> list[Incoming]:
    """Make the unfinished messages of programs that are gone this worker's own, oldest first.

    With `alone` (SQLite: one program serves a channel) all of them are. Otherwise a program is gone when nobody holds
    its advisory lock: PostgreSQL frees it in the moment when the program's connection dies, however it died.
    """
    undone = incoming.c.done_at.is_(None) & incoming.c.channel.in_(channels) & (incoming.c.worker != worker)
    owners = (
        connection.execute(select(incoming.c.worker).where(undone).distinct().order_by(incoming.c.worker))
        .scalars()
        .all()
    )
    gone = [owner for owner in owners if alone or _is_gone(connection, owner)]
    if not gone:
        return []
    rows = connection.execute(
        update(incoming)
        .where(undone, incoming.c.worker.in_(gone))
        .values(worker=worker)
        .returning(
            incoming.c.id,
            incoming.c.channel,
            incoming.c.chat,
            incoming.c.payload,
            incoming.c.attempts,
            incoming.c.answers,
        )
    ).all()
    left = sorted((Incoming(*row) for row in rows), key=lambda found: found.id)
    return _counted(connection, left)


def _counted(connection: Connection, left: list[Incoming]) -> list[Incoming]:
    """Count an attempt for the first message of each chat: only it can have been in hand when the program ended."""
    first: dict[tuple[str, int], int] = {}
    for found in left:
        first.setdefault((found.channel, found.chat), found.id)
    in_hand = set(first.values())
    connection.execute(update(incoming).where(incoming.c.id.in_(in_hand)).values(attempts=incoming.c.attempts + 1))
    return [replace(found, attempts=found.attempts + (found.id in in_hand)) for found in left]


def _is_gone(connection: Connection, owner: int) -> bool:
    # Held until this transaction ends, so that two programs do not take the same messages over.
    return bool(
        connection.execute(
            select(func.pg_try_advisory_xact_lock(WORKER_LOCKS, bindparam("owner"))), {"owner": owner}
        ).scalar_one()
    )


def hold_worker(connection: Connection, *, worker: int) -> None:
    """Say that this worker lives, for as long as this connection does (PostgreSQL)."""
    connection.execute(text("SELECT pg_advisory_lock(:locks, :worker)"), {"locks": WORKER_LOCKS, "worker": worker})


def question_of(connection: Connection, *, incoming_id: int, chat: int) -> str | None:
    """What a message said, as it was kept (masked); None when it is not of this chat, gone, or had no text."""
    payload = connection.execute(
        select(incoming.c.payload).where(incoming.c.id == incoming_id, incoming.c.chat == chat)
    ).scalar_one_or_none()
    said = (payload or {}).get("message") or (payload or {}).get("edited_message") or {}
    question = said.get("text") or said.get("caption")
    return question if isinstance(question, str) else None


def said_before(connection: Connection, *, incoming_id: int, pause: timedelta, most: int) -> list[Before]:
    """What came in the same chat before a message, oldest first, `most` messages at most.

    It goes back to the first pause between two messages that was longer than `pause`. The same at every run: what came
    after the message does not count.
    """
    this = incoming.alias("this")
    rows = connection.execute(
        select(incoming.c.received_at, incoming.c.payload, miss.c.id.is_not(None))
        .join(this, (incoming.c.channel == this.c.channel) & (incoming.c.chat == this.c.chat))
        .outerjoin(miss, (miss.c.incoming_id == incoming.c.id) & (miss.c.reason == "refused"))
        .where(this.c.id == incoming_id, incoming.c.id <= incoming_id)
        .order_by(incoming.c.id.desc())
        .limit(most + 1)
    ).all()
    together = takewhile(lambda pair: pair[0].received_at - pair[1].received_at <= pause, pairwise(rows))
    before = [Before(payload, bool(refused)) for _, (_, payload, refused) in together]
    return before[::-1]


def unfinished(connection: Connection) -> int:
    """How many messages are written down and not yet handled."""
    return connection.execute(
        select(func.count()).select_from(incoming).where(incoming.c.done_at.is_(None))
    ).scalar_one()


def forget_before(connection: Connection, *, moment: datetime) -> int:
    """Delete handled messages older than `moment`, with what was shown of them; returns how many."""
    connection.execute(delete(message).where(message.c.at < moment))
    return connection.execute(
        delete(incoming).where(incoming.c.received_at < moment, incoming.c.done_at.is_not(None))
    ).rowcount
