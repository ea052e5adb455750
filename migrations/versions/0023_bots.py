"""Bots of groups, and which notifications groups were thought of for."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_UNPOSTED = sa.text("posted_at IS NULL")


def upgrade() -> None:
    """Add the table and the column; what people were told before goes to no group."""
    op.create_table(
        "bots",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("brand", sa.String(24), nullable=False),
        sa.Column("address_sealed", sa.Text(), nullable=False),
        sa.Column("secret_sealed", sa.Text(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_bots_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bots")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_bots_unit_id")),
    )
    op.add_column("notifications", sa.Column("posted_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE notifications SET posted_at = created_at")
    op.create_index(
        "ix_notifications_unposted",
        "notifications",
        ["id"],
        sqlite_where=_UNPOSTED,
        postgresql_where=_UNPOSTED,
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_notifications_unposted", "notifications")
    op.drop_column("notifications", "posted_at")
    op.drop_table("bots")
