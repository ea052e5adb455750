"""The auditor's page of rights: every right in words, every role's, every address; what it says is what is so."""

import re

from sqlalchemy import select

from app.admin.rules import RIGHTS
from app.audit.models import AuditEntry
from app.kernel.permissions import GRANTS, Can, Role

_CELL = re.compile(r'<td data-right="([\w:-]+)" data-role="(\w+)">(.*?)</td>', re.DOTALL)


def test_every_right_is_explained_in_words_of_its_own():
    assert RIGHTS.keys() == set(Can)
    assert len({str(words) for words in RIGHTS.values()}) == len(Can)


def test_the_page_marks_exactly_the_rights_that_each_role_holds(cast):
    page = cast.client("auditor").get("/admin/rights").text
    marked = {(right, role): "<svg" in inside for right, role, inside in _CELL.findall(page)}
    assert marked == {(right, role): right in GRANTS[role] for right in Can for role in Role}


def test_the_page_names_every_address_with_its_right(app, cast):
    """That the routes do what is said here is proven for each role and method in tests/house/test_routes.py."""
    page = cast.client("security_admin").get("/admin/rights").text
    assert page.count('<td class="is-title num">') == len(list(app.url_map.iter_rules()))
    assert "/projects/&lt;int:project_id&gt;" in page


def test_the_file_is_noted_like_every_file_that_leaves(cast, session):
    sheet = cast.client("auditor").get("/admin/rights/export.xlsx")
    assert sheet.data.startswith(b"PK")
    assert session.scalars(select(AuditEntry.action)).all() == ["list.export"]


def test_the_page_is_for_those_who_answer_for_rights_only(cast):
    for role in Role:
        expected = 200 if role in {Role.AUDITOR, Role.SECURITY_ADMIN} else 403
        assert cast.client(role).get("/admin/rights").status_code == expected
