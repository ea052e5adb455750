"""The pages that every look and every rule is tested on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A page of the sample world, and who looks at it (nobody: not signed in)."""

    name: str
    path: str
    username: str = "officer"
    status: int = 200


PLACES = (
    Place("sign-in", "/sign-in", ""),
    Place("missing", "/enterprises/999999", status=404),
    Place("desk", "/"),
    Place("dashboard", "/reports/dashboard", "manager"),
    Place("enterprises", "/enterprises/"),
    Place("enterprise", "/enterprises/2"),
    Place("enterprise-edit", "/enterprises/2/edit"),
    Place("contacts", "/contacts/"),
    Place("contact", "/contacts/4"),
    Place("projects", "/projects/"),
    Place("columns", "/projects/columns"),
    Place("view-new", "/projects/views/new?stage=lead"),
    Place("bulk", "/projects/bulk?verb=next_step"),
    Place("project", "/projects/1"),
    Place("project-edit", "/projects/1/edit"),
    Place("meetings", "/meetings/"),
    Place("meeting", "/meetings/1"),
    Place("follow-ups", "/follow-ups/?whose=all"),
    Place("follow-up", "/follow-ups/112"),
    Place("parks", "/parks/"),
    Place("park", "/parks/11"),
    Place("sites", "/sites/"),
    Place("site", "/sites/13"),
    Place("site-new", "/sites/new", "head"),
    Place("reserve", "/sites/13/reserve"),
    Place("reservations", "/reservations/"),
    Place("reservation", "/reservations/1"),
    Place("sites-that-fit", "/projects/31/sites"),
    Place("policies", "/policies/"),
    Place("policy", "/policies/1"),
    Place("sectors", "/vocabularies/sectors"),
    Place("search", "/search/?q=国药"),
    Place("profile", "/profile"),
    Place("second-factor", "/profile/second-factor"),
    Place("new-password", "/new-password/1/aaaa-aaaa-aaaa-aaaa", ""),
    Place("users", "/admin/users", "admin"),
    Place("units", "/admin/units", "admin"),
)
