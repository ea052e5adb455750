"""Sight: whoever asks for records that can be confidential starts from what the actor may see."""

import ast
from collections.abc import Iterator

from sqlalchemy.orm import configure_mappers

from app.factory import import_models
from app.kernel.db import Model
from tests.house.sources import Source, functions, python

#: Models whose rows can be confidential, or tell of a row that is.
SHELTERED = {
    "Activity",
    "ActivityEnterprise",
    "ActivityMeeting",
    "ActivityPerson",
    "ActivityResult",
    "Attachment",
    "Project",
    "ProjectAccess",
    "ProjectFact",
    "ProjectInvestor",
    "ProjectMember",
    "ProjectTag",
    "Reservation",
    "Milestone",
    "MilestoneEvent",
    "StageChange",
    "Waiver",
    "WaivedItem",
    "WeeklyProgress",
    "Instruction",
    "Meeting",
    "MeetingAmendment",
    "MeetingEnterprise",
    "MeetingOurs",
    "MeetingProject",
    "MeetingTheirs",
    "FollowUp",
    "FollowUpEscalation",
    "FollowUpMove",
    "FollowUpNote",
    "FollowUpSupporter",
    "FollowUpUnit",
}
#: The words with which a statement names what it reads or changes.
ASKING = {"select", "select_from", "join", "outerjoin", "update", "delete", "get"}
#: The rules of sight. Called with the actor, they make a statement (or a condition of one) safe.
RULES = {"visible_to", "visible_clause", "hidden_clause", "masked_to", "masked_clause", "about_hidden", "sight"}

_CONDITION = "a condition, which can only narrow a statement that starts from a rule of sight"
_COLUMN = "a column of such a statement"
_FOUND = "about records that the caller has found to be visible"
_RULE = "part of the rule itself"
_UPKEEP = "keeps the storage whole; nobody is shown anything"
_LEAVING = "everything of a leaver moves, seen or not; shown is what the actor sees. See docs/decisions/0011"
_TOLD = "daily work for everybody; who is told is asked what they may see"
_ERASING = "a person is forgotten everywhere, seen or not"
_SAMPLE = "makes the sample world, on behalf of nobody"
#: Functions that ask without such a rule, and why that is right.
EXCUSED: dict[str, str] = {
    "app/activities/queries/activities.py::mine": _CONDITION,
    "app/activities/queries/activities.py::_narrowed": _CONDITION,
    "app/activities/queries/register.py::_enterprises": _COLUMN,
    "app/activities/queries/register.py::_people": _COLUMN,
    "app/activities/queries/register.py::_projects": _COLUMN,
    "app/activities/queries/register.py::_signed": _COLUMN,
    "app/activities/queries/timeline.py::_of": _CONDITION,
    "app/activities/service/erasing.py::_index_anew": _ERASING,
    "app/activities/service/erasing.py::forget": _ERASING,
    "app/activities/service/leaving.py::_count": _LEAVING,
    "app/activities/service/leaving.py::_move": _LEAVING,
    "app/admin/queries/review.py::let_in": "who answers for access reviews it by codename. See docs/decisions/0011",
    "app/attachments/queries.py::in_use": _UPKEEP,
    "app/attachments/queries.py::last_number": _FOUND,
    "app/attachments/queries.py::same_content": _FOUND,
    "app/attachments/queries.py::storage_use": "bytes and numbers of files by kind, for who runs the installation",
    "app/attachments/queries.py::visible_to": "the rule of files beside that of their record",
    "app/attachments/service/upkeep.py::_let_go": _UPKEEP,
    "app/attachments/service/upkeep.py::missing": _UPKEEP,
    "app/attachments/service/upkeep.py::sweep": _UPKEEP,
    "app/meetings/queries/follow_ups.py::_helped_by": _CONDITION,
    "app/meetings/queries/meetings.py::_mine": _CONDITION,
    "app/meetings/queries/meetings.py::_narrowed": _CONDITION,
    "app/meetings/queries/register.py::_enterprise_names": _COLUMN,
    "app/meetings/queries/register.py::_our_names": _COLUMN,
    "app/meetings/queries/register.py::_project_names": _COLUMN,
    "app/meetings/queries/register.py::_their_names": _COLUMN,
    "app/meetings/service/erasing.py::forget": _ERASING,
    "app/meetings/queries/escalation.py::due_by": _TOLD,
    "app/meetings/queries/escalation.py::told_by": _TOLD,
    "app/meetings/queries/lights.py::overdue_supervised": "the light of a project that is seen. See decision 0022",
    "app/meetings/queries/promised.py::_count_moves": _COLUMN,
    "app/meetings/queries/promised.py::_last_note": _COLUMN,
    "app/meetings/queries/promised.py::_supporters": _COLUMN,
    "app/meetings/queries/promised.py::_units": _COLUMN,
    "app/meetings/service/leaving.py::_counted": _LEAVING,
    "app/meetings/service/leaving.py::_count_meetings": _LEAVING,
    "app/meetings/service/leaving.py::_move_follow_ups": _LEAVING,
    "app/meetings/service/leaving.py::_move_meetings": _LEAVING,
    "app/meetings/service/leaving.py::_move_supervised": _LEAVING,
    "app/meetings/service/leaving.py::_planned": _CONDITION,
    "app/projects/queries/plans.py::_with_groups": _COLUMN,
    "app/projects/queries/lists.py::narrowed": _CONDITION,
    "app/projects/queries/register.py::_claimed_on": _COLUMN,
    "app/projects/queries/scope.py::_of": _CONDITION,
    "app/projects/queries/scope.py::member_of": _RULE,
    "app/projects/queries/scope.py::_named_on": _RULE,
    "app/projects/queries/scope.py::is_called": _CONDITION,
    "app/projects/queries/scope.py::is_own": _CONDITION,
    "app/projects/queries/waivers.py::is_open": _CONDITION,
    "app/projects/queries/waivers.py::projects_with_open_items": "asked by the clock; nobody is shown anything",
    "app/projects/queries/waivers.py::standing_waiver": _FOUND,
    "app/projects/queries/weekly.py::with_week": _COLUMN,
    "app/projects/queries/whole.py::by_code": "for the command line, at which nobody is signed in",
    "app/projects/service/erasing.py::forget": _ERASING,
    "app/projects/service/leaving.py::_all": _LEAVING,
    "app/projects/service/leaving.py::_count": _LEAVING,
    "app/projects/service/leaving.py::_teams": _CONDITION,
    "app/sample/service/kept.py::catch_up": _SAMPLE,
    "app/sample/service/notices.py::load": _SAMPLE,
}
#: Relationships by which a row that is no secret would lead to one that may be, and why that is right.
LEADING: dict[str, str] = {}


