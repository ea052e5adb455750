"""What comes in for notifications."""

from typing import Annotated

from app.kernel.fields import Draft, OptionalMailAddress, OptionalSecret, Version, whole_number
from app.notifications.models import Mode


class ChoiceDraft(Draft):
    """How somebody wants to be told. `present` is their password, needed for another address only."""

    email: OptionalMailAddress = None
    present: OptionalSecret = None
    mode: Mode
    hour: Annotated[int, whole_number(0, 23)]
    version: Version
