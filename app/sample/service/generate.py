"""A big world for measuring: made of invented parts, the same for the same number on the same day.

For N enterprises: 2N contacts, 3N meetings, 2N follow-ups, N/2 projects, N/5 sites, in the units and by the officers of
the sample world. Rows go in past the services (`bulk`): their rules are not what is measured.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Person, User
from app.enterprises.models import Contact, ContactPost, Enterprise, EnterpriseSector, EnterpriseStatus
from app.kernel import clock
from app.kernel.db import Model, command, db
from app.kernel.text import FIELD_BREAK, search_terms, sort_key
from app.meetings.models import FollowUp, Meeting, MeetingEnterprise, MeetingOurs, MeetingProject, MeetingTheirs
from app.parks.models import Site
from app.projects.models import Milestone, MilestoneEvent, MilestoneKind, Project, Stage, StageChange, Status
from app.projects.rules import FOLLOWED_BY, Happening
from app.reservations.models import Reservation
from app.sample.service import bulk, invented, kept
from app.sample.service.grounds import Grounds
from app.vocabularies.models import Sector

_YEARS = 3
#: What was claimed lately has not been verified yet.
_UNVERIFIED = timedelta(days=20)
_REACHED = (
    MilestoneKind.FRAMEWORK,
    MilestoneKind.CONTRACT,
    MilestoneKind.REGISTERED,
    MilestoneKind.STARTED,
    MilestoneKind.OPERATING,
)

#: Tables whose ids are given here; every other id is the database's.
_NUMBERED = (Enterprise, Contact, Project, Meeting, FollowUp)


class _Maker:
    """Draws the parts of one world; every method yields rows of one table in the order of their ids."""

    def __init__(self, enterprises: int) -> None:
        self.random = random.Random(20220715)  # noqa: S311  # not a secret: the same world each time
        self.count = enterprises
        self.today = clock.today()
        self.now = clock.at_park(datetime.combine(self.today, time(9)))
        users = select(User.id, User.person_id, Person.unit_id).join(Person, Person.id == User.person_id)
        self.users = list(db.session.execute(users.order_by(User.id)))
        self.sectors = list(db.session.scalars(select(Sector.id).where(Sector.is_key).order_by(Sector.id)))
        self.first = {model: (db.session.scalar(select(func.max(model.id))) or 0) + 1 for model in _NUMBERED}
        self.searches: list[str] = []
        self.starts: list[datetime] = []
        self.claims: list[tuple[int, MilestoneKind, Happening, date]] = []

    def moment(self) -> datetime:
        """Some instant of the last years, before today and within working hours."""
        day = self.random.randrange(1, _YEARS * 365)
        return self.now - timedelta(days=day, minutes=-self.random.randrange(480))

    def enterprises(self) -> Iterator[dict[str, Any]]:
        draw, first = self.random, self.first[Enterprise]
        for at in range(self.count):
            name, name_en = invented.enterprise(draw, at)
            search = search_terms(name, name_en)
            self.searches.append(search)
            yield {
                "id": first + at,
                "root_id": first + at,
                "name_zh": name,
                "name_en": name_en,
                "name_sort": sort_key(name),
                "search": search,
                "status": draw.choice(list(EnterpriseStatus)),
                "owner_id": draw.choice(self.users)[0] if draw.random() < 0.7 else None,
                **self._made(self.moment()),
            }

    def sector_links(self) -> Iterator[dict[str, Any]]:
        for at in range(self.count):
            sector = self.sectors[at * 7 % len(self.sectors)]
            yield {"enterprise_id": self.first[Enterprise] + at, "sector_id": sector, "position": 0}

    def contacts(self) -> Iterator[dict[str, Any]]:
        draw = self.random
        for at in range(self.count * 2):
            name = invented.person(draw)
            yield {
                "id": self.first[Contact] + at,
                "enterprise_id": self.first[Enterprise] + at // 2,
                "name": name,
                "name_sort": invented.person_sorted_by(name),
                "title_zh": draw.choice(invented.TITLES),
                "phone": f"138{at:08d}",
                "search": invented.person_found_by(name),
                **self._made(self.now),
            }

    def posts(self) -> Iterator[dict[str, Any]]:
        for at in range(self.count * 2):
            yield {"contact_id": self.first[Contact] + at, "enterprise_id": self.first[Enterprise] + at // 2}

    def projects(self) -> Iterator[dict[str, Any]]:
        draw = self.random
        for at in range(self.count // 2):
            stage = draw.choice(list(Stage))
            user = draw.choice(self.users)
            name = invented.project(draw, at)
            code = f"LD-{self.today.year - _YEARS - 1}-{at + 1:05d}"
            total = draw.randrange(1_000, 500_000) * 10**6
            disclosure = "open" if draw.random() < 0.97 else draw.choice(("masked", "team"))
            due = self.today + timedelta(days=draw.randrange(-60, 120)) if draw.random() < 0.8 else None
            yield {
                "id": self.first[Project] + at,
                "code": code,
                "name_zh": name,
                "name_sort": sort_key(name),
                "search": search_terms(name, code),
                "codename": "" if disclosure == "open" else f"项目{at + 1:05d}",
                "disclosure": disclosure,
                "track": draw.choice(("land", "leased", "light")),
                "enterprise_id": self.first[Enterprise] + at * 2,
                "sector_id": draw.choice(self.sectors),
                "stage": stage,
                "stage_since": self.moment().date(),
                "status": draw.choices((Status.ACTIVE, Status.DELAYED, Status.DONE), (8, 1, 1))[0],
                "officer_id": user[0],
                "unit_id": user[2],
                "total_fen": total,
                "contract_fen": total * 8 // 10,
                "received_on": self.moment().date(),
                "next_step": "落实下一步工作" if due else "",
                "next_due_on": due,
                "next_due_sort": due or date.max,
                **self._made(self.moment()),
            }

    def milestones(self) -> Iterator[dict[str, Any]]:
        for at in range(self.count // 2):
            reached = self.random.randrange(len(_REACHED) + 1)
            day = self.today - timedelta(days=self.random.randrange(_YEARS * 365))
            project_id = self.first[Project] + at
            for index, kind in enumerate(_REACHED):
                planned = day + timedelta(days=90 * (index - reached) + 30)
                claimed = min(planned - timedelta(days=15), self.today) if index < reached else None
                verified = claimed if claimed and claimed < self.today - _UNVERIFIED else None
                self.claims += [(project_id, kind, Happening.CLAIMED, claimed)] if claimed else []
                self.claims += [(project_id, kind, Happening.VERIFIED, verified)] if verified else []
                yield {
                    "project_id": project_id,
                    "kind": kind,
                    "planned_on": planned,
                    "claimed_on": claimed,
                    "claimed_by_id": self.users[0][0] if claimed else None,
                    "verified_at": _in_the_evening(verified) if verified else None,
                    "verified_by_id": self.users[1][0] if verified else None,
                    "is_followed": kind in FOLLOWED_BY and index + 1 < reached,
                    "version": 1,
                }

    def milestone_events(self) -> Iterator[dict[str, Any]]:
        by = {Happening.CLAIMED: self.users[0][0], Happening.VERIFIED: self.users[1][0]}
        for project_id, kind, what, day in self.claims:
            at = _in_the_evening(day)
            yield {"project_id": project_id, "kind": kind, "what": what, "on": day, "by_id": by[what], "at": at}

    def stage_changes(self) -> Iterator[dict[str, Any]]:
        for at in range(self.count // 2):
            for left, entered in ((None, Stage.LEAD), (Stage.LEAD, Stage.TALKS)):
                moment = self.moment()
                yield {
                    "project_id": self.first[Project] + at,
                    "left": left,
                    "entered": entered,
                    "effective_on": moment.date(),
                    "by_id": self.users[0][0],
                    "at": moment,
                    "snapshot": {},
                }

    def meetings(self) -> Iterator[dict[str, Any]]:
        draw = self.random
        for at in range(self.count * 3):
            user, moment = draw.choice(self.users), self.moment()
            self.starts.append(moment)
            topic = draw.choice(invented.TOPICS)
            title, text = f"{topic}对接", f"双方就{topic}交换意见，约定下一步工作。"
            yield {
                "id": self.first[Meeting] + at,
                "title": title,
                "starts_at": moment,
                "has_time": True,
                "mode": draw.choice(invented.MODES),
                "topics": topic,
                "text": text,
                "search": f"{invented.meeting_found_by(title, topic, text)} {FIELD_BREAK} {self.searches[at // 3]}",
                "logged_by_id": user[0],
                "unit_id": user[2],
                "is_confidential": draw.random() < 0.01,
                **self._made(moment),
            }

    def meeting_enterprises(self) -> Iterator[dict[str, Any]]:
        for at, moment in enumerate(self.starts):
            meeting, enterprise = self.first[Meeting] + at, self.first[Enterprise] + at // 3
            yield {"meeting_id": meeting, "enterprise_id": enterprise, "starts_at": moment}

    def meeting_projects(self) -> Iterator[dict[str, Any]]:
        for at, moment in enumerate(self.starts):
            if at // 3 % 2 == 0 and at // 6 < self.count // 2:
                meeting, project = self.first[Meeting] + at, self.first[Project] + at // 6
                yield {"meeting_id": meeting, "project_id": project, "starts_at": moment}

    def ours(self) -> Iterator[dict[str, Any]]:
        for at in range(len(self.starts)):
            _, person, unit = self.users[at % len(self.users)]
            yield {"meeting_id": self.first[Meeting] + at, "person_id": person, "unit_id": unit}

    def theirs(self) -> Iterator[dict[str, Any]]:
        for at in range(len(self.starts)):
            yield {"meeting_id": self.first[Meeting] + at, "contact_id": self.first[Contact] + at // 3 * 2}

    def follow_ups(self) -> Iterator[dict[str, Any]]:
        draw = self.random
        for at in range(self.count * 2):
            user, moment = draw.choice(self.users), self.moment()
            due = moment.date() + timedelta(days=draw.choice((3, 7, 14, 30)))
            is_open = due > self.today - timedelta(days=40) and draw.random() < 0.6
            yield {
                "text": f"落实{draw.choice(invented.TOPICS)}事宜",
                "side": draw.choice(("park", "park", "enterprise")),
                "meeting_id": self.first[Meeting] + at * 3 // 2,
                "enterprise_id": self.first[Enterprise] + at // 2,
                "project_id": self.first[Project] + at // 4 if at % 4 < 2 and at // 4 < self.count // 2 else None,
                "owner_id": user[1],
                "unit_id": user[2],
                "due_on": due,
                "first_due_on": due,
                "status": "open" if is_open else "closed",
                "closed_on": None if is_open else due,
                "created_by_id": user[0],
                **self._made(moment),
            }

    @staticmethod
    def _made(moment: datetime) -> dict[str, Any]:
        return {"version": 1, "is_sample": True, "created_at": moment, "updated_at": moment}


def _in_the_evening(day: date) -> datetime:
    return clock.at_park(datetime.combine(day, time(17)))


@command
def generate(enterprises: int) -> dict[str, int]:
    """Make the big world beside the small one; how many rows went into each table."""
    maker = _Maker(enterprises)
    projects = range(maker.first[Project], maker.first[Project] + enterprises // 2)
    grounds = Grounds(maker.random, max(enterprises // 50, 1), projects, maker.users[0][0])
    tables: tuple[tuple[type[Model], Iterable[dict[str, Any]]], ...] = (
        (Enterprise, maker.enterprises()),
        (EnterpriseSector, maker.sector_links()),
        (Contact, maker.contacts()),
        (ContactPost, maker.posts()),
        (Project, maker.projects()),
        (Milestone, maker.milestones()),
        (MilestoneEvent, maker.milestone_events()),
        (StageChange, maker.stage_changes()),
        (Meeting, maker.meetings()),
        (MeetingEnterprise, maker.meeting_enterprises()),
        (MeetingProject, maker.meeting_projects()),
        (MeetingOurs, maker.ours()),
        (MeetingTheirs, maker.theirs()),
        (FollowUp, maker.follow_ups()),
        (Site, grounds.sites()),
        (Reservation, grounds.reservations()),
    )
    with bulk.text_indexes_later([Enterprise, Contact, Project, Meeting, Site]):
        made = {model.__tablename__: bulk.insert(model, rows) for model, rows in tables}
        kept.catch_up()
    bulk.settle((*_NUMBERED, Site))
    return made
