"""Pages of those who run the installation, by what they are about."""

from app.admin.views import exports, leaving, review, rights, system, units, users
from app.admin.views.index import bp

__all__ = ["bp", "exports", "leaving", "review", "rights", "system", "units", "users"]
