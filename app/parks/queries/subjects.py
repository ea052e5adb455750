"""Sites as what a line of the audit log or a file points at."""

from app.kernel.permissions import Can
from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.text import Message
from app.parks.queries import sites

SUBJECTS.plug("sites")(
    SubjectKind(
        word=Message("Site"),
        get=sites.get,
        names=lambda site: (site.name_zh, site.name_en),
        endpoint="parks.site",
        key="site_id",
        may_change=lambda actor, site: actor.may(Can.EDIT_SITES) and site.archived_at is None,
        takes_files=True,
    )
)
