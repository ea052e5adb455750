"""Projects to test with: their officer, their enterprise, and a short way to make one."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.enterprises.models import Enterprise
from app.kernel.permissions import Actor
from app.kernel.text import search_terms, sort_key
from app.projects import service
from app.projects.models import Project
from app.projects.schemas import ProjectDraft
from tests.support.people import Cast

MakeProject = Callable[..., Project]


@pytest.fixture
def officer(cast: Cast) -> Actor:
    """Who answers for the projects of these tests."""
    return cast.actor("officer")


@pytest.fixture
def sinopharm(session: Session) -> Enterprise:
    name = "国药控股云南有限公司"
    enterprise = Enterprise(
        name_zh=name,
        name_en="Sinopharm Group Yunnan",
        name_sort=sort_key(name),
        home_province="yunnan",
        search=search_terms(name, "Sinopharm Group Yunnan"),
    )
    session.add(enterprise)
    session.commit()
    return enterprise


@pytest.fixture
def make(officer: Actor, sinopharm: Enterprise) -> MakeProject:
    """`make(total_fen="1.2亿")`: a project of the officer, or of whoever is given as `actor`."""

    def made(actor: Actor = officer, **facts: Any) -> Project:
        typed = {
            "name_zh": "国药控股医药健康产业园",
            "enterprise_id": sinopharm.id,
            "received_on": "2022-01-10",
            "codename": "春晓" if facts.get("disclosure", "open") != "open" else "",
        } | facts
        return service.create(actor, ProjectDraft.model_validate(typed))

    return made


@pytest.fixture
def client(cast: Cast, officer: Actor) -> FlaskClient:
    """The officer's browser."""
    return cast.client("officer")
