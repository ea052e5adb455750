"""Minutes that are final, their amendments, and visits that were planned together."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

#: Keys to other tables: column, table.
_KEYS = (("finalized_by_id", "users"), ("series_id", "meetings"))


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("meetings", sa.Column("finalized_at", UtcDateTime(), nullable=True))
    for column, table in _KEYS:
        name = f"fk_meetings_{column}"
        if op.get_bind().dialect.name == "sqlite":  # where a key to another table comes with the column or not at all
            key = f"CONSTRAINT {name} REFERENCES {table} (id)"
            op.execute(f"ALTER TABLE meetings ADD COLUMN {column} INTEGER {key}")
        else:
            op.add_column("meetings", sa.Column(column, Id, nullable=True))
            op.create_foreign_key(name, "meetings", table, [column], ["id"])
    op.create_index("ix_meetings_series_id", "meetings", ["series_id"])
    op.create_table(
        "meeting_amendments",
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_amendments_meeting_id")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_meeting_amendments_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_amendments")),
    )
    op.create_index("ix_meeting_amendments_meeting_id", "meeting_amendments", ["meeting_id"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("meeting_amendments")
    op.drop_index("ix_meetings_series_id", "meetings")
    for column, _ in _KEYS:
        op.drop_column("meetings", column)
    op.drop_column("meetings", "finalized_at")
