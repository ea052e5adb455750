"""The doors of the desk: `desk` for one's own day, `people` for what somebody of the area answers for."""

from app.home.views import people as _people  # noqa: F401  its routes stand on the blueprint of the desk
from app.home.views.desk import bp

__all__ = ["bp"]
