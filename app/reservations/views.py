"""Reservation pages: sites that fit a project, reserving, one reservation, the register."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.audit import service as audit
from app.kernel import clock, settings
from app.kernel.display import name as called
from app.kernel.downloads import ListFile, download_list
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list, read_filters
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import choose_locale
from app.parks import queries as parks
from app.parks import rules as site_rules
from app.projects import queries as projects
from app.projects import rules as project_rules
from app.reservations import queries, rules, service
from app.reservations.forms import ChangeForm, ReleaseForm, ReserveForm
from app.reservations.models import Reservation, ReservationKind

bp = Blueprint("reservations", __name__)


@bp.context_processor
def words() -> dict[str, Any]:
    """What the codes of reservations and sites are called."""
    return {
        "kind_names": rules.KIND_NAMES,
        "standing_names": rules.STANDING_NAMES,
        "standing_on": rules.standing_on,
        "site_kind_names": site_rules.KIND_NAMES,
        "status_names": site_rules.STATUS_NAMES,
    }


@bp.get("/reservations/")
@require(Can.SEE_SITES)
def index() -> ResponseReturnValue:
    """The register."""
    actor = current_actor()
    asked = open_list(queries.LIST, queries.ReservationFilters, partial(queries.listing, actor))
    return render(
        "reservations/index.html",
        fragment="rows",
        **asked.words(),
        parks=[(found.park.id, called(found.park)) for found in parks.list_parks(actor)],
    )


@bp.get("/reservations/export.<kind>")
@require(Can.EXPORT)
def export(kind: str) -> ResponseReturnValue:
    """Exactly these reservations as a file."""
    actor = current_actor()
    filters, _ = read_filters(queries.ReservationFilters)
    rows, sent = queries.listing(actor, filters), partial(audit.record_export, actor, "reservations")
    file = ListFile(Message("Reservations"), queries.LIST, rows, queries.columns(choose_locale()))
    return download_list(kind, file, filters, sent)


@bp.get("/reservations/<int:reservation_id>")
@require(Can.SEE_SITES)
def show(reservation_id: int) -> ResponseReturnValue:
    """One reservation."""
    reservation = queries.get(current_actor(), reservation_id)
    return render("reservations/show.html", reservation=reservation, may_change=_may_change(reservation))


@bp.get("/projects/<int:project_id>/sites")
@require(Can.SEE_SITES)
def fit(project_id: int) -> ResponseReturnValue:
    """Sites that fit a project, best first, with every gap in words."""
    actor = current_actor()
    project = projects.get(actor, project_id)
    need = queries.need_of(project)
    return render(
        "reservations/fit.html",
        fragment="fitting",
        project=project,
        need=need,
        suggestions=queries.suggestions(actor, project) if need.land or need.plant else [],
        reservations=queries.of_project(actor, project_id),
        may_reserve=actor.may(Can.RESERVE_SITES) and project_rules.may_edit(actor, project),
    )


@bp.route("/sites/<int:site_id>/reserve", methods=["GET", "POST"])
@require(Can.RESERVE_SITES)
def create(site_id: int) -> ResponseReturnValue:
    """Reserve a site; `project` and `kind` in the address fill the form."""
    actor = current_actor()
    site = parks.get(actor, site_id)
    today = clock.today()
    kind = request.args.get("kind", "")
    offered = ReservationKind(kind) if kind in set(ReservationKind) else ReservationKind.HOLD
    last = today + timedelta(days=settings.read(rules.HOLD_DAYS)) if offered is ReservationKind.HOLD else None
    asked = request.args.get("project", type=int)
    form = ReserveForm(data={"project_id": asked, "kind": offered.value, "from_on": today, "to_on": last})
    made = form.carry_out(lambda draft: service.reserve(actor, site_id, draft, once=form.once_key))
    if made:
        return go_to("parks.site", site_id=site_id, toast=Message("Reserved."))
    found = queries.near(actor, site, today, None)
    form.offer_holds([(one, seen) for one, seen in found if one.kind is ReservationKind.HOLD])
    return render("reservations/new.html", fragment="step", form=form, site=site)


@bp.route("/reservations/<int:reservation_id>/edit", methods=["GET", "POST"])
@require(Can.RESERVE_SITES)
def edit(reservation_id: int) -> ResponseReturnValue:
    """Other days, another note."""
    actor = current_actor()
    reservation = _mine(reservation_id)
    form = ChangeForm(obj=reservation)
    if form.carry_out(lambda draft: service.change(actor, reservation_id, draft)):
        return go_to("reservations.show", reservation_id=reservation_id, toast=Message("Saved."))
    if form.clashed:
        form.compare(queries.get(actor, reservation_id))
    return render("reservations/edit.html", form=form, reservation=queries.get(actor, reservation_id))


@bp.route("/reservations/<int:reservation_id>/release", methods=["GET", "POST"])
@require(Can.RESERVE_SITES)
def release(reservation_id: int) -> ResponseReturnValue:
    """Let the site go."""
    actor = current_actor()
    form = ReleaseForm(obj=_mine(reservation_id))
    if form.carry_out(lambda draft: service.release(actor, reservation_id, draft)):
        return go_to("reservations.show", reservation_id=reservation_id, toast=Message("The site is released."))
    reservation = queries.get(actor, reservation_id)
    if form.clashed:
        form.version.data = str(reservation.version)
    return render("reservations/release.html", form=form, reservation=reservation)


def _mine(reservation_id: int) -> Reservation:
    """The reservation, if the actor may change its project: the form is not even drawn for others."""
    reservation = queries.get(current_actor(), reservation_id)
    project_rules.check_may_edit(current_actor(), reservation.project)
    return reservation


def _may_change(reservation: Reservation) -> bool:
    actor = current_actor()
    stands = rules.standing_on(clock.today(), reservation) in (rules.Standing.COMING, rules.Standing.IN_FORCE)
    return stands and actor.may(Can.RESERVE_SITES) and project_rules.may_edit(actor, reservation.project)
