"""Who may change a project, and what makes it confidential."""

from collections.abc import Collection

from app.kernel.errors import Forbidden, Invalid
from app.kernel.permissions import Actor, Can, Role
from app.kernel.text import Message
from app.projects.models import Disclosure, Project


def reaches(actor: Actor, unit_id: int, roles: Collection[Role], right: Can) -> bool:
    """Whether the actor holds a right over a unit by one of these roles."""
    reached = reach_of(actor, roles, right)
    return reached is None or unit_id in reached


def reach_of(actor: Actor, roles: Collection[Role], right: Can) -> frozenset[int] | None:
    """The units over which the actor holds a right by one of these roles; None is everywhere."""
    held = tuple(held for held in actor.held if held.role in roles)
    return Actor(actor.id, actor.person_id, actor.name, actor.unit_id, held=held).reach(right)


def may_edit(actor: Actor, project: Project) -> bool:
    """Whether the actor may change and move a project: its officer, its team, or who leads its unit."""
    if not actor.may(Can.EDIT_PROJECTS):
        return False
    if project.officer_id in actor.user_ids or any(member.id in actor.user_ids for member in project.team):
        return True
    return reaches(actor, project.unit_id, (Role.HEAD, Role.MANAGER), Can.EDIT_PROJECTS)


def check_may_edit(actor: Actor, project: Project) -> None:
    """Raise Forbidden unless `may_edit`."""
    if not may_edit(actor, project):
        raise Forbidden(Message("Only the officer of the project, its team and the leaders of its unit may change it."))


def check_codename(disclosure: Disclosure, codename: str, names: Collection[str]) -> None:
    """Raise Invalid for a confidential project that others could not be shown under a name of its own."""
    if disclosure is Disclosure.OPEN:
        return
    if not codename:
        raise Invalid.at("codename", Message("A confidential project needs a codename: others know it by that."))
    if codename.casefold() in {name.casefold() for name in names}:
        raise Invalid.at("codename", Message("The codename must not be the name."))


def may_see_access(actor: Actor, project: Project) -> bool:
    """Whether the actor is shown who is let in and who looked: those who answer for the project, and the auditor."""
    return actor.may(Can.SEE_AUDIT) or may_edit(actor, project)
