"""Policy pages: read the request, call one service, answer with one template."""

from functools import partial

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.attachments import queries as attachments
from app.audit import service as audit
from app.kernel.archiving import add_archiving
from app.kernel.downloads import ListFile, download_list
from app.kernel.fields import record_ids
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list, read_filters
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import choose_locale, pick
from app.policies import queries, service
from app.policies.forms import PolicyChangeForm, PolicyForm
from app.policies.rules import FORCE_WORDS, force_on
from app.vocabularies import queries as vocabularies

bp = Blueprint("policies", __name__, url_prefix="/policies")
add_archiving(bp, "/<int:policy_id>", service.archive, service.restore)


@bp.get("/")
@require(Can.SEE_POLICIES)
def index() -> ResponseReturnValue:
    """The list."""
    actor = current_actor()
    asked = open_list(queries.LIST, queries.PolicyFilters, partial(queries.listing, actor))
    return render(
        "policies/index.html",
        fragment="rows",
        **asked.words(),
        levels=vocabularies.words("policy_level", choose_locale()),
        sectors=vocabularies.key_sectors(actor),
        force_words=FORCE_WORDS,
        force_on=force_on,
    )


@bp.get("/export.<kind>")
@require(Can.EXPORT)
def export(kind: str) -> ResponseReturnValue:
    """The rows of the list as a file."""
    actor = current_actor()
    filters, _ = read_filters(queries.PolicyFilters)
    rows, sent = queries.listing(actor, filters), partial(audit.record_export, actor, "policies")
    columns = queries.columns(choose_locale())
    return download_list(kind, ListFile(Message("Policies"), queries.LIST, rows, columns), filters, sent)


@bp.get("/<int:policy_id>")
@require(Can.SEE_POLICIES)
def show(policy_id: int) -> ResponseReturnValue:
    """One policy."""
    actor = current_actor()
    policy = queries.get(actor, policy_id)
    return render(
        "policies/show.html",
        policy=policy,
        levels=vocabularies.words("policy_level", choose_locale()),
        files=attachments.shelf(actor, "policies", policy),
        force_words=FORCE_WORDS,
        force_on=force_on,
        form=VersionForm(obj=policy),
    )


@bp.route("/new", methods=["GET", "POST"])
@require(Can.EDIT_POLICIES)
def create() -> ResponseReturnValue:
    """Write a policy down."""
    actor = current_actor()
    form = PolicyForm()
    made = form.carry_out(lambda draft: service.create(actor, draft, once=form.once_key))
    if made:
        return go_to("policies.show", policy_id=made.id, toast=Message("Saved."))
    return _edit_page(form)


@bp.route("/<int:policy_id>/edit", methods=["GET", "POST"])
@require(Can.EDIT_POLICIES)
def edit(policy_id: int) -> ResponseReturnValue:
    """Correct a policy."""
    actor = current_actor()
    policy = queries.get(actor, policy_id)
    sector_ids = [sector.id for sector in policy.sectors]
    form = PolicyChangeForm(obj=policy, data={"sectors": sector_ids})
    if form.carry_out(lambda draft: service.change(actor, policy_id, draft)):
        return go_to("policies.show", policy_id=policy_id, toast=Message("Saved."))
    if form.clashed:
        form.compare(queries.get(actor, policy_id), sectors=sector_ids)
    return _edit_page(form, policy_id)


def _edit_page(form: PolicyForm | PolicyChangeForm, policy_id: int | None = None) -> ResponseReturnValue:
    actor = current_actor()
    words = vocabularies.words("policy_level", choose_locale())
    form.level.offer(words)
    picked = record_ids(form.sectors.data or [])
    form.sectors.shown = {
        str(sector.id): pick(sector.name_zh, sector.name_en) for sector in vocabularies.sectors(actor, picked)
    }
    return render("policies/edit.html", form=form, policy_id=policy_id)
