"""The doors of projects.

`records` for lists and facts, `pipeline` for stages, milestones, status and next step,
`verifying` for claims, `waivers` for open items, `gates` for the conditions, `access` for who is let in.
"""

from app.projects.views import access as _access  # noqa: F401  its routes stand on the blueprint of the records
from app.projects.views import gates as _gates  # noqa: F401
from app.projects.views import pipeline as _pipeline  # noqa: F401  so do these
from app.projects.views import verifying as _verifying  # noqa: F401
from app.projects.views import waivers as _waivers  # noqa: F401
from app.projects.views.records import bp

__all__ = ["bp"]
