"""The days on which the office decides otherwise than the announced calendar."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.constraints import explain
from app.kernel.db import Id, Identified, Model, Versioned
from app.kernel.text import Message


class OfficeDay(Identified, Versioned, Model):
    """A day that is worked, or not, whatever the announced calendar says. `note` says why."""

    __tablename__ = "office_days"
    day: Mapped[date] = mapped_column(unique=True)
    is_working: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    decided_by_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id"))


explain("uq_office_days_day", "day", Message("Somebody else has just decided about this day. Look again."))
