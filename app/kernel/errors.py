"""Refusals: the one family of exceptions that services raise."""

from app.kernel.text import Message


class Refusal(Exception):
    """A request the domain declines.

    `status` and `code` are its public face; `message` is said in the reader's language at the door;
    `fields` maps a form field (dotted for rows: `follow_ups.0.due_on`) to what is wrong with it.
    """

    status = 400
    code = "refused"

    def __init__(self, message: Message, *, fields: dict[str, Message] | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.fields = fields or {}


class NotFound(Refusal):
    """The record does not exist, or the actor may not know that it does: both answer alike."""

    status, code = 404, "not_found"

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or Message("There is no such record, or you may not see it."))


class Forbidden(Refusal):
    """The actor may see this but not do that."""

    status, code = 403, "forbidden"

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or Message("Your role does not allow this."))


class Conflict(Refusal):
    """Somebody else was faster, or the record has moved on since it was opened."""

    status, code = 409, "conflict"


class TooMany(Refusal):
    """Too often in too short a time. `wait` is the number of seconds until it may go on."""

    status, code = 429, "too_many"

    def __init__(self, wait: int) -> None:
        super().__init__(Message("This was too often in a short time. Try again in %(wait)s seconds.", wait=wait))
        self.wait = wait


class Invalid(Refusal):
    """What was typed cannot be taken as it is."""

    status, code = 422, "invalid"

    @classmethod
    def at(cls, field: str, message: Message) -> "Invalid":
        """An `Invalid` about exactly one field."""
        return cls(message, fields={field: message})


class Damaged(Refusal):
    """What was kept is not any more what it was, so it is not handed out."""

    status, code = 410, "damaged"


class NoRoom(Refusal):
    """There is no space for what is sent."""

    status, code = 507, "no_room"
