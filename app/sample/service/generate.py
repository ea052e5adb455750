"""A big world for measuring: made of invented parts, the same for the same number every time.

For N enterprises: 2N contacts, 3N meetings, 2N follow-ups, N/2 projects, in the unit and by the officers of
the sample world. Rows go in by the thousand, past the services: their rules are not what is measured.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, text

from app.accounts.models import Person, User
from app.enterprises.models import Contact, ContactPost, Enterprise, EnterpriseSector, EnterpriseStatus
from app.kernel import clock
from app.kernel.db import Model, command, db
from app.kernel.text import search_terms, sort_key
from app.meetings.models import FollowUp, Meeting, MeetingEnterprise, MeetingOurs, MeetingProject, MeetingTheirs
from app.projects.models import Milestone, MilestoneKind, Project, Stage, StageChange, Status
from app.vocabularies.models import Sector

_CHUNK = 2_000
_YEARS = 3
_PLACES = (
    "云南",
    "昆明",
    "曲靖",
    "玉溪",
    "大理",
    "上海",
    "苏州",
    "深圳",
    "广州",
    "成都",
    "重庆",
    "杭州",
    "长沙",
    "武汉",
    "南京",
    "青岛",
    "宁波",
    "西安",
    "合肥",
    "厦门",
    "天津",
    "沈阳",
)
_FIRST = "华瑞安康泰恒信达远博盛宏嘉隆鑫源润和德诚智锐创新天云海龙凤金玉兴荣"
_SECOND = "康泰生源达信通科景峰翔宇腾辉煌明亮洁清雅正方圆融汇聚合力拓展航"
_TRADES = (
    "生物制药",
    "医疗器械",
    "新材料",
    "电池材料",
    "电子科技",
    "智能装备",
    "物流",
    "食品",
    "花卉",
    "化工",
    "汽车零部件",
    "信息技术",
    "环保",
    "医药流通",
    "中药饮片",
)
_FORMS = ["有限公司", "股份有限公司", "集团有限公司", "科技有限公司"]
_EN_TRADES = (
    "Bio",
    "Medical",
    "Materials",
    "Battery",
    "Electronics",
    "Equipment",
    "Logistics",
    "Foods",
    "Flora",
    "Chemical",
    "Auto",
    "Data",
    "Green",
    "Pharma",
    "Herbs",
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰飞云龙文斌建国"
_TOPICS = ("厂房选址", "用地指标", "环评手续", "设备进口", "人才公寓", "用电容量", "供应链配套", "政策兑现")
_MODES = ("formal", "visit_in", "visit_out", "call", "wechat", "video")
_REACHED = (
    MilestoneKind.FRAMEWORK,
    MilestoneKind.CONTRACT,
    MilestoneKind.REGISTERED,
    MilestoneKind.STARTED,
    MilestoneKind.OPERATING,
)


class _Maker:
    """Draws the parts of one world; every method yields rows of one table in the order of their ids."""

    def __init__(self, enterprises: int) -> None:
        self.random = random.Random(20220715)  # noqa: S311  # not a secret: the same world each time
        self.count = enterprises
        self.now = clock.now()
        self.today = clock.today()
        self.users = list(db.session.execute(select(User.id, User.person_id, Person.unit_id).join(Person)))
        self.sectors = list(db.session.scalars(select(Sector.id).where(Sector.is_key)))
        self.first = {
            model: (db.session.scalar(select(func.max(model.id))) or 0) + 1
            for model in (Enterprise, Contact, Project, Meeting, FollowUp)
        }
        self.searches: list[str] = []
        self.starts: list[datetime] = []

    def moment(self) -> datetime:
        """Some instant of the last years, within working hours."""
        day = self.random.randrange(_YEARS * 365)
        return self.now - timedelta(days=day, minutes=self.random.randrange(480))

    def enterprises(self) -> Iterator[dict[str, Any]]:
        draw, first = self.random, self.first[Enterprise]
        for at in range(self.count):
            trade = draw.randrange(len(_TRADES))
            stem = draw.choice(_FIRST) + draw.choice(_SECOND)
            name = f"{draw.choice(_PLACES)}{stem}{_TRADES[trade]}{draw.choice(_FORMS)}"
            name_en = f"{_word(draw)} {_EN_TRADES[trade]} {at}"
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
            name = draw.choice(_SURNAMES) + draw.choice(_GIVEN) + draw.choice(_GIVEN)
            yield {
                "id": self.first[Contact] + at,
                "enterprise_id": self.first[Enterprise] + at // 2,
                "name": name,
                "name_sort": sort_key(name),
                "title_zh": draw.choice(("董事长", "总经理", "投资总监", "副总裁")),
                "phone": f"138{at:08d}",
                "search": search_terms(name),
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
            name = f"{draw.choice(_FIRST)}{draw.choice(_SECOND)}{draw.choice(_TRADES)}项目{at}"
            total = draw.randrange(1_000, 500_000) * 10**6
            due = self.today + timedelta(days=draw.randrange(-60, 120)) if draw.random() < 0.8 else None
            yield {
                "id": self.first[Project] + at,
                "code": f"LD-{self.today.year - _YEARS - 1}-{at + 1:05d}",
                "name_zh": name,
                "name_sort": sort_key(name),
                "search": search_terms(name),
                "disclosure": "open" if draw.random() < 0.97 else draw.choice(("masked", "team")),
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
            for index, kind in enumerate(_REACHED):
                planned = day + timedelta(days=90 * (index - reached) + 30)
                claimed = min(planned - timedelta(days=15), self.today) if index < reached else None
                project_id = self.first[Project] + at
                yield {
                    "project_id": project_id,
                    "kind": kind,
                    "planned_on": planned,
                    "claimed_on": claimed,
                    "version": 1,
                }

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
                }

    def meetings(self) -> Iterator[dict[str, Any]]:
        draw = self.random
        for at in range(self.count * 3):
            user, moment = draw.choice(self.users), self.moment()
            self.starts.append(moment)
            topic = draw.choice(_TOPICS)
            yield {
                "id": self.first[Meeting] + at,
                "title": f"{topic}对接",
                "starts_at": moment,
                "has_time": True,
                "mode": draw.choice(_MODES),
                "topics": topic,
                "text": f"双方就{topic}交换意见，约定下一步工作。",
                "search": f"{search_terms(topic + '对接')} xfx {self.searches[at // 3].split(' xfx ')[0]}",
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
                "text": f"落实{draw.choice(_TOPICS)}事宜",
                "side": draw.choice(("park", "park", "enterprise")),
                "meeting_id": self.first[Meeting] + at * 3 // 2,
                "enterprise_id": self.first[Enterprise] + at // 2,
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


def _word(draw: random.Random) -> str:
    return (
        draw.choice("BCDFGKLMNPRSTVZ") + draw.choice("aeiou") + draw.choice("lmnrst") + draw.choice("aeiou") + "x"
    ).title()


@command
def generate(enterprises: int) -> dict[str, int]:
    """Make the big world beside the small one; how many rows went into each table."""
    maker = _Maker(enterprises)
    tables: tuple[tuple[type[Model], Iterable[dict[str, Any]]], ...] = (
        (Enterprise, maker.enterprises()),
        (EnterpriseSector, maker.sector_links()),
        (Contact, maker.contacts()),
        (ContactPost, maker.posts()),
        (Project, maker.projects()),
        (Milestone, maker.milestones()),
        (StageChange, maker.stage_changes()),
        (Meeting, maker.meetings()),
        (MeetingEnterprise, maker.meeting_enterprises()),
        (MeetingProject, maker.meeting_projects()),
        (MeetingOurs, maker.ours()),
        (MeetingTheirs, maker.theirs()),
        (FollowUp, maker.follow_ups()),
    )
    made = {model.__tablename__: _insert(model, rows) for model, rows in tables}
    _settle()
    return made


def _insert(model: type[Model], rows: Iterable[dict[str, Any]]) -> int:
    """Put rows in by the chunk, leaving out what a table does not have."""
    known = set(model.__table__.columns.keys())
    count, waiting = 0, iter(rows)
    while chunk := [{k: v for k, v in row.items() if k in known} for row in islice(waiting, _CHUNK)]:
        db.session.execute(insert(model.__table__), chunk)  # type: ignore[arg-type]
        count += len(chunk)
    return count


def _settle() -> None:
    """Let the planner know the new sizes, and PostgreSQL's sequences the ids given by hand."""
    if db.session.get_bind().dialect.name == "postgresql":
        for model in (Enterprise, Contact, Project, Meeting, FollowUp):
            name = model.__tablename__
            db.session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")  # noqa: S608
            )
    db.session.execute(text("ANALYZE"))
