"""The pages of the administration: who finds which, and what they tell."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Grant
from app.jobs.models import Job, PeriodicRun
from app.kernel import clock
from app.kernel.administration import pages_for
from app.kernel.permissions import Role, Scope
from config import Smtp
from tests.support.forms import post
from tests.support.people import Cast


def listed(client: FlaskClient, page: str) -> set[str]:
    """The links of the list beside a page."""
    found = re.search(r'<nav class="admin-list.*?</nav>', client.get(page).text, re.DOTALL)
    return set(re.findall(r'href="([^"]+)"', found[0])) if found else set()


def test_each_reader_finds_only_their_pages(cast: Cast) -> None:
    places = {role: listed(cast.client(role), "/admin/users") for role in ("admin", "security_admin", "auditor")}
    assert {"/admin/units", "/vocabularies/words", "/admin/health"} <= places["admin"]
    assert {"/admin/access", "/admin/rights"} <= places["security_admin"]
    assert "/admin/exports" in places["auditor"]
    assert not places["admin"] & {"/admin/access", "/admin/exports"}
    assert not places["security_admin"] & {"/admin/units", "/vocabularies/words", "/admin/exports"}


@pytest.mark.parametrize("role", list(Role))
def test_the_way_in_leads_to_the_first_page_or_to_the_desk(cast: Cast, role: Role) -> None:
    client = cast.client(role)
    start = client.get("/admin/", follow_redirects=True)
    assert start.status_code == 200
    assert ('class="admin-list' in start.text) == bool(pages_for(cast.actor(role)))


def test_several_duties_in_one_hand_are_shown(cast: Cast, session: Session) -> None:
    both = cast.user("auditor", name="杨建国")
    session.add(Grant(user_id=both.id, role=Role.VERIFIER, scope=Scope.ALL))
    session.commit()
    admin = cast.client("admin")
    assert "一人兼任多项职责" in admin.get("/admin/users").text
    assert "相互制约" in admin.get(f"/admin/users/{both.id}").text


def test_roles_are_given_by_the_security_administrator_alone(cast: Cast) -> None:
    admin, security, user = cast.client("admin"), cast.client("security_admin"), cast.user("viewer")
    typed = {"role": "head", "scope": "unit", "unit_id": "", "until": ""}
    page = f"/admin/users/{user.id}"
    assert post(admin, f"{page}/grants", typed, page=page).status_code == 403
    assert post(security, f"{page}/grants", typed, page=page).status_code == 303


def test_a_role_typed_by_an_administrator_who_may_not_grant_is_not_given(cast: Cast, session: Session) -> None:
    typed = {"name": "和晓", "username": "hexiao", "role": "manager", "scope": "all", "locale": "zh"}
    typed["unit_id"] = str(cast.unit("section").id)
    assert post(cast.client("admin"), "/admin/users/new", typed).status_code == 200
    assert session.query(Grant).filter(Grant.role == Role.MANAGER).all() == []


def test_access_is_reviewed_and_says_by_whom(cast: Cast, session: Session) -> None:
    security, officer = cast.client("security_admin"), cast.user("officer")
    grant = session.query(Grant).filter(Grant.user_id == officer.id).one()
    assert post(security, "/admin/access/review", {"grants": [str(grant.id)]}, page="/admin/access").status_code == 303
    session.refresh(grant)
    assert grant.reviewed_by_id == cast.user("security_admin").id
    assert post(cast.client("auditor"), "/admin/access/review", page="/admin/access").status_code == 403
    assert security.get("/admin/access", query_string={"unreviewed": "1"}).text.count('name="grants"') >= 1


def test_a_role_that_was_needed_today_is_noted_once(cast: Cast, session: Session, statements) -> None:
    admin = cast.client("admin")
    admin.get("/admin/units")
    grant = session.query(Grant).filter(Grant.user_id == cast.user("admin").id).one()
    assert grant.used_on is not None
    with statements() as ran:
        admin.get("/admin/units")
    assert not [line for line in ran if line.startswith("UPDATE grants")]


def test_the_review_and_the_log_of_exports_leave_as_files_and_are_logged(cast: Cast) -> None:
    auditor = cast.client("auditor")
    for kind in ("csv", "xlsx"):
        assert auditor.get(f"/admin/access.{kind}").status_code == 200
    page = auditor.get("/admin/exports").text
    assert page.count(">access <small>") == 2
    log = auditor.get("/admin/exports.csv").text
    assert "access" in log
    assert re.search(r"[0-9a-f]{64}", log)


def test_health_tells_of_mail_and_of_who_does_the_jobs(app: Flask, cast: Cast, session: Session) -> None:
    admin, now = cast.client("admin"), clock.now()
    page = admin.get("/admin/health").text
    assert "LUODI_SMTP_HOST" in page
    assert "flask jobs work" in page
    long_ago = now - timedelta(hours=2)
    session.add_all(
        [
            Job(task="notifications.letter", payload={}, done_at=now),
            Job(task="notifications.letter", payload={}, dead_at=now),
            Job(task="bots.post", payload={}, next_try_at=long_ago),
            PeriodicRun(code="notifications.hand_over", moment=now, begun_at=now, ended_at=now),
            PeriodicRun(code="audit.seal", moment=long_ago, begun_at=long_ago, ended_at=long_ago),
        ]
    )
    session.commit()
    app.config["SMTP"] = Smtp("127.0.0.1", 25, "none", "luodi@example.cn")
    app.config["ADDRESS"] = "https://crm.example.cn"
    page = admin.get("/admin/health").text
    assert "LUODI_SMTP_HOST" not in page
    assert "flask jobs work" not in page
    assert "最早一项应于" in page
    assert "封存审计日志" in page


def test_health_and_storage_tell_the_state(cast: Cast) -> None:
    admin = cast.client("admin")
    page = admin.get("/admin/health").text
    assert "SQLAlchemy" in page
    assert "已是最新" in page
    assert "audit_entries" in admin.get("/admin/storage").text


def test_a_page_of_the_administration_is_marked_in_one_place_of_the_side_bar(cast):
    bar = cast.client("admin").get("/projects/gates").text.partition("<main")[0]
    marked = [link for link in re.findall(r"<a[^>]*>", bar) if 'aria-current="page"' in link]
    assert {href for link in marked for href in re.findall(r'href="([^"]+)"', link)} == {"/admin/"}
