"""Parks to test with, and short ways to make a site, a project and a reservation."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.enterprises.models import Enterprise
from app.kernel.permissions import Actor
from app.kernel.text import search_terms, sort_key
from app.parks import service as parks
from app.parks.models import Site
from app.parks.schemas import SiteDraft
from app.projects import service as projects
from app.projects.models import Project
from app.projects.schemas import ProjectDraft
from tests.support.people import Cast

MakeSite = Callable[..., Site]
MakeProject = Callable[..., Project]


@pytest.fixture
def park(session: Session) -> Unit:
    unit = Unit(name_zh="临空产业园", name_en="Airport park", kind="park")
    session.add(unit)
    session.commit()
    return unit


@pytest.fixture
def site(cast: Cast, park: Unit) -> MakeSite:
    """`site("A1", kind="building")`: a site of the park, written down by the head."""

    def made(code: str = "LK-01", **facts: Any) -> Site:
        typed = {"code": code, "name_zh": f"{code}号", "kind": "parcel", "park_id": park.id, "area": "20亩"} | facts
        return parks.create(cast.actor("head"), SiteDraft.model_validate(typed))

    return made


@pytest.fixture
def project(cast: Cast, session: Session) -> MakeProject:
    """`project("officer", disclosure="team")`: a project of whoever holds the role."""
    name = "国药控股云南有限公司"
    enterprise = Enterprise(name_zh=name, name_sort=sort_key(name), search=search_terms(name))
    session.add(enterprise)
    session.commit()

    def made(actor: Actor | None = None, **facts: Any) -> Project:
        typed = {"name_zh": "医药产业园", "enterprise_id": enterprise.id, "received_on": "2022-01-10"}
        if facts.get("disclosure", "open") != "open":
            typed["codename"] = "青松"
        return projects.create(actor or cast.actor("officer"), ProjectDraft.model_validate(typed | facts))

    return made
