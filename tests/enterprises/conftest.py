"""Enterprises and contacts to work with, and who works with them."""

from datetime import date

import pytest

from app.enterprises import service
from app.enterprises.models import Contact, Enterprise
from app.enterprises.schemas import ContactDraft, EnterpriseDraft
from app.kernel.permissions import Actor
from tests.support.people import Cast


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return cast.actor("officer")


@pytest.fixture
def enterprise(officer: Actor) -> Enterprise:
    """Sinopharm, with a short name and two aliases."""
    draft = EnterpriseDraft(
        name_zh="国药控股股份有限公司",
        name_en="Sinopharm Group Co., Ltd.",
        short_name="国药控股",
        other_names="国控\nSinopharm",
    )
    return service.create(officer, draft)


@pytest.fixture
def contact(officer: Actor, enterprise: Enterprise) -> Contact:
    draft = ContactDraft(
        enterprise_id=enterprise.id,
        name="李健",
        name_en="Li Jian",
        title_zh="副总裁",
        phone="13812340001",
        email="li.jian@example.com",
        wechat="lijian0001",
        since=date(2020, 3, 1),
    )
    return service.create_contact(officer, draft)
