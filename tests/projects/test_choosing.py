"""Saved views, columns, tags, many projects at once, and the way through a list."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.kernel import clock, saved_views
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.listing import ListQuery
from app.kernel.saved_views import MOST_VIEWS, TasteDraft, ViewChange, ViewDraft
from app.projects import queries, service
from app.projects.models import Project, Stage
from app.projects.queries import LIST, ProjectFilters
from app.projects.schemas import BulkDraft, NextStepDraft
from app.vocabularies.models import Term
from tests.support.forms import hidden_fields, post, token

ON_THE_LIST = {"HX-Request": "true", "HX-Current-URL": "http://localhost/projects/?mine=1"}


@pytest.fixture
def tag(session):
    session.add(Term(vocabulary="tag", code="fast", name_zh="绿色通道"))
    session.commit()
    return "fast"


def chosen(*projects):
    return tuple(f"{project.id}:{project.version}" for project in projects)


def saved(actor, name="生物医药", **typed):
    return saved_views.save(actor, "projects", ViewDraft(name=name, **typed))


class TestViews:
    def test_filters_order_and_name_come_back_as_a_tab(self, client, make):
        make(total_fen="6.2亿")
        make()
        typed = {"name": "大项目"}
        sent = post(client, "/projects/views/new?min_total=5亿&order=name&nonsense=1", typed)
        assert sent.status_code == 303
        page = client.get(sent.headers["Location"]).text
        [tab] = re.findall(r'<a href="([^"]+)" aria-current="page">大项目<span class="num">1</span>', page)
        assert "order=name" in tab
        assert "min_total=" in tab
        assert "nonsense" not in tab

    def test_a_view_is_its_owners_until_the_unit_shares_it(self, officer, cast):
        view = saved(officer)
        colleague, stranger = cast.actor("head"), cast.actor("head", unit="other_section")
        assert not saved_views.views(colleague, "projects")
        saved_views.change(officer, view.id, ViewChange(name="生物", is_shared=True, version=view.version))
        assert [one.name for one in saved_views.views(colleague, "projects")] == ["生物"]
        assert not saved_views.views(stranger, "projects")
        for other in (colleague, stranger):
            with pytest.raises(NotFound):
                saved_views.delete(other, view.id, view.version)

    def test_a_shared_view_shows_each_reader_what_they_may_see(self, officer, cast, make):
        make(disclosure="team", codename="云杉")
        saved(officer, is_shared=True)
        assert '<span class="num">1</span>' in cast.client("officer").get("/projects/").text
        assert '<span class="num">0</span>' in cast.client("officer", name="别人").get("/projects/").text

    def test_the_same_name_again_takes_the_views_place(self, officer):
        saved(officer, filters={"stage": "lead"})
        saved(officer, filters={"stage": "talks"})
        assert [view.filters for view in saved_views.views(officer, "projects")] == [{"stage": "talks"}]

    def test_there_is_an_end_to_tabs(self, officer):
        for number in range(MOST_VIEWS):
            saved(officer, name=str(number))
        with pytest.raises(Invalid):
            saved(officer, name="再来一个")

    def test_two_change_a_view_at_once(self, officer):
        view = saved(officer)
        seen = view.version
        saved_views.change(officer, view.id, ViewChange(name="甲", version=seen))
        with pytest.raises(Conflict):
            saved_views.change(officer, view.id, ViewChange(name="乙", version=seen))

    def test_the_list_opens_with_the_view_chosen_for_it_and_without_it_when_asked(self, client, officer, make):
        make()
        view = saved(officer, filters={"stage": "talks"})
        client.post(f"/projects/views/{view.id}/open", data={"csrf_token": token(client)})
        opened = client.get("/projects/")
        assert opened.status_code == 302
        assert "stage=talks" in opened.headers["Location"]
        assert "LD-2022-0001" in client.get("/projects/?view=all").text

    def test_a_deleted_view_opens_nothing(self, client, officer, make):
        make()
        view = saved(officer)
        saved_views.open_with(officer, "projects", view.id)
        typed = {"csrf_token": token(client), "version": view.version}
        assert client.post(f"/projects/views/{view.id}/delete", data=typed).status_code == 303
        assert client.get("/projects/").status_code == 200

    def test_a_view_whose_filter_is_no_longer_understood_shows_everything(self, client, officer, make):
        make()
        saved(officer, filters={"stage": "gone"})
        assert '<span class="num">1</span>' in client.get("/projects/").text

    def test_tabs_cost_one_statement_however_many_there_are(self, client, officer, make, statements):
        make()
        ran = []
        for name in ("甲", "乙"):
            saved(officer, name=name)
            client.get("/projects/")
            with statements() as asked:
                client.get("/projects/")
            ran.append(len(asked))
        assert ran[0] == ran[1]


class TestColumns:
    def test_columns_and_density_are_remembered(self, client, make):
        make(total_fen="6.2亿")
        typed = {"columns": ["unit", "light", "tags"], "density": "compact"}
        assert post(client, "/projects/columns?stage=lead", typed).headers["Location"].endswith("?stage=lead")
        page = client.get("/projects/").text
        assert "is-compact" in page
        assert re.findall(r'<th scope="col">([^<]+)', page)[1:] == ["红黄绿灯", "单位", "标签"]

    def test_columns_that_do_not_exist_are_left_out(self, officer, client, make):
        make()
        saved_views.choose(officer, "projects", TasteDraft(columns=("password", "unit")))
        page = client.get("/projects/").text
        assert re.findall(r'<th scope="col">([^<]+)', page)[1:] == ["单位"]

    def test_with_every_column_the_list_asks_as_often_for_5_rows_as_for_50(self, client, officer, make, statements):
        saved_views.choose(officer, "projects", TasteDraft(columns=("light", "tags", "unit", "park", "contract")))
        counts = []
        for many in (3, 20):
            for _ in range(many):
                make()
            client.get("/projects/")
            with statements() as ran:
                client.get("/projects/")
            counts.append(len(ran))
        assert counts[0] == counts[1]


class TestMany:
    def test_an_officer_is_given_to_all_that_may_be_changed(self, cast, make, session):
        head, heir = cast.actor("head"), cast.user("officer", name="接手人")
        mine, other = make(), make(actor=cast.actor("officer", unit="other_section"))
        result = service.change_many(head, BulkDraft(chosen=chosen(mine, other), verb="assign", officer_id=heir.id))
        assert (result.done, [name for name, _ in result.left_out]) == (1, ["国药控股医药健康产业园"])
        session.expire_all()
        assert (session.get(Project, mine.id).officer_id, session.get(Project, other.id).officer_id == heir.id) == (
            heir.id,
            False,
        )
        assert session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == mine.id)).all()[-1] == (
            "project.change"
        )

    def test_a_hidden_project_is_neither_changed_nor_named(self, cast, make):
        hidden = make(disclosure="team", codename="云杉")
        stranger = cast.actor("officer", name="别人")
        result = service.change_many(stranger, BulkDraft(chosen=chosen(hidden), verb="next_step", next_step="回访"))
        assert (result.done, result.left_out) == (0, [])

    def test_what_somebody_changed_meanwhile_is_left_out(self, officer, make):
        stale, fresh = make(), make()
        picked = chosen(stale, fresh)
        service.set_next_step(officer, stale.id, NextStepDraft(next_step="先行", version=stale.version))
        result = service.change_many(officer, BulkDraft(chosen=picked, verb="next_step", next_step="回访"))
        assert (result.done, len(result.left_out)) == (1, 1)
        assert queries.get(officer, stale.id).next_step == "先行"

    @pytest.mark.parametrize("verb", ["assign", "tag", "next_step"])
    def test_undo_puts_back_what_was_there(self, cast, officer, make, tag, verb):
        project = make(next_step="签约", next_due_on="2022-08-01")
        heir = cast.user("officer", name="接手人")
        head = cast.actor("head")
        more = {"assign": {"officer_id": heir.id}, "tag": {"tag": tag}, "next_step": {"next_step": "回访"}}
        service.change_many(head, BulkDraft(chosen=chosen(project), verb=verb, **more[verb]))
        assert service.undo_many(head).done == 1
        now = queries.get(head, project.id)
        assert (now.officer_id, now.next_step, str(now.next_due_on)) == (officer.id, "签约", "2022-08-01")
        assert queries.tags_of([project.id]) == {}

    def test_undo_leaves_alone_what_somebody_changed_since(self, officer, make):
        touched, untouched = make(), make()
        service.change_many(officer, BulkDraft(chosen=chosen(touched, untouched), verb="next_step", next_step="回访"))
        now = queries.get(officer, touched.id)
        service.set_next_step(officer, touched.id, NextStepDraft(next_step="再访", version=now.version))
        result = service.undo_many(officer)
        assert (result.done, len(result.left_out)) == (1, 1)
        assert queries.get(officer, touched.id).next_step == "再访"

    def test_undo_is_for_a_few_seconds_and_once(self, officer, make, monkeypatch):
        project = make()
        service.change_many(officer, BulkDraft(chosen=chosen(project), verb="next_step", next_step="回访"))
        service.undo_many(officer)
        with pytest.raises(Conflict):
            service.undo_many(officer)
        service.change_many(
            officer, BulkDraft(chosen=chosen(queries.get(officer, project.id)), verb="next_step", next_step="回访")
        )
        later = clock.now() + timedelta(seconds=30)
        monkeypatch.setattr(clock, "now", lambda: later)
        with pytest.raises(Conflict):
            service.undo_many(officer)

    def test_the_form_says_how_many_and_the_answer_what_was_done(self, client, make):
        first, second = make(), make()
        picked = [f"{one.id}:{one.version}" for one in (first, second)]
        asked = client.get(
            "/projects/bulk",
            query_string={"verb": "next_step", "chosen": picked},
            headers={"HX-Request": "true", "Accept-Language": "en"},
        ).text
        assert "2 个项目" in asked
        typed = hidden_fields(asked) | {"verb": "next_step", "chosen": picked, "next_step": "回访"}
        answer = client.post("/projects/bulk", data=typed, headers=ON_THE_LIST)
        events = json.loads(answer.headers["HX-Trigger"])
        assert answer.status_code == 204
        assert events["toast"]["undo"] == "/projects/bulk/undo"
        undone = client.post("/projects/bulk/undo", data={"csrf_token": token(client)}, headers=ON_THE_LIST)
        assert undone.status_code == 204

    @pytest.mark.parametrize(
        "typed", [{"chosen": ["1:1"]}, {"chosen": ["x"], "next_step": "回访"}, {"next_step": "回访"}]
    )
    def test_what_is_lacking_is_said(self, client, make, typed):
        make()
        shown = hidden_fields(client.get("/projects/bulk?verb=next_step&chosen=1:1").text)
        shown.pop("chosen", None)
        assert client.post("/projects/bulk", data=shown | {"verb": "next_step"} | typed).status_code == 422

    @pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("auditor", 403), ("officer", 200), ("head", 200)])
    def test_who_changes_many(self, cast, make, role, status):
        make()
        client = cast.client(role)
        assert client.get("/projects/bulk?verb=tag&chosen=1:1").status_code == status
        assert ("data-chosen-bar" in client.get("/projects/").text) is (status == 200)


class TestTags:
    def test_a_tag_narrows_the_list_and_stands_in_its_column(self, client, officer, make, tag):
        tagged = make(name_zh="甲项目")
        make(name_zh="乙项目")
        service.change_many(officer, BulkDraft(chosen=chosen(tagged), verb="tag", tag=tag))
        saved_views.choose(officer, "projects", TasteDraft(columns=("tags",)))
        rows = client.get(f"/projects/?tag={tag}").text.split('id="rows"')[1]
        assert "甲项目" in rows
        assert "绿色通道" in rows
        assert "乙项目" not in rows

    def test_a_tag_is_put_on_once(self, officer, make, tag):
        project = make()
        for _ in range(2):
            now = queries.get(officer, project.id)
            service.change_many(officer, BulkDraft(chosen=chosen(now), verb="tag", tag=tag))
        assert queries.tags_of([project.id]) == {project.id: [tag]}

    def test_only_words_of_the_vocabulary_are_tags(self, officer, make):
        with pytest.raises(Invalid):
            service.change_many(officer, BulkDraft(chosen=chosen(make()), verb="tag", tag="invented"))


class TestWithinTheList:
    @pytest.mark.parametrize("order", list(LIST.orders))
    def test_the_neighbours_are_those_of_the_list(self, officer, make, order):
        made = [make(name_zh=f"项目{number % 3}", stage=list(Stage)[number % 3]) for number in range(6)]
        statement = queries.listing(officer, ProjectFilters())
        rows = [row.id for row in LIST.page(statement, ListQuery(order)).rows]
        for here, number in enumerate(rows):
            before = rows[here - 1] if here else None
            after = rows[here + 1] if here + 1 < len(rows) else None
            assert LIST.neighbours(statement, order, number) == (before, after)
        assert len(rows) == len(made)

    def test_the_page_leads_on_within_the_list_one_came_from(self, client, make):
        first, second = make(), make()
        [link] = re.findall(
            rf'href="(/projects/{second.id}\?in=[^"]+)"', client.get("/projects/?stage=lead&order=code").text
        )
        page = client.get(link).text
        assert re.search(rf'href="/projects/{first.id}\?in=[^"]+" data-next', page)
        assert "data-previous" in page

    @pytest.mark.parametrize("word", ["", "forged", "name.stage=gone", "name.officer=x"])
    def test_without_a_list_there_are_no_neighbours(self, client, make, word):
        project = make()
        assert "data-next" not in client.get(f"/projects/{project.id}?in={word}").text
