"""The floor of writing: the rows of one logged meeting, inserted by bare SQL in one durable transaction."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.kernel.text import FIELD_BREAK, search_terms
from bench.driver import Driver

_MEETING = """
    INSERT INTO meetings (version, search, created_at, updated_at, title, starts_at, has_time, place, mode, level,
        topics, text, status, is_confidential, logged_by_id, unit_id, is_sample)
    VALUES (1, :search, :now, :now, 'bench', :now, :no, '', 'formal', 'officer', '', 'bench', 'held', :no, :user,
        :unit, :no) RETURNING id"""
_BESIDE = (
    "INSERT INTO once_keys (key, user_id, made_id, at) VALUES (:key, :user, :meeting, :now)",
    "INSERT INTO meeting_enterprises (meeting_id, enterprise_id, starts_at) VALUES (:meeting, :enterprise, :now)",
    """INSERT INTO meeting_ours (meeting_id, person_id, unit_id, post_zh, position)
    VALUES (:meeting, :person, :unit, '', 0)""",
    """INSERT INTO meeting_theirs (meeting_id, contact_id, title_zh, position)
    VALUES (:meeting, :contact, '', 0)""",
    """INSERT INTO follow_ups (version, created_at, updated_at, text, side, source, meeting_id, enterprise_id, owner_id,
        unit_id, due_on, first_due_on, status, closing_note, created_by_id, is_sample)
    VALUES (1, :now, :now, 'bench', 'park', 'meeting', :meeting, :enterprise, :person, :unit, :due, :due, 'open', '',
        :user, :no)""",
    """INSERT INTO audit_entries (at, actor_id, action, subject_kind, subject_id, changes, details, request_id, address)
    VALUES (:now, :user, 'meeting.log', 'meetings', :meeting, '{}', '{}', '', '')""",
)


class MeetingRows:
    """Writes the same meeting again and again, for the ids given."""

    def __init__(self, driver: Driver, name_zh: str, **ids: int) -> None:
        self.driver, self.ids, self.written = driver, ids, 0
        self.search = f"{search_terms(name_zh)} {FIELD_BREAK} b e n c h"

    def write(self) -> None:
        """One meeting with a participant of each side and a follow-up: acknowledged when it is flushed."""
        self.written += 1
        now = datetime.now(UTC)
        values: dict[str, Any] = {
            **self.ids,
            "search": self.search,
            "key": f"bench:{id(self)}:{self.written}",
            "now": now if self.driver.is_postgres else f"{now:%Y-%m-%d %H:%M:%S.%f}",
            "due": str(now.date() + timedelta(days=7)),
            "no": False,
        }
        self.driver.begin()
        values["meeting"] = self.driver.rows(_MEETING, **_used(_MEETING, values))[0][0]
        for statement in _BESIDE:
            self.driver.write(statement, **_used(statement, values))
        self.driver.commit()


def _used(statement: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if f":{name}" in statement}
