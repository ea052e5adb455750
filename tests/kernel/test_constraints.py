"""What it means when the database says no, on both databases."""

import pytest
from sqlalchemy import text

from app.accounts.models import Person, Unit, User
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid
from app.vocabularies.models import Sector, Term


@command
def add(*rows: object) -> None:
    db.session.add_all(rows)


def test_a_taken_name_is_invalid_at_its_field(session):
    add(Sector(code="K91", name_zh="一"))
    with pytest.raises(Invalid) as refused:
        add(Sector(code="K91", name_zh="二"))
    assert {field: str(said) for field, said in refused.value.fields.items()} == {
        "code": "This code is taken. Choose another."
    }


@pytest.mark.parametrize("field", ["username", "person_id"])
def test_the_field_is_found_among_several_unique_ones(session, cast, field):
    officer = cast.user("officer")
    someone = Person(name="李华", unit_id=cast.unit("section").id)
    add(someone)
    values = {"username": "free", "person_id": someone.id, "password_hash": "!"}
    taken = User(**{**values, field: getattr(officer, field)})
    with pytest.raises(Invalid) as refused:
        add(taken)
    assert list(refused.value.fields) == [field]


def test_a_rule_that_nobody_explained_is_a_conflict(session):
    add(Term(vocabulary="x", code="1", name_zh="一"))
    with pytest.raises(Conflict) as refused:
        add(Term(vocabulary="x", code="1", name_zh="二"))
    assert refused.value.fields == {}
    assert "UNIQUE" not in str(refused.value)


def test_a_reference_to_nothing_is_a_conflict_and_writes_nothing(session):
    with pytest.raises(Conflict):
        add(Unit(name_zh="一", kind="bureau", parent_id=999_999))
    session.rollback()
    assert session.scalar(text("SELECT count(*) FROM units WHERE name_zh = '一'")) == 0


def test_the_session_works_on_after_a_refusal(session):
    add(Sector(code="K91", name_zh="一"))
    with pytest.raises(Invalid):
        add(Sector(code="K91", name_zh="二"))
    add(Sector(code="K92", name_zh="二"))
    assert session.query(Sector).where(Sector.code.in_(["K91", "K92"])).count() == 2
