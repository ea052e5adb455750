"""Reading the audit log: its list, the history of a record, and whether everything is as it was written."""

from app.audit.queries.chain import (
    anchor_holds,
    anchor_path,
    last_link_before,
    newest_seal,
    unsealed,
)
from app.audit.queries.log import was_refused_lately
from app.audit.queries.verifying import Verdict, verify

__all__ = [
    "Verdict",
    "anchor_holds",
    "anchor_path",
    "last_link_before",
    "newest_seal",
    "unsealed",
    "verify",
    "was_refused_lately",
]
