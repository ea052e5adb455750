"""What signing in keeps: past passwords, reset links, second factors, single sign-on, sign-ins on their way."""

import sqlalchemy as sa
from alembic import op

from app.kernel.db import Id, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("past_passwords", "reset_links", "second_factors", "recovery_codes", "identities", "sign_in_steps")


def upgrade() -> None:
    """Add the tables; passwords of before are as old as their users."""
    op.add_column("users", sa.Column("password_changed_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE users SET password_changed_at = created_at")
    op.create_table(
        "past_passwords",
        _number(),
        _user(),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        *_keys("past_passwords"),
    )
    op.create_index("ix_past_passwords_user_id", "past_passwords", ["user_id"])
    op.create_table(
        "reset_links",
        _number(),
        _user(),
        sa.Column("code_digest", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *_keys("reset_links"),
        sa.UniqueConstraint("user_id", name=op.f("uq_reset_links_user_id")),
    )
    _second_factor()
    _single_sign_on()


def _second_factor() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", Id, autoincrement=False, nullable=False),
        sa.Column("secret_sealed", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        _number(),
        _user(),
        sa.Column("code_digest", sa.Text(), nullable=False),
        *_keys("recovery_codes"),
        sa.UniqueConstraint("user_id", "code_digest", name=op.f("uq_recovery_codes_user_id_code_digest")),
    )


def _single_sign_on() -> None:
    op.create_table(
        "identities",
        _number(),
        _user(),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        *_keys("identities"),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identities_issuer_subject")),
    )
    op.create_index("ix_identities_user_id", "identities", ["user_id"])
    op.create_table(
        "sign_in_steps",
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("user_id", Id, nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_in_steps_user_id")),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sign_in_steps")),
    )
    op.create_index("ix_sign_in_steps_user_id", "sign_in_steps", ["user_id"])
    op.create_index("ix_sign_in_steps_created_at", "sign_in_steps", ["created_at"])


def downgrade() -> None:
    """Take it all back: who needed a second factor signs in without."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("users", "password_changed_at")


def _number() -> sa.Column[int]:
    return sa.Column("id", Id, nullable=False)


def _user() -> sa.Column[int]:
    return sa.Column("user_id", Id, nullable=False)


def _keys(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
