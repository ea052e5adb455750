"""Handing over the enterprises of somebody who leaves."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.audit import service as audit
from app.enterprises import queries
from app.enterprises.models import Enterprise
from app.kernel.db import db
from app.kernel.leaving import ON_LEAVE, Belonging, Belongings, Colleague
from app.kernel.permissions import Actor
from app.kernel.text import Message


def _count(leaver: Colleague) -> int:
    return db.session.scalar(select(func.count(Enterprise.id)).where(Enterprise.owner_id == leaver.user_id)) or 0


def _shown(actor: Actor, leaver: Colleague) -> Sequence[Belonging]:
    found = queries.visible_to(actor).where(Enterprise.owner_id == leaver.user_id).order_by(Enterprise.name_sort)
    return [
        Belonging(enterprise.name_zh, "enterprises.show", {"enterprise_id": enterprise.id}, enterprise.name_en)
        for enterprise in db.session.scalars(found)
    ]


def _move(actor: Actor, leaver: Colleague, heir: Colleague) -> int:
    owned = db.session.scalars(select(Enterprise).where(Enterprise.owner_id == leaver.user_id)).all()
    for enterprise in owned:
        enterprise.owner_id = heir.user_id
        audit.record(actor, "enterprise.hand_over", enterprise)
    return len(owned)


ON_LEAVE.plug("enterprises")(
    Belongings(label=Message("Enterprises"), icon="building", count=_count, shown=_shown, move=_move)
)
