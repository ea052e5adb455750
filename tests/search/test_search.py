"""One box finds everything, inside what its reader may see."""

import pytest
from sqlalchemy.orm import Session

from app.enterprises import service as enterprises
from app.enterprises.schemas import ContactDraft, EnterpriseDraft
from app.meetings import service as meetings
from app.meetings.schemas import MeetingDraft
from app.projects import service as projects
from app.projects.schemas import ProjectDraft
from app.search import queries
from tests.support.people import Cast


@pytest.fixture
def world(cast: Cast, session: Session) -> None:
    """Sinopharm with a contact, an open and a hidden project, and a meeting about the hidden one."""
    officer = cast.actor("officer")
    draft = EnterpriseDraft(name_zh="国药控股股份有限公司", name_en="Sinopharm Group Co., Ltd.")
    sinopharm = enterprises.create(officer, draft)
    enterprises.create_contact(officer, ContactDraft(enterprise_id=sinopharm.id, name="章述平"))
    projects.create(officer, ProjectDraft(name_zh="国药医药健康产业园", enterprise_id=sinopharm.id))
    hidden = ProjectDraft(name_zh="国药血液制品基地", enterprise_id=sinopharm.id, disclosure="team", codename="春晓")
    secret = projects.create(officer, hidden)
    about = MeetingDraft(title="血液制品洽谈", text="谈选址", enterprises=(sinopharm.id,), projects=(secret.id,))
    meetings.log(officer, about)


def found(cast: Cast, text: str, role: str = "officer", unit: str = "section") -> list[str]:
    return [hit.name_zh for hit in queries.find(cast.actor(role, unit=unit), text, 5)]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("text", ["国", "国药", "控股", "gykg", "guoyao", "Sinopharm", "nopharm", "sino group"])
def test_an_enterprise_is_found_by_any_part_of_its_names(cast: Cast, text: str) -> None:
    assert "国药控股股份有限公司" in found(cast, text)


@pytest.mark.usefixtures("world")
def test_people_are_found_by_their_initials(cast: Cast) -> None:
    assert "章述平" in found(cast, "zsp")


@pytest.mark.usefixtures("world")
def test_a_hidden_project_and_its_meeting_are_found_by_its_team_only(cast: Cast) -> None:
    assert {"国药血液制品基地", "血液制品洽谈"} <= set(found(cast, "血液制品"))
    assert found(cast, "血液制品", unit="other_section") == []
    assert "国药血液制品基地" in found(cast, "血液制品", role="manager")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("text", ['"', "*", "'; drop table users; --", "AND OR NOT", "国 OR 药", "\x00", "()<->:*"])
def test_whatever_is_typed_is_searched_and_never_run(cast: Cast, text: str) -> None:
    client = cast.client("officer")
    assert client.get("/search/palette", query_string={"q": text}).status_code == 200
    assert client.get("/search/", query_string={"q": text}).status_code == 200


@pytest.mark.usefixtures("world")
def test_the_palette_shows_the_kind_and_links_to_the_page(cast: Cast) -> None:
    answer = cast.client("officer").get("/search/palette", query_string={"q": "gykg"}).text
    assert 'role="option"' in answer
    assert 'href="/enterprises/1"' in answer
