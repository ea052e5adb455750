"""What left the house: the entries of the audit log about exports."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import Person, User
from app.audit.models import AuditEntry
from app.kernel.db import db
from app.kernel.fields import OptionalRecordId
from app.kernel.listing import Listing, ListQuery, Order, Rows
from app.kernel.text import Message

ACTION = "list.export"
LIST = Listing(
    AuditEntry.id,
    {
        "newest": Order(Message("Newest first"), AuditEntry.at, descending=True, jumps="day"),
        "oldest": Order(Message("Oldest first"), AuditEntry.at, jumps="day"),
    },
    "newest",
)
_AT_ONCE = 200


class ExportFilters(BaseModel):
    """What the log of exports can be narrowed to."""

    model_config = ConfigDict(extra="ignore")

    user: OptionalRecordId = None


def listing(filters: ExportFilters) -> Rows:
    """One row for each file: the entry, and who took it."""
    found: Rows = (
        select(AuditEntry.id, AuditEntry.at, AuditEntry.address, User.id.label("user_id"), Person.name, Person.name_en)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .outerjoin(Person, Person.id == User.person_id)
        .where(AuditEntry.action == ACTION)
    )
    return found.where(AuditEntry.actor_id == filters.user) if filters.user else found


def details(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What each entry says about its file: list, filters, kind, rows, sha256."""
    found = select(AuditEntry).where(AuditEntry.id.in_(ids)).options(selectinload(AuditEntry.values))
    return {entry.id: entry.details for entry in db.session.scalars(found)}


def written(filters: ExportFilters, query: ListQuery) -> Iterator[list[Any]]:
    """The whole log in the list's order, as the cells of its file."""
    for part in db.session.execute(LIST.sorted(listing(filters), query)).partitions(_AT_ONCE):
        told = details([row.id for row in part])
        for row in part:
            about = told[row.id]
            asked = "; ".join(f"{name}={value}" for name, value in (about.get("filters") or {}).items())
            file = [about.get(name) for name in ("list", "kind")]
            yield [row.at, row.name, *file, asked, about.get("rows"), about.get("sha256"), row.address]
