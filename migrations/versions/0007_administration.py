"""Deputies, use and review of grants, the counters of rate limits; roles of administrators that exist already."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COLUMNS = ("deputy_id", "deputy_from", "deputy_until", "used_on", "reviewed_at", "reviewed_by_id")


def upgrade() -> None:
    """Add the columns and the table; whoever could grant roles as an administrator still can."""
    with op.batch_alter_table("grants") as grants:
        grants.add_column(sa.Column("deputy_id", Id, nullable=True))
        grants.add_column(sa.Column("deputy_from", sa.Date(), nullable=True))
        grants.add_column(sa.Column("deputy_until", sa.Date(), nullable=True))
        grants.add_column(sa.Column("used_on", sa.Date(), nullable=True))
        grants.add_column(sa.Column("reviewed_at", UtcDateTime(), nullable=True))
        grants.add_column(sa.Column("reviewed_by_id", Id, nullable=True))
        grants.create_foreign_key("fk_grants_deputy_id", "users", ["deputy_id"], ["id"])
        grants.create_foreign_key("fk_grants_reviewed_by_id", "users", ["reviewed_by_id"], ["id"])
        grants.create_index("ix_grants_deputy_id", ["deputy_id"])
    op.create_table(
        "rate_windows",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_windows")),
    )
    op.create_index("ix_rate_windows_began", "rate_windows", ["began"])
    _let_administrators_grant()


def _let_administrators_grant() -> None:
    """Granting was a right of the administrator and is now the security administrator's: nobody loses it."""
    op.execute(
        """INSERT INTO grants (user_id, role, scope, until)
           SELECT user_id, 'security_admin', 'all', until FROM grants
           WHERE role = 'admin' AND NOT EXISTS (SELECT 1 FROM grants AS held WHERE held.role = 'security_admin')"""
    )


def downgrade() -> None:
    """Take them back. The roles stay: who holds them was told so."""
    op.drop_index("ix_rate_windows_began", "rate_windows")
    op.drop_table("rate_windows")
    with op.batch_alter_table("grants") as grants:
        grants.drop_index("ix_grants_deputy_id")
        grants.drop_constraint("fk_grants_deputy_id", type_="foreignkey")
        grants.drop_constraint("fk_grants_reviewed_by_id", type_="foreignkey")
        for column in _COLUMNS:
            grants.drop_column(column)
