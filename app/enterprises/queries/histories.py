"""How the histories of enterprises and contacts read."""

from app.enterprises import rules
from app.enterprises.queries import contacts, lookup
from app.kernel.histories import HISTORIES, History, code, day, moment, personal, record, term, text
from app.kernel.text import Message

_ARCHIVED = moment(Message("Archived"))

HISTORIES.plug("enterprises")(
    History(
        names=lambda _actor, ids: {n: (named.name_zh, named.name_en) for n, named in lookup.names(ids).items()},
        fields={
            "name_zh": text(Message("Chinese name")),
            "name_en": text(Message("English name")),
            "short_name": text(Message("Short name")),
            "other_names": text(Message("Former names and aliases")),
            "uscc": text(Message("Credit code")),
            "country": text(Message("Country")),
            "home_province": term(Message("Home province"), "province"),
            "industry_id": record(Message("Industry (GB/T 4754)"), "sectors"),
            "ownership": term(Message("Ownership"), "ownership"),
            "parent_id": record(Message("Belongs to"), "enterprises"),
            "chain_role": term(Message("Role in the chain"), "chain_role"),
            "status": code(Message("Status"), rules.STATUS_WORDS),
            "park_id": record(Message("Park"), "units"),
            "owner_id": record(Message("Owner"), "users"),
            "introduced_by": text(Message("Introduced by")),
            "source": term(Message("Source"), "source"),
            "note": text(Message("Note")),
            "sectors": record(Message("Sectors"), "sectors"),
            "sector_ids": record(Message("Sectors"), "sectors"),
            "listings": text(Message("Lists")),
            "is_sample": text(Message("sample")),
            "archived_at": _ARCHIVED,
        },
    )
)
HISTORIES.plug("contacts")(
    History(
        names=lambda _actor, ids: {n: (named.name, named.name_en) for n, named in contacts.contact_names(ids).items()},
        fields={
            "name": text(Message("Name")),
            "name_en": text(Message("English name")),
            "enterprise_id": record(Message("Enterprise"), "enterprises"),
            "title_zh": text(Message("Job title")),
            "title_en": text(Message("Job title in English")),
            "phone": personal(Message("Telephone"), "phone"),
            "email": personal(Message("E-mail"), "email"),
            "wechat": personal(Message("WeChat"), "wechat"),
            "language": term(Message("Language"), "language"),
            "consent_note": text(Message("Consent")),
            "consent_on": day(Message("Consent given on")),
            "consent_channel": code(Message("How consent was given"), rules.CHANNELS),
            "erased_at": moment(Message("Erased")),
            "archived_at": _ARCHIVED,
        },
    )
)
