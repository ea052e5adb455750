"""What the rooms below know of projects."""

from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.text import Message
from app.projects import rules
from app.projects.models import Disclosure
from app.projects.queries import scope

SUBJECTS.plug("projects")(
    SubjectKind(
        word=Message("Project"),
        get=scope.get,
        names=lambda project: (project.name_zh, project.name_en),
        endpoint="projects.show",
        key="project_id",
        may_change=rules.may_edit,
        is_confidential=lambda project: project.disclosure is not Disclosure.OPEN,
        takes_files=True,
    )
)
