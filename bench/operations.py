"""What is measured in this process: each operation beside its floor and beside bare, with what it must reach."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.enterprises.models import Enterprise, EnterpriseSector
from app.kernel import clock
from app.kernel.passwords import fits
from app.sample.service.world import PASSWORD
from bench.bare import BareProgram, record, record_statements
from bench.floors import Floors
from bench.measure import Action
from bench.meeting import bench_meeting, enterprise_of
from bench.operation import Must, Operation, Pages
from bench.pipeline import Pipeline
from bench.program import OFFICER, Program
from bench.writing import MeetingRows
from tests.support.forms import hidden_fields

#: What a person types: one and two characters that thousands of names have, three, initials, a part of a word.
SEARCHES = {
    "1 character": "药",
    "2 characters": "华康",
    "3 characters": "医疗器",
    "initials": "hksw",
    "Latin infix": "harm",
}


class Operations:
    """The operations of one world. Each is made when its turn comes: bare answers one page at a time."""

    def __init__(self, program: Program, bare: BareProgram) -> None:
        self.program, self.bare, self.floors = program, bare, Floors(bare.driver)

    def __iter__(self) -> Iterator[Operation]:
        yield from self._lists()
        enterprise = enterprise_of(self.program)
        yield self._page("enterprise with timeline", f"/enterprises/{enterprise}", self.floors.enterprise(enterprise))
        yield self._log_meeting()
        yield self._page("board", "/projects/board", self.floors.board())
        yield self._page("projects by stage", "/projects/?order=stage", self.floors.projects_by_stage())
        yield self._page("dashboard", "/reports/dashboard", self.floors.dashboard(clock.today()))
        yield self._calendar()
        for label, text in SEARCHES.items():
            must = Must(p95_ms=50)
            yield self._page(f"search, {label}", f"/search/palette?q={text}", self.floors.search(text), must)
        yield from Pipeline(self.program, self.bare)
        yield self._sign_in()

    def _lists(self) -> Iterator[Operation]:
        first = "/enterprises/"
        yield self._page("list, page 1", first, self.floors.enterprises(), Must(3, of_cpu=True))
        sector = self._one(select(EnterpriseSector.sector_id).order_by(EnterpriseSector.enterprise_id.desc()))
        narrowed = f"/enterprises/?sector={sector}&q=华康"
        yield self._page("sector + 2-character name", narrowed, self.floors.enterprises_named("华康", sector))
        yield self._deep_page(first)

    def _page(self, name: str, path: str, floor: Action, must: Must | None = None) -> Operation:
        return Pages(self.program, self.bare).operation(name, path, floor, must or Must(3))

    def _calendar(self) -> Operation:
        """A month of everything that the actor may see."""
        first = clock.today().replace(day=1)
        path, month = f"/calendar/?whose=all&day={first}", timedelta(days=31)
        return self._page("calendar, a month", path, self.floors.calendar(first, first + month), Must(p95_ms=150))

    def _deep_page(self, first: str) -> Operation:
        """The page at row 90,000 of 100,000 (at nine tenths of smaller worlds), beside page 1."""
        from app.enterprises.queries import LIST
        from app.kernel.listing import Position
        from app.kernel.paging import write_cursor

        rows = self.program.rows(
            select(Enterprise.name_sort, Enterprise.id).order_by(Enterprise.name_sort, Enterprise.id)
        )
        key, row_id = rows[len(rows) * 9 // 10]
        with self.program.app.app_context():
            deep = f"{first}?at={write_cursor(LIST.default, Position(key, row_id))}"
        operation = self._page("list, deep page", deep, self.floors.enterprises_after(key, row_id), Must(1.5, "page 1"))
        return Operation(
            operation.name, {**operation.actions, "page 1": lambda: self.program.get(first)}, operation.must
        )

    def _log_meeting(self) -> Operation:
        """The must is that of the best peer measured: 87 a second where bare did 432."""
        meeting, page = bench_meeting(self.program), record(self.program, "/meetings/log")
        assert page.actor
        rows = MeetingRows(self.bare.driver, meeting.name_zh, unit=page.actor.unit_id, **meeting.ids)
        cookie = self.program.client().get_cookie("luodi_session")  # sent as it is: no toasts heap up in it
        headers = {"Cookie": f"luodi_session={cookie.value}" if cookie else ""}

        def send(program: Program) -> Action:
            browser = program.app.test_client(use_cookies=False)

            def post() -> None:
                data = {**meeting.form, "once": token_urlsafe(32)}
                answer = browser.post("/meetings/log", data=data, headers=headers)
                if answer.status_code != 303:
                    raise RuntimeError(f"logging a meeting answered {answer.status}")

            return post

        ours = send(self.program)
        ours()
        self.bare.write("meetings.log", page, record_statements(self.program.app, ours), rows.write)
        actions = {"floor": rows.write, "bare": send(self.bare), "ours": ours}
        return Operation("log a meeting", actions, Must(5))

    def _sign_in(self) -> Operation:
        client = self.program.app.test_client()
        token = hidden_fields(client.get("/sign-in").text)["csrf_token"]
        cookie = client.get_cookie("luodi_session")
        assert cookie
        outside = self.program.app.test_client(use_cookies=False)
        known = self._one(select(User.password_hash).where(User.username == OFFICER))

        def sign_in() -> None:
            answer = outside.post(
                "/sign-in",
                data={"csrf_token": token, "username": OFFICER, "password": PASSWORD},
                headers={"Cookie": f"luodi_session={cookie.value}"},
            )
            if answer.status_code != 303:
                raise RuntimeError(f"signing in answered {answer.status}")

        actions: dict[str, Callable[[], Any]] = {"hash alone": lambda: fits(known, PASSWORD), "ours": sign_in}
        return Operation("sign in", actions, Must(1.5, "hash alone"), rounds_divided_by=4)

    def _one(self, statement: Any) -> Any:
        return self.program.rows(statement.limit(1))[0][0]
