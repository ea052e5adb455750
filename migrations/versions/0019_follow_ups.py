"""Follow-ups with supporters, a supervisor, notes, moves of the due day, and to whom they came for being late."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

#: What was moved before this migration becomes one row; its reasons stand in the audit log.
_MOVED = """
INSERT INTO follow_up_moves (follow_up_id, from_on, to_on, reason, by_id, at)
SELECT id, first_due_on, due_on, '', created_by_id, updated_at FROM follow_ups WHERE due_on <> first_due_on
"""


def upgrade() -> None:
    """Add what follow-ups lacked."""
    if op.get_bind().dialect.name == "sqlite":  # where a key to another table comes with the column or not at all
        key = "CONSTRAINT fk_follow_ups_supervisor_id REFERENCES people (id)"
        op.execute(f"ALTER TABLE follow_ups ADD COLUMN supervisor_id INTEGER {key}")
    else:
        op.add_column("follow_ups", sa.Column("supervisor_id", Id, nullable=True))
        op.create_foreign_key("fk_follow_ups_supervisor_id", "follow_ups", "people", ["supervisor_id"], ["id"])
    op.add_column("follow_ups", sa.Column("submitted_on", sa.Date(), nullable=True))
    columns = ["supervisor_id", "status", "due_on", "id"]
    op.create_index("ix_follow_ups_supervisor_status_due_on", "follow_ups", columns)
    _helpers("follow_up_supporters", "person_id", "people")
    _helpers("follow_up_units", "unit_id", "units")
    _told(
        "follow_up_notes",
        sa.Column("step", sa.String(24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    _told(
        "follow_up_moves",
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.execute(_MOVED)
    op.create_table(
        "follow_up_escalations",
        sa.Column("follow_up_id", Id, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        _key("follow_up_escalations", "follow_up_id", "follow_ups"),
        sa.PrimaryKeyConstraint("follow_up_id", "due_on", "rung", name=op.f("pk_follow_up_escalations")),
    )


def _helpers(table: str, column: str, target: str) -> None:
    op.create_table(
        table,
        sa.Column("follow_up_id", Id, nullable=False),
        sa.Column(column, Id, nullable=False),
        _key(table, "follow_up_id", "follow_ups"),
        _key(table, column, target),
        sa.PrimaryKeyConstraint("follow_up_id", column, name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_{column}", table, [column])


def _told(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("id", Id, nullable=False),
        sa.Column("follow_up_id", Id, nullable=False),
        *columns,
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        _key(table, "follow_up_id", "follow_ups"),
        _key(table, "by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_follow_up_id", table, ["follow_up_id"])


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    """Take it back. What was submitted is open again, since the older program knows no such state."""
    op.execute("UPDATE follow_ups SET status = 'open' WHERE status = 'submitted'")
    for table in ("escalations", "moves", "notes", "units", "supporters"):
        op.drop_table(f"follow_up_{table}")
    op.drop_index("ix_follow_ups_supervisor_status_due_on", "follow_ups")
    op.drop_column("follow_ups", "submitted_on")
    op.drop_column("follow_ups", "supervisor_id")
