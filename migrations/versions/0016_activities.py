"""Activities, who took part, whom they met, and what came of them."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime
from app.kernel.search import fts_drop_statements, fts_statements

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SEARCHED = ("activities",)
_LINKS = ("activity_results", "activity_meetings", "activity_enterprises", "activity_people")
_SIGNED = sa.text("kind = 'signing'")


def upgrade() -> None:
    """Make the tables, the search index, and the rule that a signing counts once."""
    _make_activities()
    _link(
        "activity_people",
        "person_id",
        "people",
        sa.Column("unit_id", Id, nullable=False),
        _key_to("activity_people", "unit_id", "units"),
        sa.Column("post_zh", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    _link("activity_enterprises", "enterprise_id", "enterprises")
    _link(
        "activity_meetings",
        "meeting_id",
        "meetings",
        sa.UniqueConstraint("meeting_id", name=op.f("uq_activity_meetings_meeting_id")),
    )
    _link(
        "activity_results",
        "project_id",
        "projects",
        sa.Column("kind", sa.String(length=24), nullable=False),
        also="kind",
    )
    op.create_index("ix_activity_people_person_id", "activity_people", ["person_id"])
    op.create_index("ix_activity_enterprises_enterprise_id", "activity_enterprises", ["enterprise_id"])
    op.create_index("ix_activity_results_project_id", "activity_results", ["project_id", "activity_id"])
    op.create_index(
        "uq_activity_results_signing",
        "activity_results",
        ["project_id"],
        unique=True,
        sqlite_where=_SIGNED,
        postgresql_where=_SIGNED,
    )
    for statement in fts_statements("activities", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take all of it back."""
    for statement in fts_drop_statements("activities", op.get_bind().dialect.name):
        op.execute(statement)
    for table in (*_LINKS, "activities"):
        op.drop_table(table)


def _make_activities() -> None:
    op.create_table(
        "activities",
        sa.Column("id", Id, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title", "kind")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("begins_on", "ends_on")),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("leader_id", Id, nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("itinerary", "outcome")),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        *(sa.Column(name, Id, nullable=False) for name in ("created_by_id", "unit_id")),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("created_at", "updated_at")),
        sa.Column("search", sa.Text(), nullable=False),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_activities_period")),
        _key_to("activities", "leader_id", "people"),
        _key_to("activities", "created_by_id", "users"),
        _key_to("activities", "unit_id", "units"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index("ix_activities_begins_on_id", "activities", ["begins_on", "id"])


def _link(table: str, column: str, target: str, *more: sa.schema.SchemaItem, also: str = "") -> None:
    """A table between activities and another."""
    keys = [name for name in ("activity_id", column, also) if name]
    op.create_table(
        table,
        sa.Column("activity_id", Id, nullable=False),
        sa.Column(column, Id, nullable=False),
        *more,
        _key_to(table, "activity_id", "activities"),
        _key_to(table, column, target),
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
    )


def _key_to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
