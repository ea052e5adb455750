"""Who may do what, for the auditor: drawn from the table of rights and from the doors themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import current_app
from flask.typing import ResponseReturnValue
from werkzeug.routing import Rule

from app.admin.forms import ROLES
from app.admin.rules import RIGHTS
from app.admin.views.index import bp
from app.audit import service as audit
from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.downloads import download
from app.kernel.guard import current_actor, require
from app.kernel.permissions import GRANTS, Can, Role
from app.kernel.tabular import Column, Sheet
from app.kernel.text import Message
from app.kernel.web import render
from app.kernel.words import say

offer_page(
    AdminPage(
        endpoint="admin.rights",
        label=Message("Rights"),
        icon="shield-check",
        right=Can.SEE_RIGHTS,
        group=AdminGroup.PEOPLE,
        position=40,
        covers=("admin.rights_file",),
    )
)
_SILENT_METHODS = {"HEAD", "OPTIONS"}
_NOBODY_ASKED = Message("Open to everybody, without signing in")


@dataclass(frozen=True)
class Door:
    """An address: how it may be asked, the right it needs (None: public), and the roles that hold it."""

    address: str
    methods: str
    right: Can | None

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(role for role in Role if self.right is None or self.right in GRANTS[role])


@bp.get("/rights")
@require(Can.SEE_RIGHTS)
def rights() -> ResponseReturnValue:
    """Every right with the roles that hold it, and every address with the right it asks for."""
    held = {right: [role for role in Role if right in GRANTS[role]] for right in Can}
    return render("admin/rights.html", held=held, words=RIGHTS, roles=ROLES, doors=list(_doors()))


@bp.get("/rights/export.<kind>")
@require(Can.SEE_RIGHTS)
def rights_file(kind: str) -> ResponseReturnValue:
    """The addresses with their rights and roles, to be kept with an audit."""
    heads = (Message("Address"), Message("Method"), Message("Code"), Message("Right"))
    columns = [Column(head, None) for head in (*heads, *ROLES.values())]
    sent = partial(audit.record_export, current_actor(), "rights")
    return download(Sheet(say(Message("Rights")), columns, list(_lines())), kind, sent, filters={})


def _lines() -> Iterator[list[Any]]:
    for door in _doors():
        words = RIGHTS[door.right] if door.right else _NOBODY_ASKED
        marks = ["✓" if role in door.roles else "" for role in ROLES]
        yield [door.address, door.methods, door.right or "", say(words), *marks]


def _doors() -> Iterator[Door]:
    for rule in sorted(current_app.url_map.iter_rules(), key=str):
        yield Door(rule.rule, _methods(rule), getattr(current_app.view_functions[rule.endpoint], "permission", None))


def _methods(rule: Rule) -> str:
    return " ".join(sorted((rule.methods or set()) - _SILENT_METHODS))
