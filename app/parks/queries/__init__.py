"""Reading sites. What is reserved of them comes from a higher room through the socket CLAIMS."""

from app.parks.queries import subjects
from app.parks.queries.claims import CLAIMS, Claim, Claimant, Claims, claims_on, status_now, status_of
from app.parks.queries.listing import LIST, SiteFilters, columns, listing, offers
from app.parks.queries.parks import AreaRow, ParkFigures, areas_by_status, figures_of, get_park, list_parks
from app.parks.queries.sites import Branch, find, get, options, tree, visible_to

__all__ = [
    "CLAIMS",
    "LIST",
    "AreaRow",
    "Branch",
    "Claim",
    "Claimant",
    "Claims",
    "ParkFigures",
    "SiteFilters",
    "areas_by_status",
    "claims_on",
    "columns",
    "figures_of",
    "find",
    "get",
    "get_park",
    "list_parks",
    "listing",
    "offers",
    "options",
    "status_now",
    "status_of",
    "subjects",
    "tree",
    "visible_to",
]
