"""What a broadcast's messages came to, kept when they are deleted; and when a lane was last served."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "broadcast_count",
        sa.Column("broadcast_id", number, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("lane", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_count_broadcast_id_broadcast")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "kind", "lane", "state", "reason", name=op.f("pk_broadcast_count")),
    )
    recall = sa.text("kind = 'recall'")
    op.create_index("ix_outbox_recall", "outbox", ["key"], sqlite_where=recall, postgresql_where=recall)
    op.add_column("lane", sa.Column("served_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("lane", "served_at")
    op.drop_index("ix_outbox_recall", table_name="outbox")
    op.drop_table("broadcast_count")