def named(node: ast.AST) -> set[str]:
    """Every name that stands in a piece of code."""
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def called(call: ast.Call) -> str:
    """`select` of `select(…)`, `get` of `session.get(…)`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def calls(node: ast.AST) -> Iterator[ast.Call]:
    yield from (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


def aliases(source: Source) -> set[str]:
    """Other names that a file gives to sheltered models: `_Linked = lasting_alias(Project)`."""
    found = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign) and any(called(call).endswith(("alias", "aliased")) for call in calls(node)):
            found |= {name for target in node.targets for name in named(target)} if named(node) & SHELTERED else set()
    return found


def asks(node: ast.AST, sheltered: set[str]) -> bool:
    """Whether a statement in here names a sheltered model."""
    return any(
        called(call) in ASKING and any(named(argument) & sheltered for argument in call.args) for call in calls(node)
    )


def starts_from_sight(node: ast.AST) -> bool:
    """Whether a rule of sight is asked in here on behalf of the actor."""
    return any(called(call) in RULES and "actor" in ast.unparse(call) for call in calls(node))


def is_about_found_records(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is given records, or ids of several: whoever calls it has found them by a rule of sight."""
    return any(
        argument.arg == "ids"
        or argument.arg.endswith("_ids")
        or (argument.annotation is not None and named(argument.annotation) & SHELTERED)
        for argument in function.args.args
    )


def blind(source: Source) -> Iterator[str]:
    """The functions of a file that ask for sheltered rows without asking what the actor may see."""
    sheltered = SHELTERED | aliases(source)
    for function in functions(source.tree):
        if asks(function, sheltered) and not starts_from_sight(function) and not is_about_found_records(function):
            yield f"{source.name}::{function.name}"


def test_every_question_about_confidential_records_starts_from_what_the_actor_may_see():
    found = {name for source in python() for name in blind(source)}
    told = "start from a rule of sight with the actor, or say in EXCUSED why not"
    assert found == EXCUSED.keys(), told


def test_no_relationship_leads_from_a_public_record_to_a_confidential_one():
    """An enterprise that knew its projects would show them in any template that asks for them."""
    import_models()
    configure_mappers()
    found = {
        f"{mapper.class_.__name__}.{link.key}"
        for mapper in Model.registry.mappers
        for link in mapper.relationships
        if link.mapper.class_.__name__ in SHELTERED and mapper.class_.__name__ not in SHELTERED
    }
    assert found == LEADING.keys()


def test_every_model_that_points_at_a_confidential_record_is_sheltered_too():
    import_models()
    by_table = {mapper.local_table: mapper.class_.__name__ for mapper in Model.registry.mappers}
    pointing = {
        name
        for table, name in by_table.items()
        for key in table.foreign_keys
        if by_table.get(key.column.table) in SHELTERED
    }
    assert pointing <= SHELTERED
