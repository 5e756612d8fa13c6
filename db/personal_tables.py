"""The tables of privacy: consents, personal fields, staff, one-time codes, and the log of what staff did."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, String, Table, Text

from db.tables import Id, Utc, metadata

consent = Table(
    "consent",  # every yes, no and withdrawal; the newest of a purpose counts
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("user_account.id"), nullable=False),
    Column("purpose", String(16), nullable=False),
    # Which words were shown.
    Column("version", String(32), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("at", Utc, nullable=False),
)
Index("ix_consent_user_id_purpose_id", consent.c.user_id, consent.c.purpose, consent.c.id)

profile_field = Table(
    "profile_field",
    metadata,
    Column("user_id", Id, ForeignKey("user_account.id"), primary_key=True),
    Column("field", String(8), primary_key=True),
    # Encrypted for this user and field; see `db.vault`.
    Column("sealed", Text, nullable=False),
    Column("changed_at", Utc, nullable=False),
    CheckConstraint("field IN ('name', 'phone', 'gender', 'single')", name="field"),
)
Index("ix_profile_field_changed_at", profile_field.c.changed_at)

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    # Nothing until the person has joined with their code.
    Column("user_id", Id, ForeignKey("user_account.id"), index=True),
    Column("created_at", Utc, nullable=False),
    Column("joined_at", Utc),
    CheckConstraint("role IN ('admin', 'events', 'mixer')", name="role"),
    sqlite_autoincrement=True,  # the log names staff by this number
)

one_time_code = Table(
    "one_time_code",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    # Who asked for it; nothing for a code that the office makes.
    Column("user_id", Id, ForeignKey("user_account.id"), index=True),
    # What it opens: the number of a member of staff, or a button's data.
    Column("subject", String(64), nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
    Column("used_at", Utc),
    CheckConstraint("kind IN ('staff', 'link', 'step')", name="kind"),
)

code_attempt = Table(
    "code_attempt",  # a wrong code
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("user_account.id"), nullable=False),
    Column("at", Utc, nullable=False),
)
Index("ix_code_attempt_user_id_at", code_attempt.c.user_id, code_attempt.c.at)

audit = Table(
    "audit",  # only ever added to, and purged when old
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Utc, nullable=False, index=True),
    # Who: ``staff:3``, ``user:12`` for a person about themselves, ``office`` for the command line.
    Column("actor", String(32), nullable=False),
    Column("action", String(32), nullable=False),
    # About whom. The number stays when the person is erased, and leads to nothing then.
    Column("subject_id", Id, ForeignKey("user_account.id"), index=True),
    # What exactly, and why; never a personal value.
    Column("details", Text, nullable=False),
)
