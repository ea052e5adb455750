"""The people of a test: two sections of a bureau, one user for each role, and how they sign in."""

from dataclasses import dataclass, field
from secrets import token_urlsafe

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.models import Grant, Person, PersonPost, Unit, User, UserSession
from app.kernel import clock
from app.kernel.passwords import digest
from app.kernel.permissions import Actor, Role, Scope
from app.kernel.text import search_terms

#: Not a hash: nobody signs in with a password here; tests of signing in make their own users.
NO_PASSWORD = "!"
SCOPES = {Role.OFFICER: Scope.OWN, Role.HEAD: Scope.UNIT}


@dataclass
class Cast:
    """Makes users and lets them act. `section` and `other_section` lie below `bureau`."""

    app: Flask
    session: Session
    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def unit(self, name: str) -> Unit:
        """A unit by name, made at its first use."""
        if name not in self.units:
            parent = None if name == "bureau" else self.unit("bureau")
            kind = "bureau" if name == "bureau" else "department"
            self.units[name] = Unit(name_zh=name, kind=kind, parent_id=parent.id if parent else None)
            self.session.add(self.units[name])
            self.session.commit()
        return self.units[name]

    def user(self, role: Role | str, *, unit: str = "section", name: str = "", order: int = 500) -> User:
        """The user of a role (and a unit, and a name), made at its first use."""
        role = Role(role)
        key = f"{role}.{unit}.{name}"
        if key not in self.users:
            home = self.unit(unit)
            called = name or f"{role.value} {unit}"
            person = Person(name=called, unit_id=home.id, protocol_order=order, search=search_terms(called))
            person.posts.append(PersonPost(unit_id=home.id, since=clock.today().replace(year=2015)))
            self.session.add(person)
            self.session.flush()
            username = f"user{len(self.users) + 1}"
            user = User(username=username, person_id=person.id, password_hash=NO_PASSWORD)
            user.grants.append(Grant(role=role, scope=SCOPES.get(role, Scope.ALL)))
            self.session.add(user)
            self.session.commit()
            self.users[key] = user
        return self.users[key]

    def actor(self, role: Role | str = Role.OFFICER, *, unit: str = "section", name: str = "") -> Actor:
        """What services get for this user."""
        user = self.user(role, unit=unit, name=name)
        return queries.actor_for(user, user.person, user.person.unit)

    def client(self, role: Role | str = Role.OFFICER, *, unit: str = "section", name: str = "") -> FlaskClient:
        """A browser in which this user is signed in."""
        return signed_in(self.app, self.session, self.user(role, unit=unit, name=name))


def signed_in(app: Flask, session: Session, user: User) -> FlaskClient:
    """A browser with a session of this user, without the price of a password."""
    token = token_urlsafe(32)
    session.add(UserSession(token_digest=digest(token), user_id=user.id))
    session.commit()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client
