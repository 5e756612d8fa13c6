"""The tables of booking: what can be booked, its times and seats, who goes, and what is to be said about it."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from db.statuses import ACTIVE
from db.tables import Id, Utc, metadata

resource = Table(
    "resource",  # whom or what an appointment needs, and who cannot be in two places at once
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", JSON, nullable=False),
)

offering = Table(
    "offering",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    # What it is about, such as ``complex:lanwan`` or ``mentor:wang``.
    Column("subject", String(64), nullable=False),
    Column("title", JSON, nullable=False),
    Column("place", JSON, nullable=False),
    Column("description", JSON, nullable=False),
    Column("policy", JSON, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
    CheckConstraint("kind IN ('viewing', 'event', 'appointment')", name="kind"),
)
Index("ix_offering_kind_subject", offering.c.kind, offering.c.subject)

pool = Table(
    "pool",
    metadata,
    Column("id", Id, primary_key=True),
    Column("offering_id", Id, ForeignKey("offering.id"), nullable=False, index=True),
    Column("key", String(32), nullable=False),
    # The first pool of those that are booked together. Whoever changes one of them locks the lead first; only itself
    # when it stands alone.
    Column("lead_id", Id, ForeignKey("pool.id"), index=True),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    # How many registrations on the waiting list want seats of this pool: none, and a new one may take a seat at once.
    Column("waiting", Integer, nullable=False),
    CheckConstraint("taken >= 0 AND taken <= capacity", name="taken"),
    CheckConstraint("waiting >= 0", name="waiting"),
)

availability = Table(
    "availability",  # a rule by which slots are made, week after week; times are those of the city
    metadata,
    Column("id", Id, primary_key=True),
    Column("offering_id", Id, ForeignKey("offering.id"), nullable=False, index=True),
    Column("resource_id", Id, ForeignKey("resource.id")),
    Column("weekday", Integer, nullable=False),
    Column("begins", Time, nullable=False),
    Column("ends", Time, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
    CheckConstraint("minutes >= 1", name="minutes"),
    CheckConstraint("begins < ends", name="span"),
)

blackout = Table(
    "blackout",  # a day on which no slots are made: of one mentor or room, or of all
    metadata,
    Column("id", Id, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("resource_id", Id, ForeignKey("resource.id")),
    Column("reason", Text, nullable=False),
)

slot = Table(
    "slot",
    metadata,
    Column("id", Id, primary_key=True),
    Column("offering_id", Id, ForeignKey("offering.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("lead_id", Id, ForeignKey("pool.id"), nullable=False, index=True),
    Column("resource_id", Id, ForeignKey("resource.id")),
    # The rule that it was made by.
    Column("availability_id", Id, ForeignKey("availability.id"), index=True),
    Column("starts_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("opens_at", Utc, nullable=False),
    Column("closes_at", Utc, nullable=False),
    Column("cancel_until", Utc, nullable=False),
    Column("status", String(12), nullable=False),
    UniqueConstraint("offering_id", "key"),
    CheckConstraint("starts_at < ends_at", name="span"),
    CheckConstraint("status IN ('open', 'closed', 'cancelled')", name="status"),
)
Index("ix_slot_starts_at_id", slot.c.starts_at, slot.c.id)
Index("ix_slot_offering_id_starts_at", slot.c.offering_id, slot.c.starts_at)
Index("ix_slot_ends_at", slot.c.ends_at)
Index("ix_slot_resource_id_starts_at", slot.c.resource_id, slot.c.starts_at)

ticket = Table(
    "ticket",
    metadata,
    Column("id", Id, primary_key=True),
    Column("slot_id", Id, ForeignKey("slot.id"), nullable=False),
    Column("key", String(32), nullable=False),
    Column("title", JSON, nullable=False),
    # Persons of one piece (a couple: 2), and how many persons one registration may have at most.
    Column("persons", Integer, nullable=False),
    Column("most", Integer, nullable=False),
    # Whether every person has to agree, each by a code of their own, before it counts.
    Column("agreement", Boolean, nullable=False),
    UniqueConstraint("slot_id", "key"),
    CheckConstraint("persons >= 1 AND most >= persons", name="persons"),
)

need = Table(
    "need",
    metadata,
    Column("ticket_id", Id, ForeignKey("ticket.id"), primary_key=True),
    Column("pool_id", Id, ForeignKey("pool.id"), primary_key=True),
    Column("units", Integer, nullable=False),
    CheckConstraint("units >= 1", name="units"),
)

registration = Table(
    "registration",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("user_account.id"), nullable=False),
    Column("slot_id", Id, ForeignKey("slot.id"), nullable=False),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("status", String(12), nullable=False),
    Column("party", Integer, nullable=False),
    Column("code", String(16), nullable=False, unique=True),
    # When its status ends by itself: a hold, an offer, waiting (as the slot begins), the office's time to decide.
    Column("until", Utc),
    Column("details", JSON, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("party >= 1", name="party"),
    sqlite_autoincrement=True,  # the waiting list is served in the order of this number
)
_ACTIVE = registration.c.status.in_(sorted(ACTIVE))
Index(
    "uq_registration_active",
    registration.c.user_id,
    registration.c.slot_id,
    unique=True,
    sqlite_where=_ACTIVE,
    postgresql_where=_ACTIVE,
)
Index("ix_registration_user_id_id", registration.c.user_id, registration.c.id)
Index("ix_registration_slot_id_status", registration.c.slot_id, registration.c.status)
_WAITS = registration.c.status == "waitlisted"
Index(
    "ix_registration_waits",
    registration.c.ticket_id,
    registration.c.id,
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)
_RUNS_OUT = registration.c.until.is_not(None)
Index("ix_registration_until", registration.c.until, sqlite_where=_RUNS_OUT, postgresql_where=_RUNS_OUT)

attendee = Table(
    "attendee",  # a person besides the one who registered
    metadata,
    Column("id", Id, primary_key=True),
    Column("registration_id", Id, ForeignKey("registration.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("code", String(16), nullable=False, unique=True),
    Column("user_id", Id, ForeignKey("user_account.id"), index=True),
    Column("agreed_at", Utc),
)

claim = Table(
    "claim",
    metadata,
    Column("registration_id", Id, ForeignKey("registration.id"), primary_key=True),
    Column("pool_id", Id, ForeignKey("pool.id"), primary_key=True, index=True),
    Column("units", Integer, nullable=False),
    CheckConstraint("units >= 1", name="units"),
)

booking_move = Table(
    "booking_move",
    metadata,
    Column("id", Id, primary_key=True),
    Column("registration_id", Id, ForeignKey("registration.id"), nullable=False, index=True),
    # Nothing where a registration begins.
    Column("from_status", String(12)),
    Column("to_status", String(12), nullable=False),
    # The user who did it; nothing when the clock did.
    Column("by_user", Id, ForeignKey("user_account.id")),
    Column("reason", Text),
    # The number of the message that asked for it: the same message a second time changes nothing.
    Column("key", String(64), unique=True),
    Column("at", Utc, nullable=False),
)

published = Table(
    "published",  # one row: what was brought into these tables last
    metadata,
    Column("digest", String(64), primary_key=True),
)
