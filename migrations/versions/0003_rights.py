"""Who is let in to a confidential project, and a codename for each of those that others see masked."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_IS_MASKED = sa.text("disclosure = 'masked'")


def upgrade() -> None:
    """Add the access lists; a confidential project without a codename gets one that says nothing but its number."""
    op.create_table(
        "project_access",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("granted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_access_project_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_project_access_user_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["users.id"], name=op.f("fk_project_access_granted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_access")),
        sa.UniqueConstraint("project_id", "user_id", name=op.f("uq_project_access_project_id_user_id")),
    )
    op.create_index("ix_project_access_user_id", "project_access", ["user_id", "project_id", "until"])
    op.create_index(
        "ix_projects_masked", "projects", ["codename"], sqlite_where=_IS_MASKED, postgresql_where=_IS_MASKED
    )
    op.execute(
        "UPDATE projects SET codename = '项目' || replace(substr(code, 4), '-', '') "
        "WHERE disclosure <> 'open' AND codename = ''"
    )


def downgrade() -> None:
    """Take the access lists back; codenames that were given stay."""
    op.drop_index("ix_projects_masked", "projects")
    op.drop_table("project_access")
