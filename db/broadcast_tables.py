"""The tables of broadcasts: what is told to everybody, who let it go out, and who wants to hear what."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from db.tables import Id, Utc, metadata

broadcast = Table(
    "broadcast",
    metadata,
    Column("id", Id, primary_key=True),
    # What staff call it; nobody else reads it.
    Column("title", String(120), nullable=False),
    Column("state", String(16), nullable=False),
    # `news` goes to those who want its topic; `notice` to people about what they booked themselves.
    Column("purpose", String(8), nullable=False),
    # {"zh": {"text", "entities"}, "en": {"text", "entities"}, "buttons": [{"label": {zh, en}, "data" or "url"}]}
    Column("content", JSON, nullable=False),
    # {"topic", "channels", "language", "tag", "slot", "statuses", "listed"}: those that stand there all have to hold.
    Column("audience", JSON, nullable=False),
    # Goes up with every edit: a review counts for the version that it saw.
    Column("version", Integer, nullable=False),
    # How many different people have to agree: one, or three (初审/复审/终审).
    Column("reviews_needed", SmallInteger, nullable=False),
    # Goes out at night too.
    Column("urgent", Boolean, nullable=False),
    Column("send_at", Utc),
    Column("expires_at", Utc),
    # The number of a member of staff. No foreign key: the number stays when they leave, as in the log.
    Column("author_id", Id, nullable=False),
    # The last user that the expansion has looked at.
    Column("cursor", Id, nullable=False),
    # How many messages the expansion made, once it is through.
    Column("recipients", Integer),
    Column("reason", Text),
    # How often the same went wrong, one after the other, up to now; and what.
    Column("faults", Integer, nullable=False, default=0),
    Column("fault", String(64)),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("started_at", Utc),
    Column("finished_at", Utc),
    CheckConstraint(
        "state IN ('draft', 'pending_approval', 'scheduled', 'expanding',"
        " 'sending', 'paused', 'finished', 'cancelled')",
        name="state",
    ),
    CheckConstraint("purpose IN ('news', 'notice')", name="purpose"),
    CheckConstraint("reviews_needed IN (1, 3)", name="reviews_needed"),
    sqlite_autoincrement=True,
)
Index("ix_broadcast_state_send_at", broadcast.c.state, broadcast.c.send_at)

broadcast_review = Table(
    "broadcast_review",
    metadata,
    Column("id", Id, primary_key=True),
    Column("broadcast_id", Id, ForeignKey("broadcast.id"), nullable=False),
    Column("version", Integer, nullable=False),
    # 1 first, 2 second, 3 final review.
    Column("step", SmallInteger, nullable=False),
    Column("staff_id", Id, nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("remark", Text),
    Column("at", Utc, nullable=False),
    UniqueConstraint("broadcast_id", "version", "step"),
    CheckConstraint("step BETWEEN 1 AND 3", name="step"),
)

broadcast_file = Table(
    "broadcast_file",  # a picture or a document that goes with it
    metadata,
    Column("broadcast_id", Id, ForeignKey("broadcast.id"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("media_type", String(127), nullable=False),
    Column("content", LargeBinary, nullable=False),
    # What each lane calls it once it was sent there: {"telegram": "file id"}.
    Column("known_as", JSON, nullable=False),
    CheckConstraint("kind IN ('picture', 'document')", name="kind"),
)

broadcast_listed = Table(
    "broadcast_listed",  # whom a spreadsheet names
    metadata,
    Column("broadcast_id", Id, ForeignKey("broadcast.id"), primary_key=True),
    Column("user_id", Id, ForeignKey("user_account.id"), primary_key=True, index=True),
)

broadcast_count = Table(
    "broadcast_count",  # what its messages came to that are deleted; nothing is an empty word here
    metadata,
    Column("broadcast_id", Id, ForeignKey("broadcast.id"), primary_key=True),
    # `broadcast`, or `recall` for what was taken back.
    Column("kind", String(32), primary_key=True),
    Column("lane", String(32), primary_key=True),
    Column("state", String(12), primary_key=True),
    Column("reason", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
)

subscription = Table(
    "subscription",  # who wants to hear about which topic; stopping takes the row away
    metadata,
    Column("user_id", Id, ForeignKey("user_account.id"), primary_key=True),
    Column("topic", String(40), primary_key=True),
    # Where it was said, and when.
    Column("channel", String(16), nullable=False),
    Column("at", Utc, nullable=False),
)
Index("ix_subscription_topic_user_id", subscription.c.topic, subscription.c.user_id)

user_tag = Table(
    "user_tag",  # a word of the staff's by which they find people again
    metadata,
    Column("user_id", Id, ForeignKey("user_account.id"), primary_key=True),
    Column("tag", String(32), primary_key=True),
    Column("at", Utc, nullable=False),
)
Index("ix_user_tag_tag_user_id", user_tag.c.tag, user_tag.c.user_id)

event_rating = Table(
    "event_rating",  # how somebody liked what they went to
    metadata,
    Column("registration_id", Id, ForeignKey("registration.id"), primary_key=True),
    Column("user_id", Id, ForeignKey("user_account.id"), primary_key=True, index=True),
    Column("stars", SmallInteger, nullable=False),
    Column("comment", Text),
    Column("at", Utc, nullable=False),
    CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
)
