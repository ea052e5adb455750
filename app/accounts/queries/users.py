"""Those who may sign in: the list, and single ones."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import (
    Person,
    Unit,
    User,
)
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.fields import OptionalLine
from app.kernel.listing import Listing, Order, Rows
from app.kernel.search import matches
from app.kernel.text import Message

USERS = Listing(User.id, {"username": Order(Message("User name"), User.username, jumps="letter")}, "username")


class UserFilters(BaseModel):
    """What the list of users can be narrowed to."""

    model_config = ConfigDict(extra="ignore")

    q: OptionalLine = None


def fold(username: str) -> str:
    """User names are compared without case and outer blanks."""
    return username.strip().lower()[:60]


def find_active_user(user_id: int) -> User | None:
    """The user with this number, if they may sign in."""
    found = select(User).where(User.id == user_id, User.is_active).options(joinedload(User.person))
    return db.session.scalar(found)


def has_users() -> bool:
    """Whether anybody can sign in yet; an empty installation waits to be set up."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def list_active_users() -> Sequence[User]:
    """Those who can own work: for the choices of forms."""
    whole = joinedload(User.person).joinedload(Person.unit)
    found = select(User).join(User.person).where(User.is_active).options(whole)
    return db.session.scalars(found.order_by(Person.protocol_order, User.id)).all()


def get_user(user_id: int) -> User:
    user = db.session.scalar(
        select(User).where(User.id == user_id).options(joinedload(User.person).joinedload(Person.unit))
    )
    if user is None:
        raise NotFound
    return user


def user_rows(filters: UserFilters) -> Rows:
    """The rows of the list of users, narrowed by a name."""
    found = (
        select(
            User.id,
            User.username,
            User.is_active,
            Person.name,
            Person.name_en,
            Person.post_zh,
            Person.post_en,
            Unit.name_zh.label("unit_zh"),
            Unit.name_en.label("unit_en"),
        )
        .join(Person, Person.id == User.person_id)
        .join(Unit, Unit.id == Person.unit_id)
    )
    if filters.q:
        found = found.where(matches(Person.search, filters.q) | User.username.startswith(fold(filters.q)))
    return found


def count_sample_users() -> int:
    """How many users of the sample world may sign in: their passwords are known to everybody."""
    return db.session.scalar(select(func.count()).select_from(User).where(User.is_active, User.is_sample)) or 0
