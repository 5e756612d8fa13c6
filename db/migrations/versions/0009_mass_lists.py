"""Broadcasts by mass sending: which list of people a message went with, and which broadcast a list is of."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("outbox", sa.Column("mass", sa.String(length=64), nullable=True))
    with_others = sa.text("mass IS NOT NULL")
    op.create_index(
        "ix_outbox_mass_state",
        "outbox",
        ["mass", "state"],
        unique=False,
        sqlite_where=with_others,
        postgresql_where=with_others,
    )
    op.add_column("wechat_mass", sa.Column("broadcast_id", number, nullable=True))
    op.create_index(op.f("ix_wechat_mass_broadcast_id"), "wechat_mass", ["broadcast_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_wechat_mass_broadcast_id"), "wechat_mass")
    op.drop_column("wechat_mass", "broadcast_id")
    op.drop_index("ix_outbox_mass_state", "outbox")
    op.drop_column("outbox", "mass")
