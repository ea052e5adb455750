"""When a lead was judged and fed back."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two days."""
    op.add_column("projects", sa.Column("judged_on", sa.Date(), nullable=True))
    op.add_column("projects", sa.Column("fed_back_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("projects", "fed_back_on")
    op.drop_column("projects", "judged_on")
