"""Pages of those who run the installation, by what they are about."""

from app.admin.views import rights, units, users
from app.admin.views.index import bp

__all__ = ["bp", "rights", "units", "users"]
