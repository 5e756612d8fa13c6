"""How the tables of broadcasts belong to a person."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Table, delete, select, update

from db.belonging import Belonging, Merge, by_user, without
from db.broadcast_tables import (
    broadcast,
    broadcast_count,
    broadcast_file,
    broadcast_listed,
    broadcast_review,
    event_rating,
    subscription,
    user_tag,
)
from db.outbox_tables import lane
from db.vault import Vault


def _once_each(table: Table, column: str) -> Merge:
    """Give one user's rows to another who may have the same ones already."""

    def merge(connection: Connection, _: Vault, gone: int, stays: int, _now: datetime) -> None:
        has = select(table.c[column]).where(table.c.user_id == stays)
        connection.execute(delete(table).where(table.c.user_id == gone, table.c[column].in_(has)))
        connection.execute(update(table).where(table.c.user_id == gone).values(user_id=stays))

    return merge


def _stop_all(connection: Connection, user_id: int, _now: datetime) -> None:
    connection.execute(delete(subscription).where(subscription.c.user_id == user_id))


BROADCAST_BELONGINGS: Final = (
    *(
        Belonging(table, "what the office tells everybody: nothing of a person's")
        for table in (broadcast, broadcast_count, broadcast_file, broadcast_review, lane)
    ),
    Belonging(
        subscription,
        "what they want to hear about",
        by_user(subscription.c.user_id),
        without("user_id"),
        merge=_once_each(subscription, "topic"),
        withdraw=_stop_all,
    ),
    Belonging(
        user_tag,
        "words under which the office finds them",
        by_user(user_tag.c.user_id),
        without("user_id"),
        merge=_once_each(user_tag, "tag"),
    ),
    Belonging(
        broadcast_listed,
        "lists of people whom the office wrote to",
        by_user(broadcast_listed.c.user_id),
        without("user_id"),
        merge=_once_each(broadcast_listed, "broadcast_id"),
    ),
    Belonging(
        event_rating,
        "how they liked what they went to",
        by_user(event_rating.c.user_id),
        without("user_id"),
        merge=_once_each(event_rating, "registration_id"),
    ),
)
