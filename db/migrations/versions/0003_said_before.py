"""What a chat said before is found quickly."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_incoming_channel_chat_id", "incoming", ["channel", "chat", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_incoming_channel_chat_id", table_name="incoming")
