"""The pages of the audit log, the history of records, and refusals that are counted once a minute."""

import csv
import io
import re

import pytest
from sqlalchemy import func, select

from app.accounts.schemas import UnitChange
from app.accounts.service import directory
from app.audit.models import AuditEntry
from app.audit.rules import ACTION_WORDS
from app.enterprises import service as enterprises
from app.enterprises.schemas import ContactChange, ContactDraft, EnterpriseDraft
from app.factory import import_models
from app.kernel.db import Model, Versioned
from app.kernel.histories import HISTORIES
from app.kernel.permissions import GRANTS, Can, Role
from app.policies import service as policies
from app.policies.schemas import PolicyChange, PolicyDraft
from app.projects import service as projects
from app.projects.models import Disclosure
from app.projects.schemas import ProjectDraft
from tests.house.sources import python

import_models()
TYPED = {"title_zh": "支持政策", "issuer_zh": "管委会", "level": "area", "issued_on": "2021-08-13"}


@pytest.fixture
def policy(cast):
    writer = cast.actor("policy_officer", name="文静")
    made = policies.create(writer, PolicyDraft(**TYPED))
    return policies.change(
        writer, made.id, PolicyChange(**TYPED | {"title_zh": "新政策", "level": "national"}, version=made.version)
    )


@pytest.fixture
def contact(cast):
    officer = cast.actor("officer")
    at = enterprises.create(officer, EnterpriseDraft(name_zh="国药控股股份有限公司")).id
    made = enterprises.create_contact(officer, ContactDraft(enterprise_id=at, name="李健", phone="13812340001"))
    changed = ContactChange(name="李健", phone="13912340002", email="li@example.com", version=made.version)
    return enterprises.change_contact(officer, made.id, changed)


def test_every_action_in_the_sources_has_words():
    called = re.compile(
        r"audit\.(?:record|note)\((?:[^\"()]|\([^()]*\))*?\"([a-z_]+\.[a-z_]+)\"(?: if [^,]* else \"([a-z_.]+)\")?"
    )
    used = {action for source in python() for found in called.findall(source.text) for action in found if action}
    assert len(used) > 40
    assert used - ACTION_WORDS.keys() == set()


def test_every_column_of_a_record_that_has_a_history_has_a_label():
    silent = {
        "id",
        "search",
        "name_sort",
        "next_due_sort",
        "stage_position",
        "open_plan_sort",
        "version",
        "updated_at",
        "created_at",
        "path",
        "root_id",
    }
    missing = {
        f"{kind}.{column}"
        for kind, history in HISTORIES
        if issubclass(_model(kind), Versioned)
        for column in Model.metadata.tables[kind].columns.keys() - history.fields.keys() - silent
    }
    assert missing == set()


def _model(kind):
    return next(model for model in Model.__subclasses__() if model.__tablename__ == kind)


def test_an_auditor_reads_the_log_and_nobody_else_does(cast, policy):
    for role in Role:
        answer = cast.client(role).get("/audit")
        assert answer.status_code == (200 if Can.SEE_AUDIT in GRANTS[role] else 403)
    page = cast.client("auditor").get("/audit").text
    assert "修改了政策" in page
    assert "文静" in page
    assert "新政策" in page


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("who=文静", True),
        ("who=nobody", False),
        ("action=policy.change", True),
        ("action=policy.archive", False),
        ("about=policies", True),
        ("about=projects", False),
        ("since=2000-01-01&until=9999-12-31", True),
        ("until=2000-01-01", False),
        ("address=10.9.9.9", False),
        ("request=zzz", False),
    ],
)
def test_the_log_is_narrowed(cast, policy, asked, there):
    page = cast.client("auditor").get(f"/audit?{asked}", headers={"HX-Request": "true"}).text
    assert ("修改了政策</a>" in page) is there


def test_an_entry_shows_before_and_after_in_words(cast, session, policy):
    number = session.scalar(select(AuditEntry.id).where(AuditEntry.action == "policy.change"))
    page = cast.client("auditor").get(f"/audit/{number}").text
    assert "支持政策" in page
    assert "新政策" in page
    assert "policy.change" in page


