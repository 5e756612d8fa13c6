"""The tables of the WeChat official account: its access token, what waits for a person, and the mass sendings."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
)

from db.tables import Id, Utc, metadata

wechat_token = Table(
    "wechat_token",  # one access token for all programs
    metadata,
    Column("app_id", String(32), primary_key=True),
    # Encrypted; nothing until there is one.
    Column("sealed", Text),
    Column("expires_at", Utc),
    # Somebody asks for a new one until then, and nobody else.
    Column("renewing_until", Utc),
    # When another one in place of one that is good was demanded last, and how often on that day.
    Column("demanded_at", Utc),
    Column("demands", SmallInteger, nullable=False, server_default="0"),
)

wechat_kept = Table(
    "wechat_kept",  # what WeChat would not take now; said when the person comes next
    metadata,
    Column("id", Id, primary_key=True),
    Column("identity_id", Id, ForeignKey("identity.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("at", Utc, nullable=False),
    # The message in whose answer it was said: for a delivery that comes again. Nothing while it waits.
    Column("said_with", Id),
)
Index("ix_wechat_kept_at", wechat_kept.c.at)

wechat_mass = Table(
    "wechat_mass",  # the ledger of mass sendings: one row, one call
    metadata,
    # Our own name for it, by which WeChat knows a second try.
    Column("name", String(64), primary_key=True),
    # What is said by it; no key to it, for a broadcast may be gone and its calls were made all the same.
    Column("broadcast_id", Id, index=True),
    # The month that it counts for, as the city's calendar has it: 2026-12.
    Column("month", String(7), nullable=False, index=True),
    Column("recipients", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    # What WeChat calls it, and how many it says it reached.
    Column("message_id", BigInteger, index=True),
    Column("reached", Integer),
    Column("at", Utc, nullable=False),
    CheckConstraint("state IN ('sending', 'sent', 'failed')", name="state"),
)

wechat_mass_reach = Table(
    "wechat_mass_reach",  # how many mass sendings of a month went to a follower
    metadata,
    Column("identity_id", Id, ForeignKey("identity.id"), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("times", SmallInteger, nullable=False),
)
