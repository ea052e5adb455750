"""Rules of the house that the sources themselves must keep."""

import ast
import re

import pytest

from tests.house.sources import APP, committed, functions, python

#: Lines that a file and a function of the program and its tools may have. Tests are lists of sentences.
FILE_CEILING = 300
FUNCTION_CEILING = 45
FOLDERS = ("app", "tools", "migrations", "bench")

#: Files and functions above the ceilings, and why.
LONG = {
    "migrations/versions/0001_tables.py": "written by Alembic; every table of the first issue",
    "migrations/versions/0001_tables.py::upgrade": "written by Alembic; every table of the first issue",
    "migrations/versions/0001_tables.py::downgrade": "written by Alembic; every table of the first issue",
    "migrations/versions/0010_sites.py::_make_sites": "one table, column by column",
    "app/projects/rules/conditions.py": "the one table of conditions, which is read as a whole",
}

_IDS = "asked with the numbers of projects that the caller has found to be visible"
#: Query modules that ask for rows without asking what the actor may see, and why that is right.
UNSCOPED = {
    "app/calendar/queries.py": "the calendar of the office, the same for everybody",
    "app/bots/queries/histories.py": "bots are called after their units, which are known to the house",
    "app/bots/queries/setting_up.py": "bots by unit, for their page, which is guarded by a right, and for the runner",
    "app/bots/queries/telling.py": "asks for everybody of a unit what they may see, and names what all of them may",
    "app/agenda/queries/feeds.py": "the actor's own address, and whose a secret one is",
    "app/agenda/queries/leaders.py": "who takes part in what the statements of its neighbours found to be visible",
    "app/agenda/queries/sources.py": "lays out by days what its neighbours found to be visible",
    "app/activities/queries/register.py": "columns for the statement of a list, which is narrowed to what is visible",
    "app/projects/queries/lags.py": "narrows the rows of `lists`, which start from what is visible",
    "app/accounts/queries/histories.py": "names of units, people and users are known to the whole house",
    "app/audit/queries/chain.py": "the chain itself, for sealing and verifying; no reader sees it",
    "app/audit/queries/verifying.py": "walks the whole log for the command `flask audit verify`",
    "app/accounts/queries/grants.py": "who holds which role: the pages are guarded by rights",
    "app/accounts/queries/people.py": "units and people of the house itself, known to everybody in it",
    "app/accounts/queries/reaching.py": "which users are which people, and who heads which unit: known to the house",
    "app/accounts/queries/task_forces.py": "task forces are known to the whole house",
    "app/projects/queries/instructions.py": "said to projects that the page has found to be visible",
    "app/accounts/queries/signing.py": "one's own sign-in, before anybody is known to ask",
    "app/accounts/queries/users.py": "users of the house itself; the pages are guarded by rights",
    "app/admin/queries/exports.py": "what left the house: the page is guarded by the right to read the audit log",
    "app/admin/queries/review.py": "who holds which role: the page is guarded by a right; projects by codename alone",
    "app/admin/queries/system.py": "numbers of rows and bytes of the installation",
    "app/settings/queries.py": "what the office decided, shown to whoever may see the settings page",
    "app/meetings/queries/escalation.py": "what is late, for the daily work; who is told is asked what they may see",
    "app/meetings/queries/lights.py": "the light of a project is the same for everybody who sees it",
    "app/meetings/queries/promised.py": "columns of the register, beside the list's own statement",
    "app/meetings/queries/history.py": "entries about one record that the page has found to be visible",
    "app/meetings/queries/people.py": "people of the area, and posts of contacts that the service has found visible",
    "app/meetings/queries/register.py": "columns for the statement of a list, which is narrowed to what is visible",
    "app/projects/queries/tags.py": "tags of records that the caller has found to be visible",
    "app/projects/queries/register.py": "columns for the statement of a list, which is narrowed to what is visible",
    "app/jobs/queries.py": "jobs and rounds name no record of the office; the page is guarded by a right",
    "app/meetings/queries/facts.py": _IDS,
    "app/parks/queries/claims.py": "what is reserved, as the plug of the room above tells it to this reader",
    "app/projects/queries/contacts.py": _IDS,
    "app/projects/queries/dwell.py": _IDS,
    "app/projects/queries/facts.py": _IDS,
    "app/projects/queries/gates.py": _IDS,
    "app/projects/queries/lights.py": _IDS,
    "app/projects/queries/masked.py": "starts from masked_clause(actor), the other half of the rule",
    "app/projects/queries/plans.py": "starts from the rows of the list, which are narrowed to what is visible",
    "app/projects/queries/whole.py": "for the command line, at which nobody is signed in",
    "app/reservations/queries/claims.py": "starts from the sight of its room, which masks what the reader may not know",
    "app/reservations/queries/fit.py": "sites of a project that the page has found to be visible",
}

