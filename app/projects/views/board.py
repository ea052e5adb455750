"""The board (项目看板): a column for each stage; what a move on it does to the page, and its undo."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.guard import current_actor, require
from app.kernel.listing import Position
from app.kernel.paging import filter_values, read_filters, read_position, write_cursor
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import render, with_toast
from app.kernel.words import say
from app.projects import queries, rules, service
from app.projects.models import Project, Stage, StageChange
from app.projects.views.filters import offered
from app.projects.views.records import bp
from app.projects.views.saved import tabs


@bp.get("/board")
@require(Can.SEE_PROJECTS)
def board() -> ResponseReturnValue:
    """All columns; with `column` (and `at`) htmx asks for one anew, or for its next cards."""
    actor = current_actor()
    filters, problems = read_filters(queries.ProjectFilters)
    stage = _stage(request.args.get("column", ""))
    values = filter_values(filters)
    if stage and "at" in request.args:
        return _more(filters, stage, values)
    columns = queries.board(actor, filters, [stage] if stage else list(Stage))
    shared: dict[str, Any] = {
        "values": values,
        "cursor": _cursor,
        "light_names": rules.LIGHT_NAMES,
        "chip_name": rules.milestone_name,
    }
    if stage:
        total = queries.figures(actor, filters)
        return render("projects/_column.html", column=columns[0], **shared, **_total(total))
    figures = {column.stage: (column.count, column.total_fen) for column in columns}
    return render(
        "projects/board.html",
        fragment="rows",
        columns=columns,
        filters=filters,
        problems=problems,
        **shared,
        **_total(figures),
        **tabs(actor, "projects.board"),
        **offered(actor, filters),
    )


def _more(filters: queries.ProjectFilters, stage: Stage, values: dict[str, Any]) -> ResponseReturnValue:
    cards, after = queries.more_cards(current_actor(), filters, stage, read_position("changed"))
    return render(
        "projects/_more.html",
        cards=cards,
        stage_code=stage,
        after=after,
        values=values,
        cursor=_cursor,
        light_names=rules.LIGHT_NAMES,
        chip_name=rules.milestone_name,
    )


@bp.post("/<int:project_id>/moves/<int:move_id>/undo/<int:version>")
@require(Can.EDIT_PROJECTS)
def undo_move(project_id: int, move_id: int, version: int) -> ResponseReturnValue:
    """Take back the move just made."""
    note = say(Message("Undone at once"))
    reversing = service.undo_move(current_actor(), project_id, move_id, version=version, note=note)
    return with_toast(("", 204), Message("Undone."), moved=_places(project_id, reversing))


def follow(project: Project) -> ResponseReturnValue:
    """After a move on the board: its two columns follow, and for a moment it can be undone."""
    change = queries.stage_changes(current_actor(), project.id)[0]
    said = Message("The project is now %(stage)s.", stage=rules.STAGE_NAMES[project.stage])
    undo = ""
    if not queries.is_waived(project, change.id):
        undo = _undo(project, change)
    return with_toast(("", 204), said, undo=undo, moved=_places(project.id, change), closeDialogs=True)


def _undo(project: Project, change: StageChange) -> str:
    return url_for("projects.undo_move", project_id=project.id, move_id=change.id, version=project.version)


def _places(project_id: int, change: StageChange) -> dict[str, Any]:
    """What the page has to draw anew."""
    return {"id": project_id, "stages": [change.left, change.entered]}


def _total(figures: dict[Stage, tuple[int, int]]) -> dict[str, Any]:
    """The projects and the money of the whole board; the money of leads is hope, and no part of it."""
    return {
        "total_count": sum(count for count, _ in figures.values()),
        "total_fen": sum(fen for stage, (_, fen) in figures.items() if stage is not Stage.LEAD),
    }


def _cursor(position: Position) -> str:
    return write_cursor("changed", position)


def _stage(code: str) -> Stage | None:
    return Stage(code) if code in set(Stage) else None
