"""What can be done with files: hand in, replace, withdraw, hand out; and what keeps the storage in order."""

from app.attachments.service.arrivals import taken_in
from app.attachments.service.files import ARRIVED, add, supersede, withdraw, write_down
from app.attachments.service.handing_out import hand_out, hand_out_picture
from app.attachments.service.upkeep import Stray, erase_withdrawn, missing, sweep

__all__ = [
    "ARRIVED",
    "Stray",
    "add",
    "erase_withdrawn",
    "hand_out",
    "hand_out_picture",
    "missing",
    "supersede",
    "sweep",
    "taken_in",
    "withdraw",
    "write_down",
]
