"""Writing the audit log: entries in the transaction of the thing that is done, seals and retention apart from it."""

from app.audit.service import rounds
from app.audit.service.erasing import blot_values, open_history
from app.audit.service.recording import note, record, record_export, record_refusal
from app.audit.service.sealing import purge, seal

__all__ = [
    "blot_values",
    "note",
    "open_history",
    "purge",
    "record",
    "record_export",
    "record_refusal",
    "rounds",
    "seal",
]
