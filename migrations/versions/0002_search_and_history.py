"""Search indexes on both databases, and history that can only grow."""

from alembic import op

from app.kernel.search import fts_drop_statements, fts_statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEARCHED = ("people", "sectors", "policies", "enterprises", "contacts", "projects", "meetings")
GROWING = ("audit_entries", "stage_changes", "milestone_events", "project_facts")


def upgrade() -> None:
    """Make the names searchable, and refuse UPDATE and DELETE on history."""
    dialect = op.get_bind().dialect.name
    for table in SEARCHED:
        for statement in fts_statements(table, dialect):
            op.execute(statement)
    if dialect == "postgresql":
        op.execute(
            "CREATE FUNCTION luodi_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
        )
    for table in GROWING:
        for verb in ("UPDATE", "DELETE"):
            op.execute(_refuse(table, verb, dialect))


def downgrade() -> None:
    """Take both back."""
    dialect = op.get_bind().dialect.name
    for table in GROWING:
        for verb in ("update", "delete"):
            on = f" ON {table}" if dialect == "postgresql" else ""
            op.execute(f"DROP TRIGGER {table}_no_{verb}{on}")
    if dialect == "postgresql":
        op.execute("DROP FUNCTION luodi_only_grows()")
    for table in SEARCHED:
        for statement in fts_drop_statements(table, dialect):
            op.execute(statement)


def _refuse(table: str, verb: str, dialect: str) -> str:
    head = f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
    if dialect == "postgresql":
        return f"{head} FOR EACH ROW EXECUTE FUNCTION luodi_only_grows()"
    return f"{head} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
