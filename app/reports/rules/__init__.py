"""Which figures the dashboard shows over which windows, and the periods of registers."""

from app.reports.rules.figures import COUNTED, IN_POOL, OVERDUE, Counted, Window, this_month, this_year
from app.reports.rules.periods import Period, offered, whole

__all__ = [
    "COUNTED",
    "IN_POOL",
    "OVERDUE",
    "Counted",
    "Period",
    "Window",
    "offered",
    "this_month",
    "this_year",
    "whole",
]
