"""The review of access: who has what, whether they need it, and that somebody has looked."""

from functools import partial

from flask.typing import ResponseReturnValue

from app.accounts.service import granting
from app.admin import forms
from app.admin.queries import review
from app.admin.queries.review import ReviewFilters
from app.admin.views.index import bp
from app.audit import service as audit
from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.downloads import ListFile, download_list
from app.kernel.guard import current_actor, require
from app.kernel.paging import open_list, read_filters
from app.kernel.permissions import Can
from app.kernel.tabular import Column, Kind
from app.kernel.text import Message
from app.kernel.web import go_to, render

offer_page(
    AdminPage(
        endpoint="admin.access",
        label=Message("Review of access"),
        icon="user-check",
        right=Can.SEE_RIGHTS,
        group=AdminGroup.PEOPLE,
        position=30,
        covers=("admin.access_file", "admin.review_access"),
    )
)
YES_NO = {"yes": Message("Yes"), "no": Message("No")}


@bp.get("/access")
@require(Can.SEE_RIGHTS)
def access() -> ResponseReturnValue:
    """Every role that somebody holds, and every name on an access list."""
    asked = open_list(review.LIST, ReviewFilters, review.listing, file="admin.access_file")
    return render(
        "admin/access.html",
        fragment="rows",
        **asked.words(),
        roles=forms.ROLES,
        scopes=forms.SCOPES,
        reviewers=review.reviewers([row.reviewed_by_id for row in asked.page.rows]),
        let_in=review.let_in(),
        form=forms.ReviewForm(),
    )


@bp.post("/access/review")
@require(Can.EDIT_GRANTS)
def review_access() -> ResponseReturnValue:
    """Say that these roles were looked at and found right."""
    actor, form = current_actor(), forms.ReviewForm()
    done = form.carry_out(lambda draft: granting.review(actor, draft.grants))
    if not done:
        return go_to("admin.access", toast=Message("Nothing was chosen."))
    return go_to("admin.access", toast=Message("%(count)s roles are reviewed.", count=done))


@bp.get("/access.<kind>")
@require(Can.SEE_RIGHTS)
def access_file(kind: str) -> ResponseReturnValue:
    """The same rows as a file."""
    filters, _ = read_filters(ReviewFilters)
    file = ListFile(Message("Review of access"), review.LIST, review.listing(filters), _columns())
    return download_list(kind, file, filters, partial(audit.record_export, current_actor(), "access"))


def _columns() -> list[Column]:
    held = review.COLUMNS
    return [
        Column(Message("User name"), held["username"]),
        Column(Message("Name"), held["name"]),
        Column(Message("Unit"), held["unit_zh"]),
        Column(Message("Role"), held["role"], Kind.WORD, forms.ROLES),
        Column(Message("Reach"), held["scope"], Kind.WORD, forms.SCOPES),
        Column(Message("Of the unit"), held["scope_zh"]),
        Column(Message("Last day"), held["until"], Kind.DAY),
        Column(Message("Deputy"), held["deputy"]),
        Column(Message("Deputy until"), held["deputy_until"], Kind.DAY),
        Column(Message("Last sign-in"), held["signed_in_at"], Kind.MOMENT),
        Column(Message("Last needed"), held["used_on"], Kind.DAY),
        Column(Message("Second factor"), held["has_factor"], Kind.WORD, YES_NO),
        Column(Message("Reviewed"), held["reviewed_at"], Kind.MOMENT),
    ]
