"""Task forces, weekly progress and the leaders' instructions to it."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and let a project belong to a task force."""
    _task_forces()
    _weekly_progress()
    _instructions()
    if op.get_bind().dialect.name == "sqlite":  # where a key to another table comes with the column or not at all
        key = "CONSTRAINT fk_projects_task_force_id REFERENCES task_forces (id)"
        op.execute(f"ALTER TABLE projects ADD COLUMN task_force_id INTEGER {key}")
    else:
        op.add_column("projects", sa.Column("task_force_id", Id, nullable=True))
        op.create_foreign_key("fk_projects_task_force_id", "projects", "task_forces", ["task_force_id"], ["id"])
    op.create_index("ix_projects_task_force_id", "projects", ["task_force_id", "id"])
    op.create_index("ix_projects_sponsor_id", "projects", ["sponsor_id", "id"])


def downgrade() -> None:
    """Take all of it back."""
    op.drop_index("ix_projects_sponsor_id", "projects")
    op.drop_index("ix_projects_task_force_id", "projects")
    op.drop_column("projects", "task_force_id")
    for table in ("instructions", "weekly_progress", "task_force_members", "task_forces"):
        op.drop_table(table)


def _task_forces() -> None:
    op.create_table(
        "task_forces",
        sa.Column("id", Id, nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("chief_id", Id, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        _key("task_forces", "chief_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_forces")),
    )
    op.create_index("ix_task_forces_chief_id", "task_forces", ["chief_id"])
    op.create_table(
        "task_force_members",
        sa.Column("task_force_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _key("task_force_members", "task_force_id", "task_forces"),
        _key("task_force_members", "person_id", "people"),
        sa.PrimaryKeyConstraint("task_force_id", "person_id", name=op.f("pk_task_force_members")),
    )
    op.create_index("ix_task_force_members_person_id", "task_force_members", ["person_id"])


def _weekly_progress() -> None:
    op.create_table(
        "weekly_progress",
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("coordination", sa.Text(), nullable=False),
        sa.Column("department_id", Id, nullable=True),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("written_by_id", Id, nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        _key("weekly_progress", "project_id", "projects"),
        _key("weekly_progress", "department_id", "units"),
        _key("weekly_progress", "written_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_progress")),
        sa.UniqueConstraint("project_id", "monday", name=op.f("uq_weekly_progress_project_id_monday")),
    )
    op.create_index("ix_weekly_progress_monday", "weekly_progress", ["monday", "project_id"])


def _instructions() -> None:
    op.create_table(
        "instructions",
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("follow_up_id", Id, nullable=True),
        _key("instructions", "project_id", "projects"),
        _key("instructions", "by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instructions")),
    )
    op.create_index("ix_instructions_project_id_monday", "instructions", ["project_id", "monday", "id"])


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
