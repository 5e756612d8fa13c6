"""The tables, in SQLAlchemy Core; the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    null,
)
from sqlalchemy.types import TypeDecorator


class Utc(TypeDecorator[datetime]):
    """A moment in UTC. Refuses naive values; gives aware ones back on SQLite too, which keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts up by itself only for a key of type INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")

user = Table(
    "user_account",  # "user" is a reserved word of PostgreSQL
    metadata,
    Column("id", Id, primary_key=True),
    Column("language", String(8), nullable=False),
    Column("created_at", Utc, nullable=False),
    # A person who had everything deleted leaves an empty row: what must be kept of them leads to a bare number.
    Column("erased_at", Utc),
    # Two who turned out to be one: this one goes on as that one.
    # (No foreign key: SQLite would have to make the table anew, which others refer to.)
    Column("merged_into", Id, index=True),
)

identity = Table(
    "identity",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(16), nullable=False),
    # The channel's own name for the account. For the web page it is the SHA-256 of the visitor's secret, never the
    # secret.
    Column("external_id", String(128), nullable=False),
    Column("user_id", Id, ForeignKey("user_account.id"), nullable=False, index=True),
    Column("created_at", Utc, nullable=False),
    # Since when nothing reaches them there: they blocked the bot, or the account is gone. Until they write again.
    Column("blocked_at", Utc),
    UniqueConstraint("channel", "external_id"),
)

incoming = Table(
    "incoming",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(16), nullable=False),
    # What the channel calls this message, so that a second delivery is known as one.
    Column("key", String(160), nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("received_at", Utc, nullable=False),
    # Which running program has it in hand; see `db.intake.take_over`.
    Column("worker", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    # How many answers have left for the person: a second run skips as many.
    Column("answers", Integer, nullable=False, default=0),
    Column("done_at", Utc),
    # The reference of the apology, when handling it failed.
    Column("failure", String(16)),
    UniqueConstraint("channel", "key"),
    sqlite_autoincrement=True,  # a number that people's devices know is never given twice
)
Index(
    "ix_incoming_undone",
    incoming.c.channel,
    incoming.c.id,
    sqlite_where=incoming.c.done_at.is_(null()),
    postgresql_where=incoming.c.done_at.is_(null()),
)
Index("ix_incoming_channel_chat_id", incoming.c.channel, incoming.c.chat, incoming.c.id)  # what a chat said before
Index("ix_incoming_received_at", incoming.c.received_at)
# A person's own messages are found without looking at everybody's.
Index("ix_incoming_chat", incoming.c.chat)

conversation = Table(
    "conversation",
    metadata,
    Column("key", String(160), primary_key=True),
    Column("state", String(120)),
    Column("data", JSON, nullable=False),
    Column("changed_at", Utc, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("identity_id", Id, ForeignKey("identity.id"), nullable=False),
    Column("incoming_id", Id, ForeignKey("incoming.id", ondelete="SET NULL")),
    # 0 is what the person wrote, 1 and up are the answers to it: a second run writes no second answer.
    Column("ordinal", Integer),
    # What of the outbox it is, when the bot says it unasked: it stands here once, however often it is said.
    Column("outbox_id", BigInteger),
    Column("author", String(4), nullable=False),
    Column("body", JSON, nullable=False),
    Column("at", Utc, nullable=False),
    UniqueConstraint("incoming_id", "ordinal"),
    sqlite_autoincrement=True,
)
Index("ix_message_identity_id_id", message.c.identity_id, message.c.id)
Index("ix_message_at", message.c.at)
_UNASKED = message.c.outbox_id.is_not(None)
Index("uq_message_outbox_id", message.c.outbox_id, unique=True, sqlite_where=_UNASKED, postgresql_where=_UNASKED)

miss = Table(
    "miss",
    metadata,
    Column("id", Id, primary_key=True),
    Column("incoming_id", Id, ForeignKey("incoming.id", ondelete="SET NULL")),
    Column("question", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("entry", String(64)),
    Column("at", Utc, nullable=False),
    # When an editor dealt with it; until then it stands in the list of `jinyue kb misses`.
    Column("settled_at", Utc),
    UniqueConstraint("incoming_id", "reason"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Id, primary_key=True),
    Column("incoming_id", Id, ForeignKey("incoming.id", ondelete="SET NULL"), unique=True),
    Column("entry", String(64), nullable=False),
    Column("verdict", String(4), nullable=False),
    Column("comment", Text),
    Column("at", Utc, nullable=False),
)

file = Table(
    "file",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("media_type", String(127), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", Utc, nullable=False),
    # Whose history it stands in: the content is encrypted for its token then. Nothing for what is nobody's.
    Column("identity_id", Id, index=True),
    # When it is gone sooner than files usually are.
    Column("expires_at", Utc, index=True),
)
