"""Verifying milestones (核定): the claims that wait, verified in a batch or sent back one by one."""

from flask import request
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.kernel.display import name as called
from app.kernel.guard import current_actor, require
from app.kernel.paging import read_filters
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.projects import queries, rules, service
from app.projects.forms import ReturnForm, VerifyForm
from app.projects.views.records import bp


@bp.route("/verify", methods=["GET", "POST"])
@require(Can.VERIFY)
def verify() -> ResponseReturnValue:
    """The claims that wait, by month, unit and officer; those chosen are verified together."""
    actor = current_actor()
    filters, problems = read_filters(queries.ClaimFilters)
    form = VerifyForm()
    verified = form.carry_out(lambda draft: service.verify_claims(actor, draft))
    if verified:
        said = Message("Verified: %(count)s.", count=len(verified))
        return go_to("projects.verify", toast=said, **filters.model_dump(exclude_none=True))
    claims = queries.claims_to_verify(actor, filters)
    return render(
        "projects/verify.html",
        fragment="rows",
        form=form,
        claims=claims,
        chosen={picked.partition(":")[0] for picked in form.chosen.data or ()},
        filters=filters,
        problems=problems,
        months=[(month, month) for month in queries.claimable_months(actor)],
        units=[(unit.id, called(unit)) for unit in accounts.list_units()],
        officers=[(user.id, called(user.person)) for user in accounts.list_active_users()],
        milestone_name=rules.milestone_name,
        shown=queries.SHOWN_CLAIMS,
    )


@bp.route("/claims/<int:milestone_id>/return", methods=["GET", "POST"])
@require(Can.VERIFY)
def send_back(milestone_id: int) -> ResponseReturnValue:
    """Send one claim back to be completed."""
    actor = current_actor()
    form = ReturnForm(data={"version": request.args.get("version", "")})
    if form.carry_out(lambda draft: service.return_claim(actor, milestone_id, draft)):
        return go_to("projects.verify", toast=Message("Sent back. It stays claimed until it is completed."))
    if form.clashed:
        return go_to("projects.verify", toast=Message("Someone was faster. Look at what has changed, then go on."))
    claim = queries.get_claim(actor, milestone_id)
    if not form.version.data:
        form.version.data = str(claim.row.version)
    label = rules.milestone_name(claim.row.kind, claim.row.track)
    return render("projects/send_back.html", fragment="step", form=form, claim=claim, label=label)
