"""The days on which the office decides otherwise than the announced calendar."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "office_days",
        sa.Column("id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_office_days_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_days")),
        sa.UniqueConstraint("day", name=op.f("uq_office_days_day")),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("office_days")
