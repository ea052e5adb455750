"""The tags of projects."""

from collections.abc import Sequence

from sqlalchemy import select

from app.kernel.db import db
from app.projects.models import ProjectTag


def tags_of(ids: Sequence[int]) -> dict[int, list[str]]:
    """The codes of the tags on each of these projects: one statement for any number of them."""
    found: dict[int, list[str]] = {}
    for row in db.session.scalars(select(ProjectTag).where(ProjectTag.project_id.in_(ids)).order_by(ProjectTag.tag)):
        found.setdefault(row.project_id, []).append(row.tag)
    return found
