"""All parks, and one park with its plan, areas and tree."""

from flask.typing import ResponseReturnValue

from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.web import render
from app.parks import queries, rules
from app.parks.views.room import bp


@bp.get("/parks/")
@require(Can.SEE_SITES)
def index() -> ResponseReturnValue:
    """The parks, and how much of each is still to be had."""
    return render("parks/index.html", parks=queries.list_parks(current_actor()), statuses=tuple(rules.SiteStatus))


@bp.get("/parks/<int:park_id>")
@require(Can.SEE_SITES)
def show(park_id: int) -> ResponseReturnValue:
    """One park."""
    actor = current_actor()
    park = queries.get_park(park_id)
    tree = queries.tree(actor, park_id=park.id)
    shapes, height = rules.draw([(branch.row.id, branch.row.plan, branch.row.area or 0) for branch in tree])
    by_id = {branch.row.id: branch.row for branch in tree}
    return render(
        "parks/show.html",
        park=park,
        figures=queries.figures_of(actor, park),
        tree=tree,
        plan=[(shape, by_id[shape.key]) for shape in shapes],
        height=height,
    )
