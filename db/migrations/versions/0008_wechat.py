"""The WeChat official account: its access token, what waits for a person, and the mass sendings."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "wechat_token",
        sa.Column("app_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewing_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("app_id", name=op.f("pk_wechat_token")),
    )
    op.create_table(
        "wechat_kept",
        sa.Column("id", number, nullable=False),
        sa.Column("identity_id", number, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name=op.f("fk_wechat_kept_identity_id_identity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_kept")),
    )
    op.create_index(op.f("ix_wechat_kept_identity_id"), "wechat_kept", ["identity_id"], unique=False)
    op.create_index("ix_wechat_kept_at", "wechat_kept", ["at"], unique=False)
    op.create_table(
        "wechat_mass",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reached", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('sending', 'sent', 'failed')", name=op.f("ck_wechat_mass_state")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_wechat_mass")),
    )
    op.create_index(op.f("ix_wechat_mass_month"), "wechat_mass", ["month"], unique=False)
    op.create_index(op.f("ix_wechat_mass_message_id"), "wechat_mass", ["message_id"], unique=False)
    op.create_table(
        "wechat_mass_reach",
        sa.Column("identity_id", number, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("times", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name=op.f("fk_wechat_mass_reach_identity_id_identity")
        ),
        sa.PrimaryKeyConstraint("identity_id", "month", name=op.f("pk_wechat_mass_reach")),
    )


def downgrade() -> None:
    for table in ("wechat_mass_reach", "wechat_mass", "wechat_kept", "wechat_token"):
        op.drop_table(table)
