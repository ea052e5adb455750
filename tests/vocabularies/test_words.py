"""The short lists of words: added, renamed, put in order, offered or not."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.vocabularies import queries
from tests.support.forms import post
from tests.support.people import Cast

PAGE = "/vocabularies/words/source"


@pytest.fixture
def admin(cast: Cast) -> FlaskClient:
    return cast.client("admin")


def names(session: Session) -> list[str]:
    session.rollback()
    return [term.name_zh for term in queries.terms("source")]


def test_a_word_is_added_at_the_end_with_a_code_of_its_own(admin, session) -> None:
    assert post(admin, PAGE, {"name_zh": "展会名录", "name_en": "Fair directory"}).status_code == 303
    assert names(session)[-1] == "展会名录"
    assert queries.terms("source")[-1].code == "own1"
    assert not queries.terms("source")[-1].locked


def test_a_word_that_is_there_is_refused_with_what_was_typed(admin, session) -> None:
    answer = post(admin, PAGE, {"name_zh": names(session)[0], "name_en": "Twice"})
    assert answer.status_code == 422
    assert "Twice" in answer.text


def test_a_word_of_the_program_is_renamed_but_keeps_its_code(admin, session) -> None:
    term = queries.terms("source")[0]
    code, page = term.code, f"/vocabularies/terms/{term.id}"
    assert post(admin, page, {"name_zh": "新名称", "name_en": "", "code": "else"}).status_code == 303
    assert names(session)[0] == "新名称"
    assert queries.terms("source")[0].code == code
    stale = post(admin, page, {"name_zh": "旧版本", "version": "1"})
    assert stale.status_code == 409
    assert "旧版本" in stale.text


def test_words_change_places(admin, session) -> None:
    before = names(session)
    second = queries.terms("source")[1]
    moved = {"to": "up", "version": str(second.version)}
    assert post(admin, f"/vocabularies/terms/{second.id}/move", moved, page=PAGE).status_code == 303
    assert names(session) == [before[1], before[0], *before[2:]]


def test_a_word_is_offered_no_longer_and_again_and_the_last_one_stays(admin, session) -> None:
    for number, term in enumerate(queries.terms("meeting_direction")):
        sent = post(admin, f"/vocabularies/terms/{term.id}/retire", {"version": str(term.version)}, page=PAGE)
        assert sent.status_code == (409 if number else 303)
    session.rollback()
    assert len(queries.terms("meeting_direction")) == 1
    gone = next(term for term in queries.all_terms("meeting_direction") if not term.active)
    post(admin, f"/vocabularies/terms/{gone.id}/offer", {"version": str(gone.version)}, page=PAGE)
    session.rollback()
    assert len(queries.terms("meeting_direction")) == 2


def test_every_list_of_the_first_rows_has_a_page(admin) -> None:
    page = admin.get("/vocabularies/words").text
    for code in queries.count_words():
        assert f"/vocabularies/words/{code}" in page
        assert admin.get(f"/vocabularies/words/{code}").status_code == 200
