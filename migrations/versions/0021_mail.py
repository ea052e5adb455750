"""Where mail reaches a user, and how each wants to be told."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the address and the table."""
    op.add_column("users", sa.Column("email", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "notification_choices",
        sa.Column("user_id", Id, autoincrement=False, nullable=False),
        sa.Column("mode", sa.String(24), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("daily_until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notification_choices_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_choices")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("notification_choices")
    op.drop_column("users", "email")
