"""Broadcasts, lanes, subscriptions; what becomes of a message that the bot says unasked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lane",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("per_second", sa.Float(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.CheckConstraint("per_second > 0", name=op.f("ck_lane_per_second")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lane")),
    )
    op.create_table(
        "subscription",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_subscription_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", "topic", name=op.f("pk_subscription")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index("ix_subscription_topic_user_id", ["topic", "user_id"], unique=False)

    op.create_table(
        "user_tag",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_tag_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", "tag", name=op.f("pk_user_tag")),
    )
    with op.batch_alter_table("user_tag", schema=None) as batch_op:
        batch_op.create_index("ix_user_tag_tag_user_id", ["tag", "user_id"], unique=False)

    op.create_table(
        "broadcast",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reviews_needed", sa.SmallInteger(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cursor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('news', 'notice')", name=op.f("ck_broadcast_purpose")),
        sa.CheckConstraint(
            "state IN ('draft', 'pending_approval', 'scheduled', 'expanding',"
            " 'sending', 'paused', 'finished', 'cancelled')",
            name=op.f("ck_broadcast_state"),
        ),
        sa.CheckConstraint("reviews_needed IN (1, 3)", name=op.f("ck_broadcast_reviews_needed")),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_broadcast_author_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index("ix_broadcast_state_send_at", ["state", "send_at"], unique=False)

    op.create_table(
        "broadcast_file",
        sa.Column("broadcast_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=127), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("known_as", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('picture', 'document')", name=op.f("ck_broadcast_file_kind")),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_file_broadcast_id_broadcast")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "kind", name=op.f("pk_broadcast_file")),
    )
    op.create_table(
        "broadcast_listed",
        sa.Column("broadcast_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_listed_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_broadcast_listed_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "user_id", name=op.f("pk_broadcast_listed")),
    )
    with op.batch_alter_table("broadcast_listed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcast_listed_user_id"), ["user_id"], unique=False)

    op.create_table(
        "broadcast_review",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("broadcast_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step BETWEEN 1 AND 3", name=op.f("ck_broadcast_review_step")),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_review_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_broadcast_review_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_review")),
        sa.UniqueConstraint(
            "broadcast_id", "version", "step", name=op.f("uq_broadcast_review_broadcast_id_version_step")
        ),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("broadcast_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("priority", sa.SmallInteger(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("lane", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("chat", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("worker", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("attempts", sa.SmallInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("sent_as", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE outbox SET changed_at = created_at")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("priority", existing_type=sa.SmallInteger(), server_default=None)
        batch_op.alter_column("attempts", existing_type=sa.SmallInteger(), server_default=None)
        batch_op.alter_column("changed_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_check_constraint(
            batch_op.f("ck_outbox_state"),
            "state IN ('queued', 'sending', 'sent', 'failed', 'unsure', 'skipped', 'expired', 'blocked')",
        )
        batch_op.drop_index(batch_op.f("ix_outbox_due"), sqlite_where=sa.text("state = 'queued'"))
        batch_op.create_index(
            "ix_outbox_due",
            ["lane", "broadcast_id", "priority", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_user_id"))
        batch_op.create_index("ix_outbox_user_id_changed_at", ["user_id", "changed_at"], unique=False)
        batch_op.create_index("ix_outbox_broadcast_id_state", ["broadcast_id", "state"], unique=False)
        batch_op.create_index(
            "ix_outbox_leased_until",
            ["leased_until"],
            unique=False,
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outbox_broadcast_id_broadcast"), "broadcast", ["broadcast_id"], ["id"]
        )

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outbox_id", sa.BigInteger(), nullable=True))
        batch_op.create_index(
            "uq_message_outbox_id",
            ["outbox_id"],
            unique=True,
            sqlite_where=sa.text("outbox_id IS NOT NULL"),
            postgresql_where=sa.text("outbox_id IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("uq_message_outbox_id")
        batch_op.drop_column("outbox_id")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_user_id_changed_at")
        batch_op.create_index(batch_op.f("ix_outbox_user_id"), ["user_id"], unique=False)
        batch_op.drop_constraint(batch_op.f("fk_outbox_broadcast_id_broadcast"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_outbox_state"), type_="check")
        batch_op.drop_index(
            "ix_outbox_leased_until",
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
        batch_op.drop_index("ix_outbox_broadcast_id_state")
        batch_op.drop_index(
            "ix_outbox_due", sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'")
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_due"),
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.drop_column("changed_at")
        batch_op.drop_column("sent_as")
        batch_op.drop_column("attempts")
        batch_op.drop_column("leased_until")
        batch_op.drop_column("worker")
        batch_op.drop_column("chat")
        batch_op.drop_column("lane")
        batch_op.drop_column("reason")
        batch_op.drop_column("expires_at")
        batch_op.drop_column("priority")
        batch_op.drop_column("broadcast_id")

    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.drop_column("blocked_at")

    op.drop_table("broadcast_review")
    with op.batch_alter_table("broadcast_listed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_broadcast_listed_user_id"))

    op.drop_table("broadcast_listed")
    op.drop_table("broadcast_file")
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_index("ix_broadcast_state_send_at")

    op.drop_table("broadcast")
    with op.batch_alter_table("user_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_user_tag_tag_user_id")

    op.drop_table("user_tag")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_topic_user_id")

    op.drop_table("subscription")
    op.drop_table("lane")
