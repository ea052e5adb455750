"""The doors of reports."""

from app.reports.views import registers as _registers  # noqa: F401  its routes stand on the blueprint of the dashboard
from app.reports.views.dashboard import bp

__all__ = ["bp"]
