"""The audit log as a chain, its texts beside it, and a way for erasure and retention through the triggers."""

import json
from hashlib import sha256
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: Tables of 0002 whose triggers get the opening, and those that come now.
GROWING_BEFORE = ("audit_entries", "stage_changes", "milestone_events", "project_facts")
GROWING = ("audit_values", "audit_links", "audit_seals")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_OPEN = "EXISTS (SELECT 1 FROM audit_openings)"


def upgrade() -> None:
    """Add the chain, move the texts of older entries beside it, and renew the triggers."""
    _make_tables()
    for column in (
        sa.Column("digests", sa.JSON(), nullable=True),
        sa.Column("session_id", _ID, nullable=True),
        sa.Column("mac", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("audit_entries", column)
    op.create_index("ix_audit_entries_actor", "audit_entries", ["actor_id", "at", "id"])
    for column in (
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_channel", sa.Text(), nullable=True),
        sa.Column("erased_at", _MOMENT, nullable=True),
    ):
        op.add_column("contacts", column)
    _drop_triggers(GROWING_BEFORE)
    _move_texts(beside=True)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_function(f"IF {_OPEN} THEN RETURN COALESCE(NEW, OLD); END IF;"))
    _make_triggers((*GROWING_BEFORE, *GROWING), f"WHEN NOT {_OPEN} ")


def downgrade() -> None:
    """Bring the texts back into the entries; the chain ends."""
    _drop_triggers((*GROWING_BEFORE, *GROWING))
    _move_texts(beside=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_function(""))
    for name in ("erased_at", "consent_channel", "consent_on"):
        op.drop_column("contacts", name)
    op.drop_index("ix_audit_entries_actor", "audit_entries")
    for name in ("mac", "session_id", "digests"):
        op.drop_column("audit_entries", name)
    for table in ("audit_openings", "audit_seals", "audit_links", "audit_values"):
        op.drop_table(table)
    _make_triggers(GROWING_BEFORE, "")


def _make_tables() -> None:
    op.create_table(
        "audit_values",
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entries.id"], name="fk_audit_values_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", "part", "field", name="pk_audit_values"),
    )
    op.create_table(
        "audit_links",
        sa.Column("position", _ID, autoincrement=False, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_links"),
        sa.UniqueConstraint("entry_id", name="uq_audit_links_entry_id"),
    )
    op.create_table(
        "audit_seals",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", _ID, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_seals"),
    )
    op.create_table(
        "audit_openings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_openings"),
    )


_ENTRIES = sa.table(
    "audit_entries", sa.column("id"), *(sa.column(n, sa.JSON) for n in ("changes", "details", "digests"))
)
_VALUES = sa.table("audit_values", *(sa.column(n) for n in ("entry_id", "part", "field", "salt", "before", "after")))


def _move_texts(*, beside: bool) -> None:
    """Texts of entries into `audit_values`, or back."""
    connection, last = op.get_bind(), 0
    asked = sa.select(_ENTRIES.c.id, _ENTRIES.c.changes, _ENTRIES.c.details).order_by(_ENTRIES.c.id).limit(500)
    while rows := connection.execute(asked.where(_ENTRIES.c.id > last)).all():
        last = rows[-1].id
        for row in rows:
            told = {"changes": dict(row.changes), "details": dict(row.details)}
            moved = _take_out(row.id, told) if beside else _put_back(row.id, told)
            if moved:
                connection.execute(sa.update(_ENTRIES).where(_ENTRIES.c.id == row.id).values(**told, **moved))


def _take_out(entry_id: int, told: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Every field that holds a text, as rows beside the entry; their digests stay."""
    digests, rows = {}, []
    for part, fields in told.items():
        for name in [name for name, value in fields.items() if _holds_text(value)]:
            before, after = fields.pop(name) if part == "changes" else (None, fields.pop(name))
            sides = [json.dumps(side, sort_keys=True, ensure_ascii=False) for side in (before, after)]
            salt = token_hex(16)
            digests[f"{part}.{name}"] = sha256(json.dumps([salt, part, name, *sides]).encode()).hexdigest()
            row = {"entry_id": entry_id, "part": part, "field": name, "salt": salt}
            rows.append(row | {"before": sides[0], "after": sides[1]})
    if rows:
        op.get_bind().execute(sa.insert(_VALUES), rows)
    return {"digests": digests} if digests else {}


def _put_back(entry_id: int, told: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The rows beside an entry back into it."""
    found = op.get_bind().execute(sa.select(_VALUES).where(_VALUES.c.entry_id == entry_id)).all()
    for value in found:
        before, after = (None if side is None else json.loads(side) for side in (value.before, value.after))
        told[value.part][value.field] = [before, after] if value.part == "changes" else after
    return {"digests": {}} if found else {}


def _holds_text(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(_holds_text(item) for item in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, str)


def _function(first: str) -> str:
    return (
        "CREATE OR REPLACE FUNCTION luodi_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {first}{' ' * bool(first)}RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
    )


def _make_triggers(tables: tuple[str, ...], unless: str) -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            head = f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
            body = f"{unless}BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            op.execute(f"{head} {'FOR EACH ROW EXECUTE FUNCTION luodi_only_grows()' if postgres else body}")


def _drop_triggers(tables: tuple[str, ...]) -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for table in tables:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}{f' ON {table}' if postgres else ''}")
