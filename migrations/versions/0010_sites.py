"""Sites, their reservations, and what a project needs of a site."""

import sqlalchemy as sa
from alembic import op

from app.kernel.search import fts_drop_statements, fts_statements

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SEARCHED = ("sites",)
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SORT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_NEEDS = ("need_plant", "need_height_cm", "need_load_kg", "need_water", "need_gas")

#: A promise or contract that meets the new one in time, on the same site or on one above or below it.
_MEETS = """
SELECT 1 FROM reservations other
JOIN sites theirs ON theirs.id = other.site_id
JOIN sites ours ON ours.id = NEW.site_id
WHERE other.id <> NEW.id AND other.released_at IS NULL AND other.kind <> 'hold'
AND theirs.root_id = ours.root_id
AND (theirs.path LIKE ours.path || '%' OR ours.path LIKE theirs.path || '%')
AND (other.to_on IS NULL OR other.to_on >= NEW.from_on)
AND (NEW.to_on IS NULL OR NEW.to_on >= other.from_on)
"""
_BINDS = "NEW.released_at IS NULL AND NEW.kind <> 'hold'"


def upgrade() -> None:
    """Make the tables, their search index and the rule that no two promises meet."""
    dialect = op.get_bind().dialect.name
    _make_sites()
    _make_reservations()
    for name in _NEEDS:
        kind = sa.BigInteger() if name == "need_plant" else sa.Integer()
        op.add_column("projects", sa.Column(name, kind, nullable=True))
    for statement in fts_statements("sites", dialect):
        op.execute(statement)
    for statement in _guards(dialect):
        op.execute(statement)


def downgrade() -> None:
    """Take all of it back."""
    dialect = op.get_bind().dialect.name
    for verb in ("insert", "update"):
        on = " ON reservations" if dialect == "postgresql" else ""
        op.execute(f"DROP TRIGGER reservations_meet_on_{verb}{on}")
    if dialect == "postgresql":
        op.execute("DROP FUNCTION luodi_reservations_meet()")
    for statement in fts_drop_statements("sites", dialect):
        op.execute(statement)
    for name in reversed(_NEEDS):
        op.drop_column("projects", name)
    for table in ("reservations", "site_sectors", "sites"):
        op.drop_table(table)


def _guards(dialect: str) -> list[str]:
    """The triggers. PostgreSQL takes the tree's root first, so that two at the same instant see each other."""
    heads = [
        (f"CREATE TRIGGER reservations_meet_on_{name} BEFORE {verb} ON reservations FOR EACH ROW")
        for name, verb in (("insert", "INSERT"), ("update", "UPDATE"))
    ]
    if dialect == "sqlite":
        stop = "SELECT RAISE(ABORT, 'reservations meet');"
        return [f"{head} WHEN {_BINDS} AND EXISTS ({_MEETS}) BEGIN {stop} END" for head in heads]
    return [
        f"""CREATE FUNCTION luodi_reservations_meet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF {_BINDS} THEN
PERFORM 1 FROM sites WHERE id = (SELECT root_id FROM sites WHERE id = NEW.site_id) FOR NO KEY UPDATE;
IF EXISTS ({_MEETS}) THEN
RAISE EXCEPTION 'reservations meet' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'ex_reservations_meet';
END IF;
END IF;
RETURN NEW;
END $$""",
        *(f"{head} EXECUTE FUNCTION luodi_reservations_meet()" for head in heads),
    ]


def _make_sites() -> None:
    op.create_table(
        "sites",
        sa.Column("id", _ID, nullable=False),
        sa.Column("park_id", _ID, nullable=False),
        sa.Column("parent_id", _ID, nullable=True),
        sa.Column("root_id", _ID, nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("code", _SORT, nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("height_cm", "load_kg", "power_kva")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("water", "gas")),
        sa.Column("price_fen", sa.BigInteger(), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("env_class", sa.String(length=24), nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.CheckConstraint("area IS NULL OR (area >= 0 AND area <= 1000000000000)", name=op.f("ck_sites_area")),
        sa.CheckConstraint(
            "price_fen IS NULL OR (price_fen >= 0 AND price_fen <= 100000000000000)",
            name=op.f("ck_sites_price_fen"),
        ),
        sa.ForeignKeyConstraint(["park_id"], ["units.id"], name=op.f("fk_sites_park_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["sites.id"], name=op.f("fk_sites_parent_id")),
        sa.ForeignKeyConstraint(["root_id"], ["sites.id"], name=op.f("fk_sites_root_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("park_id", "code", name=op.f("uq_sites_park_id_code")),
    )
    op.create_index("ix_sites_parent_id", "sites", ["parent_id"])
    op.create_index("ix_sites_root_id", "sites", ["root_id"])
    op.create_index("ix_sites_code_id", "sites", ["code", "id"])
    op.create_table(
        "site_sectors",
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("sector_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_sectors_site_id")),
        sa.ForeignKeyConstraint(["sector_id"], ["sectors.id"], name=op.f("fk_site_sectors_sector_id")),
        sa.PrimaryKeyConstraint("site_id", "sector_id", name=op.f("pk_site_sectors")),
    )
    op.create_index("ix_site_sectors_sector_id", "site_sectors", ["sector_id"])


def _make_reservations() -> None:
    op.create_table(
        "reservations",
        sa.Column("id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", _ID, nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", _ID, nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_reservations_period")),
        sa.CheckConstraint("kind <> 'hold' OR to_on IS NOT NULL", name=op.f("ck_reservations_hold_expires")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_reservations_site_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_reservations_project_id")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_reservations_by_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["users.id"], name=op.f("fk_reservations_released_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
    )
    stands = sa.text("released_at IS NULL")
    op.create_index(
        "ix_reservations_standing",
        "reservations",
        ["site_id", "kind"],
        sqlite_where=stands,
        postgresql_where=stands,
    )
    op.create_index("ix_reservations_site_id", "reservations", ["site_id", "id"])
    op.create_index("ix_reservations_project_id", "reservations", ["project_id", "id"])
    op.create_index("ix_reservations_from_on_id", "reservations", ["from_on", "id"])
