"""Pages of land and premises: the parks, the list of sites, one site."""

from app.parks.views import parks, sites
from app.parks.views.room import bp

__all__ = ["bp", "parks", "sites"]
