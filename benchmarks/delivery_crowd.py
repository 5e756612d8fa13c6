"""People and broadcasts for measuring the sending."""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, literal, select, text

from db.broadcast_tables import broadcast, subscription
from db.outbox_tables import outbox
from db.personal_tables import staff
from db.tables import identity, user


def settle(connection: Connection, *, chats: Collection[int]) -> None:
    """People with these chats, all of whom want news. The last is of the staff, and wants none."""
    now = datetime.now(UTC)
    people = [{"id": number, "language": "zh", "created_at": now} for number in range(1, len(chats) + 1)]
    connection.execute(insert(user), people)
    connection.execute(
        insert(identity),
        [
            {"channel": "telegram", "external_id": str(chat), "user_id": number, "created_at": now}
            for number, chat in enumerate(chats, 1)
        ],
    )
    wishes = [{"user_id": one["id"], "topic": "events", "channel": "telegram", "at": now} for one in people[:-1]]
    connection.execute(insert(subscription), wishes)
    # What is made at the first messages only does not count.
    warm = [{"user_id": one["id"], "topic": "warm", "channel": "telegram", "at": now} for one in people[:40]]
    connection.execute(insert(subscription), warm)
    member = {"name": "bench", "role": "events", "user_id": len(chats), "joined_at": now, "created_at": now}
    connection.execute(insert(staff), member)


def broadcast_for(connection: Connection, *, text: str, topic: str = "events", state: str = "scheduled") -> int:
    """A broadcast for all of them, which the office has let out."""
    now = datetime.now(UTC)
    author = connection.execute(select(staff.c.id)).scalar_one()
    row = {
        "title": "bench",
        "state": state,
        "purpose": "news",
        "content": {"zh": {"text": text, "entities": []}},
        "audience": {"topic": topic},
        "version": 1,
        "reviews_needed": 1,
        "urgent": False,
        "author_id": author,
        "cursor": 0,
        "created_at": now,
        "changed_at": now,
        "started_at": now,
    }
    return connection.execute(insert(broadcast).returning(broadcast.c.id), row).scalar_one()


def counted(connection: Connection, *, broadcast_id: int) -> tuple[str, dict[str, int]]:
    """The state of a broadcast, and how many of its messages are in which."""
    state = connection.execute(select(broadcast.c.state).where(broadcast.c.id == broadcast_id)).scalar_one()
    rows = connection.execute(
        select(outbox.c.state, func.count()).where(outbox.c.broadcast_id == broadcast_id).group_by(outbox.c.state)
    )
    return state, {row[0]: row[1] for row in rows}


def million(connection: Connection, *, rows: int) -> None:
    """So many messages of one broadcast that wait, each for somebody else."""
    now = datetime.now(UTC)
    settle(connection, chats=[9_000_000_000 + number for number in range(2)])
    number = broadcast_for(connection, text="…", state="sending")
    count = select(literal(3).label("n")).cte("count", recursive=True)
    count = count.union_all(select(count.c.n + 1).where(count.c.n < rows + 2))
    moment = literal(now, user.c.created_at.type)
    connection.execute(
        insert(user).from_select(["id", "language", "created_at"], select(count.c.n, literal("zh"), moment))
    )
    connection.execute(
        text(
            "INSERT INTO identity (channel, external_id, user_id, created_at)"
            " SELECT 'telegram', CAST(9000000000 + id AS VARCHAR), id, created_at FROM user_account WHERE id > 2"
        )
    )
    connection.execute(
        text(
            "INSERT INTO subscription (user_id, topic, channel, at)"
            " SELECT id, 'events', 'telegram', created_at FROM user_account WHERE id > 2"
        )
    )
    connection.execute(
        text(
            "INSERT INTO outbox (key, user_id, kind, data, broadcast_id, priority, due_at, state, lane, chat, attempts,"
            " created_at, changed_at)"
            " SELECT 'broadcast:user' || id, id, 'broadcast', '{\"language\": \"zh\"}', :number, 2, created_at,"
            " 'queued', 'telegram', 9000000000 + id, 0, created_at, created_at FROM user_account WHERE id > 2"
        ),
        {"number": number},
    )
    for table in ("user_account", "identity", "subscription", "outbox"):
        connection.execute(text(f"ANALYZE {table}"))
