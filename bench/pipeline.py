"""The pipeline at 50,000 projects: lag lists, lights, weekly sheet, timeline, claims, the desk, and a move."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.kernel import clock
from app.projects.models import Project, Stage, Status
from app.projects.rules import Lag
from bench.bare import BareProgram
from bench.driver import Driver
from bench.floors import Floors
from bench.operation import Must, Operation, Pages
from bench.program import MANAGER, Program
from tests.support.forms import hidden_fields

_OPEN = "p.archived_at IS NULL AND p.status NOT IN ('lost', 'terminated', 'done', 'paused')"
_NAMED = """SELECT p.id, p.code, p.name_zh, p.stage, p.total_fen, e.name_zh, o.name FROM projects p
    JOIN enterprises e ON e.id = p.enterprise_id
    JOIN users u ON u.id = p.officer_id JOIN people o ON o.id = u.person_id"""
_BEHIND = f"""{_NAMED} JOIN milestones m ON m.project_id = p.id
    WHERE m.kind = '{{after}}' AND m.claimed_on < :before AND NOT m.is_followed AND {_OPEN}
    ORDER BY m.claimed_on, m.project_id LIMIT 51"""
_NO_STEP = f"""{_NAMED} WHERE p.next_step = '' AND p.stage <> 'operating' AND {_OPEN}
    ORDER BY p.last_contact_on, p.id LIMIT 51"""
_QUIET = f"{_NAMED} WHERE p.last_contact_on < :before AND {_OPEN} ORDER BY p.last_contact_on, p.id LIMIT 51"
_ITEMS = f"""{_NAMED} JOIN waived_items w ON w.project_id = p.id
    WHERE w.opened_on IS NOT NULL AND w.settled_at IS NULL ORDER BY w.settle_by, w.id LIMIT 51"""
_CLAIMS = f"""{_NAMED} JOIN milestones m ON m.project_id = p.id
    WHERE m.claimed_on IS NOT NULL AND m.verified_at IS NULL AND m.returned_at IS NULL
    ORDER BY m.claimed_on, m.id LIMIT 51"""
#: The first page of each lag list, and for the tabs how many each has.
_LISTS = {
    Lag.UNREGISTERED: _BEHIND.format(after="contract"),
    Lag.UNSTARTED: _BEHIND.format(after="registered"),
    Lag.UNOPERATED: _BEHIND.format(after="started"),
    Lag.NO_STEP: _NO_STEP,
    Lag.QUIET: _QUIET,
    Lag.OPEN_ITEMS: _ITEMS,
    Lag.TO_VERIFY: _CLAIMS,
}
_COUNTS = tuple(
    f"SELECT count(*) FROM (SELECT 1 FROM projects p{page.split('ORDER BY')[0].removeprefix(_NAMED)} LIMIT 1001) AS few"
    for page in _LISTS.values()
)
_WEEK = (
    f"""{_NAMED} LEFT JOIN weekly_progress w ON w.project_id = p.id AND w.monday = :monday
    WHERE {_OPEN} ORDER BY p.unit_id, p.id LIMIT 51""",
    f"SELECT count(*) FROM (SELECT 1 FROM projects p WHERE {_OPEN} LIMIT 1001) AS few",
    "SELECT count(*) FROM weekly_progress WHERE monday = :monday",
)
_TIMELINE = (
    f"{_NAMED} WHERE {_OPEN} ORDER BY p.open_plan_sort, p.id LIMIT 21",
    f"""SELECT * FROM milestones WHERE project_id IN
    (SELECT id FROM projects p WHERE {_OPEN} ORDER BY p.open_plan_sort, p.id LIMIT 20)""",
)
_RED = (
    f"""{_NAMED} WHERE (p.open_plan_sort < :missed OR p.last_contact_on < :before) AND {_OPEN}
    ORDER BY p.updated_at DESC LIMIT 51""",
    f"""SELECT count(*) FROM (SELECT 1 FROM projects p
    WHERE (p.open_plan_sort < :missed OR p.last_contact_on < :before) AND {_OPEN} LIMIT 1001) AS few""",
)
_DESK = (
    f"{_NAMED} WHERE p.officer_id = :user AND {_OPEN} ORDER BY p.next_due_sort, p.id LIMIT 40",
    f"{_NAMED} WHERE p.officer_id = :user AND p.next_step = '' AND {_OPEN} ORDER BY p.updated_at, p.id LIMIT 8",
    "SELECT id, text, due_on FROM follow_ups WHERE owner_id = :person AND status = 'open' ORDER BY due_on, id LIMIT 8",
)
_WHERE_IT_IS = "SELECT version, stage FROM projects WHERE id = :project"
_MOVE = (
    """UPDATE projects SET stage = :stage, stage_position = :position, stage_since = :today, version = version + 1,
    updated_at = :now WHERE id = :project""",
    """INSERT INTO stage_changes (project_id, "left", entered, effective_on, note, by_id, at, snapshot)
    VALUES (:project, :left, :stage, :today, 'bench', :user, :now, '{}')""",
    """INSERT INTO audit_entries (at, actor_id, action, subject_kind, subject_id, changes, details, request_id, address)
    VALUES (:now, :user, 'project.move', 'projects', :project, '{}', '{}', '', '')""",
)
_PAGE = Must(median_ms=150)


class Pipeline:
    """The operations of the pipeline on one world."""

    def __init__(self, program: Program, bare: BareProgram) -> None:
        self.program, self.bare, self.floors = program, bare, Floors(bare.driver)
        self.pages = Pages(program, bare)

    def __iter__(self) -> Iterator[Operation]:
        today = clock.today()
        old = {"before": str(today - timedelta(days=90)), "missed": str(today - timedelta(days=30))}
        for lag, page in _LISTS.items():
            yield self._page(f"lag list, {lag}", f"/projects/lagging?late={lag}", (page, *_COUNTS), **old)
        yield self._page("projects with a red light", "/projects/?light=red", _RED, **old)
        monday = today - timedelta(days=today.weekday())
        yield self._page("weekly sheet", "/projects/weekly", _WEEK, monday=str(monday))
        yield self._page("timeline view", "/projects/timeline", _TIMELINE)
        yield self._page("claims to verify", "/projects/verify", (_CLAIMS,))
        yield self._page("my desk", "/", _DESK, user=self._manager.id, person=self._manager.person_id)
        yield self._move()

    def _page(self, name: str, path: str, floor: tuple[str, ...], **values: Any) -> Operation:
        return self.pages.operation(name, path, self.floors.asking(floor, **values), _PAGE, MANAGER)

    def _move(self) -> Operation:
        """A project goes back and forth between two stages; each move is durable."""
        found = select(Project.id).where(Project.stage == Stage.TALKS, Project.status == Status.ACTIVE)
        project = self.program.rows(found.order_by(Project.id.desc()).limit(1))[0].id
        path, moves = f"/projects/{project}/move", _Moves(self.bare.driver, project, self._manager.id)
        token = hidden_fields(self.program.get(path, MANAGER))["csrf_token"]
        cookie = self.program.client(MANAGER).get_cookie("luodi_session")  # sent as it is: no toasts heap up in it
        headers = {"Cookie": f"luodi_session={cookie.value if cookie else ''}"}
        browser = self.program.app.test_client(use_cookies=False)

        def move() -> None:
            version, there = moves.next()
            form = {"csrf_token": token, "to": there, "version": str(version), "note": "bench"}
            answer = browser.post(path, data=form, headers=headers)
            if answer.status_code != 303:
                raise RuntimeError(f"moving a project answered {answer.status}")

        return Operation("move a project", {"floor": moves.write, "ours": move}, Must(median_ms=50))

    @property
    def _manager(self) -> Any:
        return self.program.rows(select(User.id, User.person_id).where(User.username == MANAGER))[0]


class _Moves:
    """Takes one project to the other of two stages, by bare SQL in one durable transaction."""

    def __init__(self, driver: Driver, project: int, user: int) -> None:
        self.driver, self.ids = driver, {"project": project, "user": user}

    def next(self) -> tuple[int, str]:
        """The project's version, and where it is not."""
        [(version, stage)] = self.driver.rows(_WHERE_IT_IS, project=self.ids["project"])
        self.driver.rollback()
        return version, "talks" if stage == "lead" else "lead"

    def write(self) -> None:
        """One move: acknowledged when it is flushed."""
        _, there = self.next()
        now = datetime.now(UTC)
        values: dict[str, Any] = {
            **self.ids,
            "stage": there,
            "position": Stage(there).position,
            "left": "talks" if there == "lead" else "lead",
            "today": str(clock.today()),
            "now": now if self.driver.is_postgres else f"{now:%Y-%m-%d %H:%M:%S.%f}",
        }
        self.driver.begin()
        for statement in _MOVE:
            self.driver.write(statement, **{name: value for name, value in values.items() if f":{name}" in statement})
        self.driver.commit()
