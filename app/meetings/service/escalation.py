"""Follow-ups that are due soon or late come to their owner, the head of the unit, the supervisor: each once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from sqlalchemy import insert

from app.accounts import queries as accounts
from app.audit import service as audit
from app.audit.service.alone import take_turn
from app.calendar import queries as calendar
from app.kernel import clock, settings
from app.kernel.db import command, db
from app.kernel.periodic import PERIODIC_JOBS, Periodic
from app.kernel.text import Message
from app.meetings.models import FollowUpEscalation, Rung
from app.meetings.queries import escalation
from app.meetings.rules.follow_ups import RUNG_DAYS, rungs
from app.notifications import service as notifications
from app.notifications.models import Kind
from app.notifications.service import Reminder

_KINDS = {
    Rung.SOON: Kind.DUE_SOON,
    Rung.OWNER: Kind.OVERDUE,
    Rung.HEAD: Kind.ESCALATED,
    Rung.SUPERVISOR: Kind.ESCALATED,
}


@command
def escalate(now: datetime) -> int:
    """Tell whoever has to hear of it by now, and keep that they were told; how many words went out.

    A second run finds nothing to do. A day on which nothing ran is caught up: what was reached meanwhile is told now,
    and a follow-up whose day is moved begins anew.
    """
    take_turn("follow_ups.escalate")
    today, days = clock.local(now).date(), calendar.workdays()
    limits = {rung: settings.read(setting) for rung, setting in RUNG_DAYS.items()}
    horizon = days.after(today, limits[Rung.SOON])
    due, told = escalation.due_by(horizon), escalation.told_by(horizon)
    round_ = _Round(now, _Reach.of(due))
    for row in due:
        late = days.between(row.due_on, today)
        for rung in rungs(late, limits, supervised=row.supervisor_id is not None):
            if (row.id, rung) not in told:
                round_.add(row, rung, late)
    round_.finish()
    return len(round_.rows)


PERIODIC_JOBS.plug("follow_ups.escalate")(
    Periodic(title=Message("Remind of follow-ups, and escalate what is overdue"), run=escalate, daily_at=time(8))
)


@dataclass(frozen=True)
class _Reach:
    """Which users are told for whom."""

    users: Mapping[int, int]
    heads: accounts.Heads

    @classmethod
    def of(cls, rows: Any) -> "_Reach":
        people = {row.owner_id for row in rows} | {row.supervisor_id for row in rows if row.supervisor_id}
        return cls(accounts.user_ids_of(people), accounts.heads())

    def told(self, row: Any, rung: Rung) -> set[int]:
        if rung is Rung.HEAD:
            return set(self.heads.of(row.unit_id))
        person = row.supervisor_id if rung is Rung.SUPERVISOR else row.owner_id
        return {self.users[person]} if person in self.users else set()


@dataclass
class _Round:
    """What one run tells, gathered so that the database is asked a fixed number of times for each kind."""

    now: datetime
    reach: _Reach
    rows: list[dict[str, Any]] = field(default_factory=list)
    reminders: dict[Kind, list[Reminder]] = field(default_factory=dict)

    def add(self, row: Any, rung: Rung, late: int) -> None:
        self.rows.append({"follow_up_id": row.id, "due_on": row.due_on, "rung": rung.value, "at": self.now})
        details = {"due_on": row.due_on, **({"late": late} if late > 0 else {})}
        once = f"follow_up.{row.id}.{row.due_on.isoformat()}.{rung.value}"
        told = self.reminders.setdefault(_KINDS[rung], [])
        told += [Reminder(user, row.id, once, details) for user in sorted(self.reach.told(row, rung))]

    def finish(self) -> None:
        if not self.rows:
            return
        db.session.execute(insert(FollowUpEscalation), self.rows)
        for kind, reminders in self.reminders.items():
            notifications.remind(kind, "follow_ups", reminders)
        audit.note(None, "follow_up.escalate", rows=len(self.rows))
