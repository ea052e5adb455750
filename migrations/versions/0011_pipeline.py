"""The pipeline: evidence and returns of milestones, waivers and their open items, the last contact of a project."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TO_VERIFY = sa.text("claimed_on IS NOT NULL AND verified_at IS NULL AND returned_at IS NULL")
_OPEN = sa.text("opened_on IS NOT NULL AND settled_at IS NULL")


def upgrade() -> None:
    """Add the columns and tables; a project's last contact is its last meeting held, else the day it came in."""
    op.add_column("milestones", sa.Column("evidence", sa.Text(), nullable=False, server_default=""))
    op.add_column("milestone_events", sa.Column("evidence", sa.Text(), nullable=False, server_default=""))
    op.add_column("milestones", sa.Column("returned_at", UtcDateTime(), nullable=True))
    op.add_column("milestones", sa.Column("returned_reason", sa.Text(), nullable=False, server_default=""))
    op.create_index(
        "ix_milestones_to_verify",
        "milestones",
        ["claimed_on", "project_id"],
        sqlite_where=_TO_VERIFY,
        postgresql_where=_TO_VERIFY,
    )
    op.add_column("projects", sa.Column("is_key", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("projects", sa.Column("last_contact_on", sa.Date(), nullable=False, server_default="1900-01-01"))
    op.add_column("projects", sa.Column("open_plan_on", sa.Date(), nullable=True))
    _fill_contacts()
    _fill_plans()
    op.create_index("ix_projects_last_contact_on", "projects", ["last_contact_on", "id"])
    _waivers()
    _items()


def _fill_contacts() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    zone = "m.starts_at AT TIME ZONE 'Asia/Shanghai'" if postgres else "m.starts_at, '+8 hours'"
    day, latest = (f"CAST({zone} AS DATE)", "GREATEST") if postgres else (f"date({zone})", "MAX")
    met = (
        f"SELECT MAX({day}) FROM meeting_projects l JOIN meetings m ON m.id = l.meeting_id"
        " WHERE l.project_id = projects.id AND m.status = 'held' AND m.archived_at IS NULL"
    )
    op.execute(f"UPDATE projects SET last_contact_on = {latest}(received_on, COALESCE(({met}), received_on))")


def _fill_plans() -> None:
    first = (
        "SELECT MIN(m.planned_on) FROM milestones m WHERE m.project_id = projects.id AND m.claimed_on IS NULL AND"
        " (m.kind = 'operating' OR (m.kind IN ('started', 'completed') AND projects.track <> 'light'))"
    )
    op.execute(f"UPDATE projects SET open_plan_on = ({first})")


def _waivers() -> None:
    op.create_table(
        "waivers",
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("stage", sa.String(24), nullable=True),
        sa.Column("milestone", sa.String(24), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settle_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("requested_by_id", Id, nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("first_by_id", Id, nullable=True),
        sa.Column("first_by_manager", sa.Boolean(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=True),
        sa.Column("second_by_id", Id, nullable=True),
        sa.Column("second_at", UtcDateTime(), nullable=True),
        sa.Column("decided_note", sa.Text(), nullable=False),
        sa.Column("stage_change_id", Id, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("waivers", "project_id", "projects"),
        _key("waivers", "requested_by_id", "users"),
        _key("waivers", "first_by_id", "users"),
        _key("waivers", "second_by_id", "users"),
        _key("waivers", "stage_change_id", "stage_changes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_index("ix_waivers_project_id", "waivers", ["project_id", "id"])
    op.create_index("ix_waivers_state", "waivers", ["state", "requested_at", "id"])
    op.create_index("ix_waivers_stage_change_id", "waivers", ["stage_change_id"])


def _items() -> None:
    op.create_table(
        "waived_items",
        sa.Column("id", Id, nullable=False),
        sa.Column("waiver_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("settle_by", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_how", sa.String(24), nullable=True),
        sa.Column("settled_by_id", Id, nullable=True),
        sa.Column("settled_note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("waived_items", "waiver_id", "waivers"),
        _key("waived_items", "project_id", "projects"),
        _key("waived_items", "settled_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waived_items")),
        sa.UniqueConstraint("waiver_id", "condition", name=op.f("uq_waived_items_waiver_id_condition")),
    )
    op.create_index("ix_waived_items_project_id", "waived_items", ["project_id", "id"])
    op.create_index(
        "ix_waived_items_open", "waived_items", ["settle_by", "project_id"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("waived_items")
    op.drop_table("waivers")
    op.drop_index("ix_projects_last_contact_on", "projects")
    op.drop_index("ix_milestones_to_verify", "milestones")
    for table, columns in (
        ("projects", ("open_plan_on", "last_contact_on", "is_key")),
        ("milestones", ("returned_reason", "returned_at", "evidence")),
        ("milestone_events", ("evidence",)),
    ):
        for column in columns:
            op.drop_column(table, column)
