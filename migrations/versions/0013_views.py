"""Saved views and tastes of lists, tags of projects, the last change of many, a key to sort projects by stage."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_POSITIONS = (
    "CASE stage WHEN 'talks' THEN 1 WHEN 'intent' THEN 2 WHEN 'signed' THEN 3 "
    "WHEN 'building' THEN 4 WHEN 'operating' THEN 5 ELSE 0 END"
)


def upgrade() -> None:
    """Add the tables, and to projects the place of their stage."""
    op.add_column("projects", sa.Column("stage_position", sa.Integer(), nullable=False, server_default="0"))
    op.execute(f"UPDATE projects SET stage_position = {_POSITIONS}")
    op.create_index("ix_projects_stage_position_id", "projects", ["stage_position", "id"])
    _views()
    op.create_table(
        "project_tags",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        _key("project_tags", "project_id", "projects"),
        sa.PrimaryKeyConstraint("project_id", "tag", name=op.f("pk_project_tags")),
    )
    op.create_index("ix_project_tags_tag", "project_tags", ["tag", "project_id"])
    op.create_table(
        "project_bulk_changes",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        _key("project_bulk_changes", "user_id", "users"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_project_bulk_changes")),
    )


def _views() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", Id, nullable=False),
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        _key("saved_views", "owner_id", "users"),
        _key("saved_views", "unit_id", "units"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index("ix_saved_views_owner_id", "saved_views", ["owner_id", "list_name"])
    op.create_index("ix_saved_views_unit_id", "saved_views", ["unit_id", "list_name"])
    op.create_table(
        "list_tastes",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("density", sa.Text(), nullable=False),
        sa.Column("view_id", Id, nullable=True),
        _key("list_tastes", "user_id", "users"),
        _key("list_tastes", "view_id", "saved_views"),
        sa.PrimaryKeyConstraint("user_id", "list_name", name=op.f("pk_list_tastes")),
    )


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    """Take them away again."""
    for table in ("project_bulk_changes", "project_tags", "list_tastes", "saved_views"):
        op.drop_table(table)
    op.drop_index("ix_projects_stage_position_id", "projects")
    op.drop_column("projects", "stage_position")
