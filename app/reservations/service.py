"""What can be done with a site for a project. Each command is one transaction."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.audit import service as audit
from app.kernel import clock, settings
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.parks import queries as parks
from app.parks.models import Site, SiteState
from app.projects import queries as projects
from app.projects import rules as project_rules
from app.reservations import queries, rules
from app.reservations.models import Reservation, ReservationKind
from app.reservations.queries.scope import Sight
from app.reservations.schemas import ReleaseDraft, ReservationChange, ReservationDraft


@command
def reserve(
    actor: Actor, site_id: int, draft: ReservationDraft, *, once: str | None = None, is_sample: bool = False
) -> Reservation:
    """Hold, promise or contract a site for a project that the actor may change.

    Invalid when another promise or contract stands in these days on the site, above or below it; or when a hold of
    another project stands and a promise or contract does not name it. What the project itself had there more
    loosely is released by it.
    """
    if made := once_keys.claim(actor, once):
        return queries.get(actor, made)
    site = _taken_in_hand(actor, site_id)
    project = projects.get(actor, draft.project_id)
    project_rules.check_may_edit(actor, project)
    rules.check_project(project)
    from_on = draft.from_on or clock.today()
    rules.check_period(draft.kind, from_on, draft.to_on, settings.read(rules.LONGEST_HOLD))
    _check_site(site, from_on)
    named = _settle_with_others(actor, site, draft, from_on)
    reservation = Reservation(
        site_id=site.id,
        project_id=project.id,
        kind=draft.kind,
        from_on=from_on,
        to_on=draft.to_on,
        note=draft.note or "",
        by_id=actor.id,
        is_sample=is_sample,
    )
    db.session.add(reservation)
    db.session.flush()
    once_keys.settle(actor, once, reservation.id)
    audit.record(actor, "reservation.create", reservation, kind=draft.kind, over_holds=named)
    return reservation


@command
def change(actor: Actor, reservation_id: int, draft: ReservationChange) -> Reservation:
    """Give a reservation that stands other days or another note; the same is asked as when it was made."""
    reservation = _standing(actor, reservation_id, draft.version)
    site = _taken_in_hand(actor, reservation.site_id)
    from_on = draft.from_on or reservation.from_on
    rules.check_period(reservation.kind, from_on, draft.to_on, settings.read(rules.LONGEST_HOLD))
    _refuse_firm(actor, queries.near(actor, site, from_on, draft.to_on, besides=reservation.id))
    reservation.from_on, reservation.to_on, reservation.note = from_on, draft.to_on, draft.note or ""
    reservation.updated_at = clock.now()
    audit.record(actor, "reservation.change", reservation)
    return reservation


@command
def release(actor: Actor, reservation_id: int, draft: ReleaseDraft) -> Reservation:
    """Let the site go, for a reason that stays in the history."""
    reservation = _standing(actor, reservation_id, draft.version)
    _let_go(actor, reservation, draft.reason)
    audit.record(actor, "reservation.release", reservation)
    return reservation


def _standing(actor: Actor, reservation_id: int, version: int) -> Reservation:
    """The reservation, if the actor may change its project, has seen its version and it is not over."""
    reservation = queries.get(actor, reservation_id)
    project_rules.check_may_edit(actor, reservation.project)
    reservation.expect_version(version)
    if rules.standing_on(clock.today(), reservation) in (rules.Standing.EXPIRED, rules.Standing.RELEASED):
        raise Conflict(Message("This reservation is over. Reserve the site again."))
    return reservation


def _taken_in_hand(actor: Actor, site_id: int) -> Site:
    """The site, after waiting for whoever is reserving something of the same parcel or building just now."""
    site = parks.get(actor, site_id)
    db.session.execute(select(Site.id).where(Site.id == site.root_id).with_for_update(key_share=True))
    return site


def _check_site(site: Site, from_on: date) -> None:
    if site.archived_at is not None or site.state is SiteState.WITHDRAWN:
        raise Invalid(Message("This site is withdrawn or archived. Choose another."))
    if site.state is SiteState.OCCUPIED and (site.available_from is None or from_on < site.available_from):
        raise Invalid.at("from_on", Message("This site is occupied in these days."))


def _settle_with_others(actor: Actor, site: Site, draft: ReservationDraft, from_on: date) -> list[int]:
    """Refuse what stands against it, release what the project itself gives up for it; the holds it is set over."""
    near = queries.near(actor, site, from_on, draft.to_on)
    given_up = [one for one, _ in near if rules.is_succeeded_by(one, draft.project_id, site.id, draft.kind)]
    others = [(one, seen) for one, seen in near if one not in given_up]
    _refuse_firm(actor, others)
    if draft.kind is ReservationKind.HOLD:
        if any(one.project_id == draft.project_id and one.site_id == site.id for one, _ in others):
            raise Invalid.at(
                "project_id", Message("This project holds the site already. Change the days of that hold.")
            )
        return []
    rivals = [(one, seen) for one, seen in others if one.project_id != draft.project_id]
    _refuse_unnamed(actor, [(one, seen) for one, seen in rivals if one.id not in draft.knows_holds])
    for one in given_up:
        _let_go(actor, one, "")
        audit.record(actor, "reservation.release", one, because=draft.kind)
    return [one.id for one, _ in rivals]


def _refuse_firm(actor: Actor, found: Sequence[tuple[Reservation, Sight]]) -> None:
    """Raise Conflict for a promise, a contract, or anything that the actor may know nothing of."""
    for one, seen in found:
        if seen is Sight.CLOSED:
            raise Conflict(Message("This site is not available in these days."))
        if one.kind is ReservationKind.HOLD:
            continue
        name = queries.called(one, seen, actor.locale)
        raise Conflict(
            Message(
                "%(kind)s of %(site)s from %(first)s to %(last)s stands against it: %(project)s",
                kind=rules.KIND_NAMES[one.kind],
                site=one.site.code,
                first=one.from_on,
                last=one.to_on or Message("open-ended"),
                project=name or Message("a confidential project"),
            )
        )


def _refuse_unnamed(actor: Actor, found: Sequence[tuple[Reservation, Sight]]) -> None:
    """Raise Invalid for the first hold of another project that nobody has named."""
    if found:
        one, seen = found[0]
        name = queries.called(one, seen, actor.locale) or Message("a confidential project")
        raise Invalid.at(
            "knows_holds",
            Message(
                "%(project)s holds %(site)s. Name this hold, or have it released first.",
                project=name,
                site=one.site.code,
            ),
        )


def _let_go(actor: Actor, reservation: Reservation, reason: str) -> None:
    reservation.released_at = clock.now()
    reservation.released_by_id = actor.id
    reservation.release_reason = reason
    db.session.flush()
