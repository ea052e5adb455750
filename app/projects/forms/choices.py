"""What the forms offer to choose from."""

from collections.abc import Iterable, Mapping

from app.accounts import queries as accounts
from app.accounts.models import TaskForce, User
from app.kernel.display import name
from app.kernel.text import Message
from app.kernel.words import pick

NOTHING = Message("Not chosen")


def users(*besides: Iterable[User]) -> Mapping[int, str]:
    """Those who can own work, and those who already do although they have left."""
    everyone = [*accounts.list_active_users(), *(user for users in besides for user in users)]
    return {user.id: pick(user.person.name, user.person.name_en) for user in everyone}


def task_forces(present: TaskForce | None) -> Mapping[int, str]:
    """The task forces in work, and the one that the project has although it is dissolved."""
    return {force.id: name(force) for force in [*accounts.list_task_forces(), *([present] if present else [])]}


def leaders() -> Mapping[int, str]:
    """People of the area in protocol order, with their posts."""
    return {
        person.id: " · ".join(filter(None, (pick(person.name, person.name_en), pick(person.post_zh, person.post_en))))
        for person in accounts.list_people()
    }


def numbers(values: Iterable[str | None]) -> list[int]:
    """Those of the values that can be ids."""
    return sorted({int(v) for v in values if v and v.isascii() and v.isdigit() and len(v) < 17})
