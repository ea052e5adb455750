"""People who work with enterprises, and enterprises to work with."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Grant, Person, Unit, User, UserSession
from app.enterprises import service
from app.enterprises.models import Contact, Enterprise
from app.enterprises.schemas import ContactDraft, EnterpriseDraft
from app.kernel.db import db
from app.kernel.passwords import digest
from app.kernel.permissions import Actor, Held, Role, Scope

_numbers = count(1)

ActorOf = Callable[..., Actor]


@pytest.fixture
def unit(session: Session) -> Unit:
    unit = Unit(name_zh="投资促进局", name_en="Investment Bureau", kind="bureau")
    session.add(unit)
    session.commit()
    return unit


@pytest.fixture
def actor_of(session: Session, unit: Unit) -> ActorOf:
    """Somebody new with a role: `actor_of(Role.VIEWER, locale="en")`."""

    def make(role: Role = Role.OFFICER, locale: str = "zh") -> Actor:
        number = next(_numbers)
        person = Person(name=f"张三{number}", name_en=f"Zhang San {number}", unit=unit, search="")
        user = User(username=f"zhang{number}", person=person, password_hash="!", locale=locale)
        user.grants = [Grant(role=role, scope=Scope.ALL)]
        session.add(user)
        session.commit()
        held = (Held(role, Scope.ALL, None),)
        return Actor(user.id, person.id, person.name, unit.id, locale=locale, held=held)

    return make


@pytest.fixture
def officer(actor_of: ActorOf) -> Actor:
    return actor_of(Role.OFFICER)


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
        since="2020-03-01",
    )
    return service.create_contact(officer, draft)


@pytest.fixture
def browser(app: Flask) -> Iterator[Callable[[Actor], FlaskClient]]:
    """A browser in which this actor has signed in."""
    app.config["WTF_CSRF_ENABLED"] = False

    def open_for(actor: Actor) -> FlaskClient:
        token = f"token of {actor.id}"
        with app.app_context():
            if not db.session.query(UserSession).filter_by(token_digest=digest(token)).count():
                db.session.add(UserSession(token_digest=digest(token), user_id=actor.id))
                db.session.commit()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return client

    return open_for
