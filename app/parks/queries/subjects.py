"""Sites as what a line of the audit log or a file points at, and how their history reads."""

from collections.abc import Collection, Mapping

from app.kernel import histories
from app.kernel.db import db
from app.kernel.histories import HISTORIES, History, Names
from app.kernel.permissions import Actor, Can
from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.text import Message
from app.parks import rules
from app.parks.models import Site
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


def _names(actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    found = sites.visible_to(actor).with_only_columns(Site.id, Site.name_zh, Site.name_en)
    return {row.id: (row.name_zh, row.name_en) for row in db.session.execute(found.where(Site.id.in_(ids)))}


HISTORIES.plug("sites")(
    History(
        names=_names,
        fields={
            "park_id": histories.record(Message("Park"), "units"),
            "parent_id": histories.record(Message("Lies in"), "sites"),
            "kind": histories.code(Message("Kind of site"), rules.KIND_NAMES),
            "code": histories.text(Message("Site code")),
            "name_zh": histories.text(Message("Site name")),
            "name_en": histories.text(Message("English name")),
            "state": histories.code(Message("State"), rules.STATE_NAMES),
            "area": histories.area(Message("Area")),
            "height_cm": histories.text(Message("Clear height (cm)")),
            "load_kg": histories.text(Message("Floor load (kg/m²)")),
            "power_kva": histories.text(Message("Power (kVA)")),
            "water": histories.text(Message("Water (m³/day)")),
            "gas": histories.text(Message("Gas (m³/day)")),
            "price_fen": histories.money(Message("Price")),
            "available_from": histories.day(Message("Available from")),
            "env_class": histories.code(Message("Environmental class"), rules.ENV_NAMES),
            "plan": histories.text(Message("Place on the plan")),
            "sectors": histories.text(Message("Fits sectors")),
            "note": histories.text(Message("Notes")),
            "is_sample": histories.yes_no(Message("sample")),
            "archived_at": histories.moment(Message("Archived")),
        },
    )
)
