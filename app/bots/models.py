"""The bot of a unit's group, and what its service last answered. Address and secret are sealed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.constraints import explain
from app.kernel.db import Code, Id, Identified, Model, Versioned
from app.kernel.text import Message


class Brand(StrEnum):
    """Whose group it is."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class Verdict(StrEnum):
    """What an answer means."""

    ARRIVED = "arrived"
    BUSY = "busy"
    UNKNOWN = "unknown"
    UNSIGNED = "unsigned"
    FORBIDDEN = "forbidden"
    STRANGE = "strange"
    SILENT = "silent"
    NOT_ALLOWED = "not_allowed"
    SEALED = "sealed"


class Bot(Identified, Versioned, Model):
    """The bot through which a unit's group is told. Without a row the unit has none.

    Whoever knows `address` can write into the group, so it is sealed like `secret`, with which messages are signed
    (sealed too; empty where the bot has none). `kinds` are codes of notifications. `verdict`, `code` and `answered_at`
    are the service's last answer; they change without a new version, since nobody types them.
    """

    __tablename__ = "bots"
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"), unique=True)
    brand: Mapped[Brand] = mapped_column(Code(Brand))
    address_sealed: Mapped[str]
    secret_sealed: Mapped[str] = mapped_column(default="")
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    locale: Mapped[str] = mapped_column(default="zh")
    verdict: Mapped[Verdict | None] = mapped_column(Code(Verdict))
    code: Mapped[int | None]
    answered_at: Mapped[datetime | None]


explain("uq_bots_unit_id", "address", Message("Somebody has just set up a bot for this unit. Reload the page."))
