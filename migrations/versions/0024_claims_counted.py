"""PostgreSQL keeps whether a claim waits: of a column made when it is read it would not know how few there are."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_WAITS = "claimed_on IS NOT NULL AND verified_at IS NULL AND returned_at IS NULL"


def upgrade() -> None:
    """Make the column anew. SQLite keeps it as it is: it adds no stored column, and counts by the index."""
    _remake("STORED")


def downgrade() -> None:
    """As PostgreSQL makes such a column when nothing is said; before version 18 that is stored."""
    _remake("VIRTUAL")


def _remake(kind: str) -> None:
    server = op.get_bind()
    if server.dialect.name == "sqlite":
        return
    if (server.dialect.server_version_info or (0,)) < (18,):
        kind = "STORED"
    op.execute("ALTER TABLE milestones DROP COLUMN is_to_verify")
    op.execute(f"ALTER TABLE milestones ADD COLUMN is_to_verify BOOLEAN NOT NULL GENERATED ALWAYS AS ({_WAITS}) {kind}")
