"""WeChat: in which answer a kept text was said, and how often another access token was demanded on a day."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("wechat_kept", sa.Column("said_with", number, nullable=True))
    op.add_column("wechat_token", sa.Column("demanded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("wechat_token", sa.Column("demands", sa.SmallInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("wechat_token", "demands")
    op.drop_column("wechat_token", "demanded_at")
    op.drop_column("wechat_kept", "said_with")
