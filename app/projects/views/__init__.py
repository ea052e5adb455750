"""The doors of projects.

`records` for the list and facts, `board` for the board, `pipeline` for stages, milestones, status and next step,
`weekly` and `sheet` for weekly progress, `lagging` for lag lists, `task_forces` for who sees projects through,
`verifying` for claims, `waivers` for open items, `gates` for the conditions, `access` for who is let in.
"""

from app.projects.views import access as _access  # noqa: F401  its routes stand on the blueprint of the records
from app.projects.views import board as _board  # noqa: F401
from app.projects.views import brief as _brief  # noqa: F401
from app.projects.views import bulk as _bulk  # noqa: F401
from app.projects.views import gates as _gates  # noqa: F401
from app.projects.views import lagging as _lagging  # noqa: F401
from app.projects.views import listed as _listed  # noqa: F401
from app.projects.views import page as _page  # noqa: F401
from app.projects.views import pipeline as _pipeline  # noqa: F401  so do these
from app.projects.views import saved as _saved  # noqa: F401
from app.projects.views import sheet as _sheet  # noqa: F401
from app.projects.views import task_forces as _task_forces  # noqa: F401
from app.projects.views import timeline as _timeline  # noqa: F401
from app.projects.views import verifying as _verifying  # noqa: F401
from app.projects.views import waivers as _waivers  # noqa: F401
from app.projects.views import weekly as _weekly  # noqa: F401
from app.projects.views.records import bp

__all__ = ["bp"]
