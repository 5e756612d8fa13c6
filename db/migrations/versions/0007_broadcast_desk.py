"""Broadcasts outlive the roles of who wrote and reviewed them; topics as long as an id; how people liked an event."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_broadcast_author_id_staff"), type_="foreignkey")
    with op.batch_alter_table("broadcast_review", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_broadcast_review_staff_id_staff"), type_="foreignkey")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.alter_column("topic", existing_type=sa.String(32), type_=sa.String(40), existing_nullable=False)
    op.create_table(
        "event_rating",
        sa.Column("registration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_event_rating_stars")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_event_rating_registration_id_registration")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_event_rating_user_id_user_account")),
        sa.PrimaryKeyConstraint("registration_id", "user_id", name=op.f("pk_event_rating")),
    )
    with op.batch_alter_table("event_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_rating_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("event_rating")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.alter_column("topic", existing_type=sa.String(40), type_=sa.String(32), existing_nullable=False)
    with op.batch_alter_table("broadcast_review", schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f("fk_broadcast_review_staff_id_staff"), "staff", ["staff_id"], ["id"])
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f("fk_broadcast_author_id_staff"), "staff", ["author_id"], ["id"])