def test_the_log_leaves_the_house_as_a_file_and_that_is_logged(cast, session, policy, contact):
    data = cast.client("auditor").get("/audit/export.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data)))
    assert rows[0][0] == "时间"
    (changed,) = [row for row in rows if row[3] == "policy.change"]
    assert "支持政策 → 新政策" in changed[7]
    assert "13812340001" not in data
    assert "138****0001 → 139****0002" in data
    assert session.scalars(select(AuditEntry.plain_details).where(AuditEntry.action == "list.export")).one()["rows"] > 3


def test_the_history_of_a_record_is_for_whoever_sees_the_record(cast, policy):
    page = cast.client("viewer").get(f"/history/policies/{policy.id}")
    assert page.status_code == 200
    for word in ("支持政策", "新政策", "文静", "修改了政策"):
        assert word in page.text
    assert cast.client("viewer").get("/history/policies/987654").status_code == 404
    assert cast.client("viewer").get("/history/nothing/1").status_code == 404
    assert cast.client("officer").get(f"/history/users/{cast.user('officer').id}").status_code == 404
    part = cast.client("viewer").get(f"/history/policies/{policy.id}", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<section")


def test_details_are_masked_in_a_history_for_everybody(cast, contact):
    for role in ("officer", "manager", "auditor", "viewer"):
        page = cast.client(role).get(f"/history/contacts/{contact.id}").text
        assert "138****0001" in page
        assert "1381234" not in page
        assert "li@example" not in page


def test_the_history_of_a_confidential_project_is_not_for_an_outsider(cast, session, contact):
    officer = cast.actor("officer")
    draft = ProjectDraft(
        name_zh="凤凰项目", enterprise_id=contact.enterprise_id, disclosure=Disclosure.TEAM, codename="凤"
    )
    made = projects.create(officer, draft)
    assert cast.client("officer").get(f"/history/projects/{made.id}").status_code == 200
    hidden = cast.client("officer", unit="other_section").get(f"/history/projects/{made.id}")
    missing = cast.client("officer", unit="other_section").get("/history/projects/987654")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert "凤凰项目" in cast.client("auditor").get("/audit?about=projects").text


def test_a_refusal_is_on_record_once_a_minute(cast, session):
    client = cast.client("viewer")
    for _ in range(5):
        assert client.get("/audit").status_code == 403
    assert client.get("/policies/new").status_code == 403
    found = session.scalars(select(AuditEntry.subject_kind).where(AuditEntry.action == "access.refuse")).all()
    assert sorted(found) == ["audit.index", "policies.create"]


def test_an_entry_says_from_which_session(cast, session):
    cast.client("viewer").get("/audit")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "access.refuse")).one()
    assert entry.session_id is not None
    assert entry.address == "127.0.0.1"
    assert entry.request_id


def test_a_write_costs_no_more_than_its_entry_and_its_texts(cast, session, contact, statements):
    with statements() as ran:
        changed = ContactChange(name="李健", phone="13712340003", title_zh="总裁", version=contact.version)
        enterprises.change_contact(cast.actor("officer"), contact.id, changed)
    assert len([s for s in ran if "INSERT INTO audit_entries" in s]) == 1
    assert len([s for s in ran if "INSERT INTO audit_values" in s]) == 1
    assert [s for s in ran if "audit_links" in s or "audit_seals" in s] == []
    before = session.scalar(select(func.count()).select_from(AuditEntry))
    assert before > 2


def test_a_record_whose_page_is_shut_to_the_reader_is_named_without_a_link(cast):
    unit = cast.unit("section")
    directory.change_unit(
        cast.actor("admin"), unit.id, UnitChange(name_zh="新科室", kind="department", version=unit.version)
    )
    for role, linked in (("auditor", False), ("admin", True)):
        page = cast.client(role).get(f"/history/units/{unit.id}").text
        assert "新科室" in page
        assert (f'href="/admin/units/{unit.id}"' in page) == linked
    assert f'href="/admin/units/{unit.id}"' not in cast.client("auditor").get("/audit").text
