"""The floor: the same questions as bare SQL with the right index. What the database alone would need."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app.kernel.text import query_terms
from bench.driver import Driver

_ENTERPRISES = """
    SELECT e.id, e.name_zh, e.name_en, e.uscc, e.status, e.home_province, e.country, e.updated_at, p.name, p.name_en
    FROM enterprises e LEFT JOIN users u ON u.id = e.owner_id LEFT JOIN people p ON p.id = u.person_id
    WHERE e.archived_at IS NULL"""
_COUNTED = "SELECT count(*) FROM (SELECT 1 FROM enterprises e WHERE e.archived_at IS NULL {} LIMIT 1001) AS few"
_IN_SECTOR = " AND e.id IN (SELECT enterprise_id FROM enterprise_sectors WHERE sector_id = :sector)"
_PAGE = " ORDER BY e.name_sort, e.id LIMIT 51"

_TIMELINE = (
    """SELECT m.id, m.title, m.mode, l.starts_at, substr(m.text, 1, 240), p.name FROM meeting_enterprises l
    JOIN meetings m ON m.id = l.meeting_id JOIN users u ON u.id = m.logged_by_id JOIN people p ON p.id = u.person_id
    WHERE l.enterprise_id = :id ORDER BY l.starts_at DESC LIMIT 30""",
    """SELECT f.id, f.text, f.status, f.due_on, f.closed_on, f.created_at, p.name FROM follow_ups f
    JOIN people p ON p.id = f.owner_id WHERE f.enterprise_id = :id ORDER BY f.created_at DESC LIMIT 30""",
    """SELECT s.effective_on, s.entered, s.note, p.name FROM stage_changes s JOIN projects j ON j.id = s.project_id
    JOIN users u ON u.id = s.by_id JOIN people p ON p.id = u.person_id
    WHERE j.enterprise_id = :id ORDER BY s.effective_on DESC LIMIT 30""",
    """SELECT v."on", v.kind, v.note, p.name FROM milestone_events v JOIN projects j ON j.id = v.project_id
    JOIN users u ON u.id = v.by_id JOIN people p ON p.id = u.person_id
    WHERE j.enterprise_id = :id ORDER BY v."on" DESC LIMIT 30""",
)
_PARTS = (
    "SELECT * FROM enterprises WHERE id = :id",
    "SELECT s.* FROM enterprise_sectors l JOIN sectors s ON s.id = l.sector_id WHERE l.enterprise_id = :id",
    "SELECT * FROM contacts WHERE enterprise_id = :id ORDER BY name_sort LIMIT 13",
    "SELECT id, code, name_zh, stage, status, total_fen FROM projects WHERE enterprise_id = :id LIMIT 50",
)
_DASHBOARD = (
    """SELECT stage, count(*), sum(total_fen), sum(contract_fen) FROM projects
    WHERE archived_at IS NULL AND status NOT IN ('lost', 'terminated', 'done') GROUP BY stage""",
    """SELECT m.kind, count(*), sum(p.total_fen) FROM milestones m JOIN projects p ON p.id = m.project_id
    WHERE m.kind IN ('contract', 'started', 'operating') AND m.claimed_on BETWEEN :first AND :today GROUP BY m.kind""",
    """SELECT project_id, kind, planned_on FROM milestones WHERE planned_on < :today AND claimed_on IS NULL
    ORDER BY planned_on LIMIT 6""",
    """SELECT project_id, kind, planned_on FROM milestones WHERE planned_on >= :today AND claimed_on IS NULL
    ORDER BY planned_on LIMIT 6""",
    "SELECT count(*) FROM follow_ups WHERE status = 'open' AND due_on < :today",
)
#: Four entries for each of the days that a month's page shows.
_CALENDAR = (
    """SELECT id, title, starts_at, ends_at, has_time, status, place FROM meetings
    WHERE archived_at IS NULL AND starts_at >= :first AND starts_at < :last ORDER BY starts_at, id LIMIT 168""",
    """SELECT id, text, due_on FROM follow_ups
    WHERE due_on BETWEEN :first AND :last AND closed_on IS NULL ORDER BY due_on, id LIMIT 168""",
    """SELECT m.id, m.kind, m.planned_on, p.name_zh FROM milestones m JOIN projects p ON p.id = m.project_id
    WHERE m.planned_on BETWEEN :first AND :last AND m.claimed_on IS NULL ORDER BY m.planned_on, m.id LIMIT 168""",
)
_OPEN = "archived_at IS NULL AND status NOT IN ('lost', 'terminated', 'done')"
_STAGES = ("lead", "talks", "intent", "signed", "building", "operating")
_CARDS = """SELECT j.id, j.name_zh, j.name_en, j.total_fen, j.stage_since, j.next_step, j.next_due_on, e.name_zh, p.name
    FROM projects j JOIN enterprises e ON e.id = j.enterprise_id JOIN users u ON u.id = j.officer_id
    JOIN people p ON p.id = u.person_id
    WHERE j.stage = '{stage}' AND j.archived_at IS NULL AND j.status NOT IN ('lost', 'terminated', 'done')
    ORDER BY j.updated_at DESC, j.id DESC LIMIT 31"""
_BOARD = (
    *(_CARDS.format(stage=stage) for stage in _STAGES),
    f"SELECT stage, count(*), sum(total_fen) FROM projects WHERE {_OPEN} GROUP BY stage",
)
_BY_STAGE = (
    f"""SELECT j.id, j.code, j.name_zh, j.stage, j.total_fen, e.name_zh, p.name FROM projects j
    JOIN enterprises e ON e.id = j.enterprise_id JOIN users u ON u.id = j.officer_id JOIN people p ON p.id = u.person_id
    WHERE j.{_OPEN.replace("status", "j.status")} ORDER BY j.stage_position DESC, j.id DESC LIMIT 51""",
    f"SELECT count(*) FROM (SELECT 1 FROM projects WHERE {_OPEN} LIMIT 1001) AS few",
)
_FOUND = {
    "enterprises": "id, name_zh, name_en, uscc",
    "projects": "id, name_zh, name_en, code",
    "contacts": "id, name, name_en",
    "meetings": "id, title, starts_at",
    "policies": "id, title_zh, title_en, number",
}


class Floors:
    """Each floor of one world, ready to be run."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def asking(self, statements: tuple[str, ...], **values: Any) -> Callable[[], None]:
        """Run these statements in one transaction."""

        def ask() -> None:
            for statement in statements:
                used = {name: value for name, value in values.items() if f":{name}" in statement}
                self.driver.rows(statement, **used)
            self.driver.rollback()

        return ask

    def enterprises(self) -> Callable[[], None]:
        """Page 1 of the list, and its count up to the cap."""
        return self.asking((_ENTERPRISES + _PAGE, _COUNTED.format("")))

    def enterprises_after(self, key: str, row_id: int) -> Callable[[], None]:
        """The page after a row, and the count."""
        beyond = " AND (e.name_sort, e.id) > (:key, :id)"
        return self.asking((_ENTERPRISES + beyond + _PAGE, _COUNTED.format("")), key=key, id=row_id)

    def enterprises_named(self, text: str, sector: int) -> Callable[[], None]:
        """The list narrowed to a sector and a name, and its count."""
        narrowed = f" AND {self._matches('e', 'enterprises')}{_IN_SECTOR}"
        statements = (_ENTERPRISES + narrowed + _PAGE, _COUNTED.format(narrowed))
        return self.asking(statements, wanted=self._wanted(text), sector=sector)

    def enterprise(self, row_id: int) -> Callable[[], None]:
        """Everything on the page of an enterprise."""
        return self.asking((*_PARTS, *_TIMELINE), id=row_id)

    def board(self) -> Callable[[], None]:
        """The cards of each column, and the sums of all."""
        return self.asking(_BOARD)

    def projects_by_stage(self) -> Callable[[], None]:
        """Page 1 of the projects, those furthest on the way first, and their count."""
        return self.asking(_BY_STAGE)

    def dashboard(self, today: date) -> Callable[[], None]:
        """The figures of the dashboard."""
        return self.asking(_DASHBOARD, first=today.replace(month=1, day=1), today=today)

    def calendar(self, first: date, last: date) -> Callable[[], None]:
        """What stands on the days of a month."""
        return self.asking(_CALENDAR, first=first, last=last)

    def search(self, text: str) -> Callable[[], None]:
        """Five of each kind, in whatever order."""
        statements = tuple(
            f"SELECT {columns} FROM {table} t WHERE {self._matches('t', table)} LIMIT 5"
            for table, columns in _FOUND.items()
        )
        return self.asking(statements, wanted=self._wanted(text))

    def _matches(self, alias: str, table: str) -> str:
        if self.driver.is_postgres:
            return f"{alias}.search_words @@ to_tsquery('simple', :wanted)"
        return f"{alias}.id IN (SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH :wanted)"

    def _wanted(self, text: str) -> str:
        phrases, words = query_terms(text)
        if self.driver.is_postgres:
            return " & ".join([*(p.replace(" ", " <-> ") for p in phrases), *(f"{w}:*" for w in words)])
        return " AND ".join([*(f'"{p}"' for p in phrases), *(f'"{w}"*' for w in words)])
