"""Task forces: set up, changed, dissolved; the projects they see through; the people behind projects."""

import pytest

from app.accounts.schemas import MemberRow, TaskForceChange, TaskForceDraft
from app.accounts.service import task_forces
from app.kernel.errors import Conflict, Invalid
from app.projects import queries, service
from app.projects.queries import ProjectFilters
from app.projects.schemas import ProjectChange
from tests.support.forms import hidden_fields


@pytest.fixture
def chief(cast):
    return cast.actor("manager").person_id


@pytest.fixture
def force(cast, chief, officer):
    draft = TaskForceDraft(
        name_zh="生物医药专班", chief_id=chief, members=(MemberRow(person_id=officer.person_id, role="对接"),)
    )
    return task_forces.create(cast.actor("manager"), draft)


def test_a_project_belongs_to_a_task_force_and_is_found_by_it(officer, make, force):
    mine, _ = make(), make(name_zh="别的项目")
    draft = ProjectChange(task_force_id=force.id, version=mine.version)
    service.change(officer, mine.id, draft)
    found = queries.listing(officer, ProjectFilters(task_force=force.id))
    assert queries.LIST.count(found) == 1
    assert queries.count_by_task_force(officer) == {force.id: 1}
    assert [row.id for row in queries.projects_for(officer, task_force=force.id)] == [mine.id]


def test_a_hidden_project_is_in_no_count_of_a_stranger(cast, officer, make, force):
    hidden = make(disclosure="team")
    service.change(officer, hidden.id, ProjectChange(task_force_id=force.id, version=hidden.version))
    stranger = cast.actor("head")
    assert queries.count_by_task_force(stranger) == {}
    assert list(queries.projects_for(stranger, task_force=force.id)) == []
    page = cast.client("head").get(f"/people/{officer.person_id}").text
    assert hidden.name_zh not in page


def test_members_are_changed_and_the_second_of_two_is_told(cast, force, chief):
    manager = cast.actor("manager")
    changed = TaskForceChange(name_zh="新名", members=(MemberRow(person_id=chief),), version=1, is_dissolved=True)
    made = task_forces.change(manager, force.id, changed)
    assert [member.person_id for member in made.members] == [chief]
    assert made.archived_at is not None
    with pytest.raises(Conflict):
        task_forces.change(manager, force.id, changed)


def test_the_list_narrowed_to_a_dissolved_one_says_so(cast, force, chief):
    changed = TaskForceChange(name_zh="旧专班", members=(MemberRow(person_id=chief),), version=1, is_dissolved=True)
    task_forces.change(cast.actor("manager"), force.id, changed)
    client = cast.client("officer")
    assert f'<option value="{force.id}" selected>旧专班' in client.get(f"/projects/?task_force={force.id}").text
    assert "旧专班" not in client.get("/projects/").text


def test_nobody_who_is_not_there_is_chief(cast):
    with pytest.raises(Invalid):
        task_forces.create(cast.actor("manager"), TaskForceDraft(name_zh="无人专班", chief_id=987654))


def test_it_is_set_up_on_a_page_without_scripts(cast, officer):
    client = cast.client("manager")
    fields = hidden_fields(client.get("/projects/task-forces/new").text)
    typed = {"name_zh": "电池专班", "members-0-person_id": str(officer.person_id), "members-0-role": "对接"}
    answer = client.post("/projects/task-forces/new", data=fields | typed, follow_redirects=True)
    assert "电池专班" in answer.text
    assert "对接" in answer.text
    assert "电池专班" in client.get("/projects/task-forces").text
    assert cast.client("officer").get("/projects/task-forces/new").status_code == 403


def test_its_history_is_for_whoever_sees_projects_and_names_its_people(cast, force, officer):
    page = cast.client("viewer").get(f"/history/task_forces/{force.id}")
    assert page.status_code == 200
    assert "生物医药专班" in page.text
    assert officer.name in page.text
    assert cast.client("security_admin").get(f"/history/task_forces/{force.id}").status_code == 404
