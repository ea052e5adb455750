"""What lag lists and the desk look for by index: claims that nothing has followed, leads without an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_FOLLOWED_BY = {"contract": "registered", "registered": "started", "started": "operating"}


def upgrade() -> None:
    """Add the column, fill it from the claims, and add the indexes."""
    op.add_column("milestones", sa.Column("is_followed", sa.Boolean(), nullable=False, server_default=sa.false()))
    for after, following in _FOLLOWED_BY.items():
        op.execute(
            sa.text(
                "UPDATE milestones SET is_followed = :yes WHERE kind = :after AND project_id IN "
                "(SELECT project_id FROM milestones WHERE kind = :following AND claimed_on IS NOT NULL)"
            ).bindparams(yes=True, after=after, following=following)
        )
    waits = "claimed_on IS NOT NULL AND verified_at IS NULL AND returned_at IS NULL"
    op.add_column("milestones", sa.Column("is_to_verify", sa.Boolean(), sa.Computed(waits), nullable=False))
    has_happened = sa.text("claimed_on IS NOT NULL")
    op.create_index(
        "ix_milestones_unfollowed",
        "milestones",
        ["kind", "is_followed", "claimed_on", "project_id"],
        sqlite_where=has_happened,
        postgresql_where=has_happened,
    )
    far_away = sa.Column("open_plan_sort", sa.Date(), nullable=False, server_default="9999-12-31")
    op.add_column("projects", far_away)
    op.execute("UPDATE projects SET open_plan_sort = open_plan_on WHERE open_plan_on IS NOT NULL")
    op.create_index("ix_projects_open_plan_sort_id", "projects", ["open_plan_sort", "id"])
    op.create_index("ix_projects_stage_answered_on", "projects", ["stage", "answered_on", "received_on", "id"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_projects_stage_answered_on", "projects")
    op.drop_index("ix_projects_open_plan_sort_id", "projects")
    op.drop_column("projects", "open_plan_sort")
    op.drop_index("ix_milestones_unfollowed", "milestones")
    op.drop_column("milestones", "is_to_verify")
    op.drop_column("milestones", "is_followed")
