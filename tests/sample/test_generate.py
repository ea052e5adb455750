"""The big world: as large as asked, the same each time, and found like any other."""

import hashlib

import pytest
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.enterprises import queries as enterprises
from app.enterprises.models import Contact, Enterprise
from app.kernel.db import Model, db
from app.meetings.models import FollowUp, Meeting
from app.projects.models import Project
from app.sample import service
from app.search import queries as search
from tests.sample.conftest import running

pytestmark = pytest.mark.xdist_group("sample worlds")  # so that each world is made once, not in every process

COUNT = 50
TIMES = {Enterprise: 1, Contact: 2, Meeting: 3, FollowUp: 2}


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def state():
    """Of every table how many rows it has, and a checksum over all of them."""
    found = {}
    for name, table in Model.metadata.tables.items():
        rows = db.session.execute(select(table).order_by(*table.primary_key)).all()
        found[name] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
    db.session.rollback()
    return found


@pytest.fixture
def generated(loaded):
    """The program on a sample world with fifty enterprises more."""
    service.generate(COUNT)
    return loaded


@pytest.fixture
def officer(generated):
    user = accounts.find_user("officer")
    assert user
    return accounts.actor_for(user, user.person, user.person.unit)


def test_the_world_is_as_large_as_asked(loaded):
    before = {model: count(model) for model in [*TIMES, Project]}
    made = service.generate(COUNT)
    for model, times in TIMES.items():
        assert count(model) == before[model] + COUNT * times
        assert made[model.__tablename__] == COUNT * times
    assert count(Project) == before[Project] + COUNT // 2


def test_the_same_number_makes_the_same_rows(backend, world, loaded, data_dir):
    with backend.copy("sample-world") as other:
        service.generate(COUNT)
        first = state()
        with running(other, data_dir):
            service.generate(COUNT)
            assert state() == first


def test_generated_records_are_found_by_their_names(officer):
    newest = db.session.scalars(select(Enterprise).order_by(Enterprise.id.desc()).limit(1)).one()
    asked = enterprises.EnterpriseFilters(q=newest.name_zh)
    rows = db.session.execute(enterprises.listing(officer, asked)).all()
    assert newest.id in [row.id for row in rows]
    kinds = {str(hit.kind) for hit in search.find(officer, newest.name_zh, 5)}
    assert {"Enterprise", "Meeting record"} <= kinds


def test_the_next_record_gets_a_number_of_its_own(generated):
    db.session.add(Enterprise(name_zh="新企业", name_sort="xin", search=""))
    db.session.commit()


def test_only_a_sample_world_grows(app):
    done = app.test_cli_runner().invoke(args=["sample", "generate", "--enterprises", "10"])
    assert done.exit_code
    assert "load the sample world first" in done.output
