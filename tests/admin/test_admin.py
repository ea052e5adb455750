"""What the administrator does in the browser."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Grant, Person, Unit, User
from app.kernel.permissions import Role
from tests.support.forms import post
from tests.support.people import Cast


def new_user(cast: Cast, **fields: str) -> dict[str, str]:
    typed = {"name": "和晓", "username": "hexiao", "role": "officer", "scope": "own", "locale": "zh"}
    return typed | {"unit_id": str(cast.unit("section").id)} | fields


def test_a_new_user_gets_a_link_that_is_shown_once(cast: Cast, session: Session) -> None:
    admin = cast.client("admin")
    page = post(admin, "/admin/users/new", new_user(cast)).text
    link = re.search(r"/new-password/[0-9]+/\S+", page)
    assert link
    user = session.scalars(select(User).where(User.username == "hexiao")).one()
    assert admin.get(f"/admin/users/{user.id}").text.find(link[0]) == -1


def test_a_user_name_that_is_taken_is_refused_at_its_field_and_nothing_is_made(cast: Cast, session: Session) -> None:
    admin = cast.client("admin")
    post(admin, "/admin/users/new", new_user(cast))
    before = len(session.scalars(select(Person)).all())
    answer = post(admin, "/admin/users/new", new_user(cast, name="另一人"))
    assert answer.status_code == 422
    assert "另一人" in answer.text
    assert len(session.scalars(select(Person)).all()) == before


def test_a_role_is_given_and_taken_away(cast: Cast, session: Session) -> None:
    security, user = cast.client("security_admin"), cast.user("viewer")
    page = f"/admin/users/{user.id}"
    given = post(security, f"{page}/grants", {"role": "head", "scope": "unit", "unit_id": "", "until": ""}, page=page)
    assert given.status_code == 303
    grant = session.scalars(select(Grant).where(Grant.user_id == user.id, Grant.role == Role.HEAD)).one()
    assert post(security, f"{page}/grants/{grant.id}/remove", page=page).status_code == 303
    assert not session.scalars(select(Grant).where(Grant.user_id == user.id, Grant.role == Role.HEAD)).all()


def test_the_last_administrator_cannot_lock_everybody_out(cast: Cast) -> None:
    admin, me = cast.client("admin"), cast.user("admin")
    page = f"/admin/users/{me.id}"
    answer = post(admin, f"{page}/deactivate", page=page)
    assert answer.status_code == 409
    assert admin.get("/admin/users").status_code == 200


def test_a_unit_is_made_renamed_and_not_put_below_itself(cast: Cast, session: Session) -> None:
    admin = cast.client("admin")
    made = {"name_zh": "综合科", "name_en": "", "kind": "department", "parent_id": "", "position": "3"}
    assert post(admin, "/admin/units/new", made).status_code == 303
    unit = session.scalars(select(Unit).where(Unit.name_zh == "综合科")).one()
    answer = post(admin, f"/admin/units/{unit.id}", made | {"name_zh": "综合处", "parent_id": str(unit.id)})
    assert answer.status_code == 422
    assert "综合处" in answer.text
    assert post(admin, f"/admin/units/{unit.id}", made | {"name_zh": "综合处"}).status_code == 303


def test_a_person_who_moves_keeps_the_posts_held_before(cast: Cast, session: Session) -> None:
    admin, user = cast.client("admin"), cast.user("officer")
    other = cast.unit("other_section")
    fields = {"name": "段若溪", "unit_id": str(other.id), "post_zh": "科长", "since": "2022-07-01"}
    assert post(admin, f"/admin/people/{user.person_id}", fields).status_code == 303
    person = session.get_one(Person, user.person_id)
    assert [post_.unit_id for post_ in person.posts] == [cast.unit("section").id, other.id]
    assert person.posts[0].until == person.posts[1].since


def test_the_list_of_users_is_found_by_name_and_by_user_name(cast: Cast) -> None:
    admin = cast.client("admin")
    post(admin, "/admin/users/new", new_user(cast))
    for text in ("和晓", "hx", "hexi"):
        assert "hexiao" in admin.get("/admin/users", query_string={"q": text}).text
