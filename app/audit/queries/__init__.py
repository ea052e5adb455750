"""Reading the audit log: its list, the history of a record, and whether everything is as it was written."""

from app.audit.queries.chain import (
    anchor_holds,
    anchor_path,
    last_link_before,
    newest_seal,
    unsealed,
)
from app.audit.queries.log import LIST, AuditFilters, export, get, history_of, listing, was_refused_lately
from app.audit.queries.told import Change, Told, told
from app.audit.queries.verifying import Verdict, verify

__all__ = [
    "LIST",
    "AuditFilters",
    "Change",
    "Told",
    "Verdict",
    "anchor_holds",
    "anchor_path",
    "export",
    "get",
    "history_of",
    "last_link_before",
    "listing",
    "newest_seal",
    "told",
    "unsealed",
    "verify",
    "was_refused_lately",
]
