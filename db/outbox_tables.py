"""The tables of what the bot says unasked: messages, each for one person, and the lanes that they leave by."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    literal_column,
)

from db.tables import Id, Utc, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    # One row, one message, one person: `remind:reg9:24h`, `broadcast17:user42`.
    Column("key", String(96), nullable=False, unique=True),
    Column("user_id", Id, ForeignKey("user_account.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("data", JSON, nullable=False),
    Column("broadcast_id", Id, ForeignKey("broadcast.id")),
    # 0 what a person waits for (an offer, a decision, a change), 1 reminders, 2 broadcasts.
    Column("priority", SmallInteger, nullable=False),
    Column("due_at", Utc, nullable=False),
    # Not said any more from then on.
    Column("expires_at", Utc),
    Column("state", String(12), nullable=False),
    # Why it is not sent, or not yet.
    Column("reason", String(64)),
    # Where it goes: the lane, and the chat there. Nothing until it is decided, which may be as late as the sending.
    Column("lane", String(32)),
    Column("chat", BigInteger),
    # Who has it in hand, and until when.
    Column("worker", BigInteger),
    Column("leased_until", Utc),
    Column("attempts", SmallInteger, nullable=False),
    # What the channel calls the message that was sent, so that it can be taken back.
    Column("sent_as", String(64)),
    # The mass sending that it leaves or left by, with many others: a row of `wechat_mass`. It stays until it is certain
    # that nothing has left, for a second try must be made for the same people under the same name.
    Column("mass", String(64)),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    CheckConstraint(
        "state IN ('queued', 'sending', 'sent', 'failed', 'unsure', 'skipped', 'expired', 'blocked')", name="state"
    ),
)
# Spelt out, not given as parameters: in prepared statements PostgreSQL uses these indexes only where it sees the state.
QUEUED = outbox.c.state == literal_column("'queued'")
SENDING = outbox.c.state == literal_column("'sending'")
Index(
    "ix_outbox_due",
    outbox.c.lane,
    # Each broadcast has its own stretch: one that is paused is not in the way of the others.
    outbox.c.broadcast_id,
    outbox.c.priority,
    outbox.c.due_at,
    outbox.c.id,
    sqlite_where=QUEUED,
    postgresql_where=QUEUED,
)
Index("ix_outbox_leased_until", outbox.c.leased_until, sqlite_where=SENDING, postgresql_where=SENDING)
WITH_OTHERS = outbox.c.mass.is_not(None)
Index("ix_outbox_mass_state", outbox.c.mass, outbox.c.state, sqlite_where=WITH_OTHERS, postgresql_where=WITH_OTHERS)
# The few by which a broadcast was taken back.
IS_RECALL = outbox.c.kind == literal_column("'recall'")
Index("ix_outbox_recall", outbox.c.key, sqlite_where=IS_RECALL, postgresql_where=IS_RECALL)
Index("ix_outbox_broadcast_id_state", outbox.c.broadcast_id, outbox.c.state)
# A person's own; and whether something was said to them just now.
Index("ix_outbox_user_id_changed_at", outbox.c.user_id, outbox.c.changed_at)

lane = Table(
    "lane",  # one bot account: every worker that sends by it keeps to this row's pace
    metadata,
    Column("name", String(32), primary_key=True),
    Column("per_second", Float, nullable=False),
    # When the next message may leave.
    Column("next_at", Utc, nullable=False),
    Column("paused_until", Utc),
    # When a program that sends by it was last here.
    Column("served_at", Utc),
    # Nothing leaves until somebody mends what is wrong, such as a token that is refused.
    Column("stopped", Boolean, nullable=False),
    Column("reason", Text),
    # How many went wrong one after the other, up to now.
    Column("faults", Integer, nullable=False),
    CheckConstraint("per_second > 0", name="per_second"),
)
