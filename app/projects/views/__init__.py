"""The doors of projects.

`records` for lists and facts, `pipeline` for stages, milestones, status and next step, `access` for who is let in.
"""

from app.projects.views import access as _access  # noqa: F401  its routes stand on the blueprint of the records
from app.projects.views import pipeline as _pipeline  # noqa: F401  so do these
from app.projects.views.records import bp

__all__ = ["bp"]