#: The one place each of these may stand, and why.
COMMIT_AT = "app/kernel/db.py"
CATCH_ALL = {
    "app/kernel/db.py": "rolls back and raises on",
    "app/jobs/service/dispatching.py": "a job that fails in whatever way is tried again, and is in the way of no other",
    "app/jobs/service/rounds.py": "the same, for periodic work",
}

_ELSEWHERE = re.compile(
    r"/work/|/home/[a-z]|/root/|/farm/|/Users/"
    r"|(?<!Model\.)registry\.[a-z]|npmjs|pythonhosted|pypi\.|artifactory|nexus|[\w.-]+\.internal\b"
)
#: Files in which such a name is no address that the project depends on, and why.
TALKS_ABOUT_PLACES = {"tests/house/test_sources.py": "names what is looked for"}


def built():
    return [source for folder in FOLDERS for source in python(folder)]


def test_there_is_one_commit():
    commits = [
        source.name
        for source in python()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert commits == [COMMIT_AT]


def test_nobody_catches_everything_but_the_factory():
    """Faults registers a handler; a bare `except Exception` hides mistakes from it."""
    broad = {
        source.name
        for source in python()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or {"Exception", "BaseException"} & {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
        )
    }
    assert broad == set(CATCH_ALL)


def test_no_file_is_too_long():
    long = {source.name for source in built() if source.text.count("\n") > FILE_CEILING}
    assert long - LONG.keys() == set(), f"make each a package of the same name, or say in LONG why not: {long}"


def test_no_function_is_too_long():
    long = {
        f"{source.name}::{function.name}"
        for source in built()
        for function in functions(source.tree)
        if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_CEILING
    }
    assert long - LONG.keys() == set(), f"make two of each, or say in LONG why not: {long}"


def test_no_excuse_is_out_of_date():
    known = {source.name for source in built()}
    known |= {f"{source.name}::{function.name}" for source in built() for function in functions(source.tree)}
    assert LONG.keys() <= known


def test_every_module_says_in_its_first_line_what_lives_there():
    dumb = [source.name for source in python() if not ast.get_docstring(source.tree)]
    assert dumb == []


def test_queries_start_from_what_the_actor_may_see():
    """`visible_to`, or what a room with several tables calls it: `visible_clause`, `visible_contacts`."""
    blind = {
        source.name
        for source in python()
        if re.search(r"/queries(/\w+)?\.py$", source.name)
        and re.search(r"\bselect\(", source.text)
        and not re.search(r"\b(\w+\.)?visible_\w+\(\w*actor\b", source.text)
    }
    assert blind == set(UNSCOPED), "start from visible_to(actor), or say in UNSCOPED why not"


def test_nobody_asks_the_computer_what_time_it_is_but_the_clock():
    asking = {
        source.name
        for source in python()
        if re.search(r"datetime\.now\(|date\.today\(|datetime\.utcnow\(|time\.time\(|func\.now\(", source.text)
    }
    assert asking == {"app/kernel/clock.py"}


def test_nothing_names_a_machine_or_a_registry():
    named = {
        f"{name}: {match.group()}"
        for name, text in committed()
        if name not in TALKS_ABOUT_PLACES
        for match in _ELSEWHERE.finditer(text)
    }
    assert named == set()


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "HACK"])
def test_nothing_is_left_for_later(word):
    assert [source.name for source in python() if word in source.text] == []


def test_services_fetch_nobody():
    """The actor is given to them; only doors know who is asking."""
    doors = re.compile(r"/(views|api|cli|forms)(/|\.py$)")
    asking = {
        source.name
        for source in python()
        if re.search(r"\b(current_actor|find_actor)\(\)", source.text) and not doors.search(source.name)
    }
    allowed = {
        f"app/kernel/{name}.py"
        for name in ("guard", "display", "words", "administration", "rates", "downloads", "archiving")
    } | {
        "app/navigation.py",
        "app/faults.py",
    }
    assert asking - allowed == set()


def test_the_program_is_where_the_tests_look_for_it():
    assert (APP / "factory.py").exists()
    assert len(python()) > 50
    assert len(committed()) > 200
