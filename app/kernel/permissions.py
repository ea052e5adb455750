"""Who may do what: the rights, the roles, the one table that joins them, and the actor."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Can(StrEnum):
    """A right, named record:verb. Each route asks for exactly one."""

    USE = "use"
    SEE_ENTERPRISES = "enterprise:see"
    EDIT_ENTERPRISES = "enterprise:edit"
    SEE_PERSONAL = "contact:see-personal"
    ERASE_PERSONAL = "contact:erase"
    SEE_PROJECTS = "project:see"
    LIST_MASKED = "project:list-masked"
    EDIT_PROJECTS = "project:edit"
    WAIVE = "project:waive"
    INSTRUCT = "project:instruct"
    EDIT_TASK_FORCES = "task-force:edit"
    VERIFY = "milestone:verify"
    SEE_CONFIDENTIAL = "project:see-confidential"
    SEE_MEETINGS = "meeting:see"
    LOG_MEETINGS = "meeting:log"
    SEE_POLICIES = "policy:see"
    EDIT_POLICIES = "policy:edit"
    SEE_SITES = "site:see"
    EDIT_SITES = "site:edit"
    RESERVE_SITES = "site:reserve"
    SEE_DASHBOARD = "dashboard:see"
    EXPORT = "list:export"
    ARCHIVE = "record:archive"
    EDIT_VOCABULARIES = "vocabulary:edit"
    SEE_USERS = "user:see"
    EDIT_USERS = "user:edit"
    EDIT_GRANTS = "grant:edit"
    SEE_SETTINGS = "setting:see"
    EDIT_SETTINGS = "setting:edit"
    EDIT_SECURITY = "setting:edit-security"
    SEE_AUDIT = "audit:see"
    SEE_RIGHTS = "right:see"
    SEE_SYSTEM = "system:see"
    RUN_JOBS = "job:run"


class Role(StrEnum):
    """The roles of domain.md §1."""

    OFFICER = "officer"
    HEAD = "head"
    MANAGER = "manager"
    VERIFIER = "verifier"
    POLICY_OFFICER = "policy_officer"
    VIEWER = "viewer"
    AUDITOR = "auditor"
    SECURITY_ADMIN = "security_admin"
    ADMIN = "admin"


class Scope(StrEnum):
    """How far a grant reaches: one's own records, a unit and those below it, or the whole area."""

    OWN = "own"
    UNIT = "unit"
    ALL = "all"


_READ = frozenset(
    {
        Can.USE,
        Can.SEE_ENTERPRISES,
        Can.SEE_PROJECTS,
        Can.SEE_MEETINGS,
        Can.SEE_POLICIES,
        Can.SEE_SITES,
        Can.SEE_DASHBOARD,
    }
)
_DUTY = _READ | {Can.SEE_PERSONAL, Can.LIST_MASKED, Can.LOG_MEETINGS, Can.EXPORT}
_INSPECT = frozenset({Can.SEE_USERS, Can.SEE_SETTINGS})
_WORK = _DUTY | {Can.EDIT_ENTERPRISES, Can.EDIT_PROJECTS, Can.SEE_CONFIDENTIAL, Can.RESERVE_SITES}

#: The whole truth about roles. `SEE_CONFIDENTIAL` reaches as far as the grant's scope does.
GRANTS: dict[Role, frozenset[Can]] = {
    Role.OFFICER: _WORK,
    Role.HEAD: _WORK | {Can.EDIT_SITES, Can.ARCHIVE, Can.WAIVE, Can.VERIFY},
    Role.MANAGER: _WORK
    | {Can.EDIT_SITES, Can.ARCHIVE, Can.WAIVE, Can.VERIFY, Can.ERASE_PERSONAL, Can.INSTRUCT, Can.EDIT_TASK_FORCES},
    Role.VERIFIER: _DUTY | {Can.VERIFY},
    Role.POLICY_OFFICER: _DUTY | {Can.EDIT_POLICIES, Can.ARCHIVE},
    Role.VIEWER: _READ,
    Role.AUDITOR: _READ
    | _INSPECT
    | {Can.SEE_PERSONAL, Can.SEE_CONFIDENTIAL, Can.SEE_AUDIT, Can.SEE_RIGHTS, Can.SEE_SYSTEM, Can.EXPORT},
    Role.SECURITY_ADMIN: _INSPECT | {Can.USE, Can.EDIT_GRANTS, Can.EDIT_SECURITY, Can.SEE_RIGHTS},
    Role.ADMIN: _READ
    | _INSPECT
    | {Can.EDIT_USERS, Can.EDIT_TASK_FORCES, Can.EDIT_VOCABULARIES, Can.EDIT_SETTINGS, Can.SEE_SYSTEM, Can.RUN_JOBS},
}


@dataclass(frozen=True)
class Held:
    """A role that somebody holds now. `units` are those it reaches; None is the whole area.

    A deputy holds it for somebody absent: `for_user`, `for_person` and `for_name` say whom. `grant_id` is the row
    behind it, `used_on` the last day on which it was needed.
    """

    role: Role
    scope: Scope
    units: frozenset[int] | None
    for_user: int | None = None
    for_person: int | None = None
    for_name: str = ""
    grant_id: int | None = None
    used_on: date | None = None


@dataclass(frozen=True)
class Actor:
    """The one on whose behalf a request runs; services receive it, never fetch it."""

    id: int
    person_id: int
    name: str
    unit_id: int
    unit_name: str = ""
    locale: str = "zh"
    held: tuple[Held, ...] = ()
    session_id: int | None = None
    must_change_password: bool = False
    must_set_up_second_factor: bool = False

    def may(self, right: Can | str) -> bool:
        """Whether any role held gives this right."""
        return any(right in GRANTS[held.role] for held in self.held)

    def has_role(self, role: Role) -> bool:
        return any(held.role is role for held in self.held)

    def reach(self, right: Can) -> frozenset[int] | None:
        """The units over which the actor holds a right: None is everywhere, an empty set only their own records."""
        units: frozenset[int] = frozenset()
        for held in self.held:
            if right not in GRANTS[held.role] or held.scope is Scope.OWN:
                continue
            if held.scope is Scope.ALL or held.units is None:
                return None
            units |= held.units
        return units

    @property
    def user_ids(self) -> frozenset[int]:
        """The actor, and those whose deputy the actor is today: whose own records are the actor's to work on."""
        return frozenset({self.id, *(held.for_user for held in self.held if held.for_user)})

    @property
    def person_ids(self) -> frozenset[int]:
        """The same as people of the area."""
        return frozenset({self.person_id, *(held.for_person for held in self.held if held.for_person)})

    @property
    def initials(self) -> str:
        """One character for the avatar."""
        return self.name[:1]
