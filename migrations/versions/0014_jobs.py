"""Jobs and the runs of periodic work; notifications."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    _jobs()
    _notifications()


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", Id, nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("dead_at", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    _partial("ix_jobs_waiting", "jobs", ["next_try_at", "id"], "done_at IS NULL AND dead_at IS NULL")
    op.create_index("ix_jobs_dead_at", "jobs", ["dead_at", "id"])
    op.create_index("ix_jobs_done_at", "jobs", ["done_at"])
    op.create_table(
        "periodic_runs",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("moment", UtcDateTime(), nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_periodic_runs")),
    )


def _notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("by_id", Id, nullable=True),
        sa.Column("once", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notifications_user_id")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_notifications_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("user_id", "once", name=op.f("uq_notifications_user_id_once")),
    )
    op.create_index("ix_notifications_user_id", "notifications", ["user_id", "id"])
    op.create_index("ix_notifications_created_at", "notifications", ["created_at"])
    _partial("ix_notifications_unread", "notifications", ["user_id"], "read_at IS NULL")
    _partial("ix_notifications_untold", "notifications", ["user_id", "id"], "told_at IS NULL")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    """Take them away again."""
    for table in ("notifications", "periodic_runs", "jobs"):
        op.drop_table(table)
