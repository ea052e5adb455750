"""Reading what reports tell, as far as the reader may see it."""

from app.reports.queries.figures import Figure, by_milestone, by_stage, count_overdue
from app.reports.queries.registers import REGISTERS, Register, RegisterFilters

__all__ = [
    "REGISTERS",
    "Figure",
    "Register",
    "RegisterFilters",
    "by_milestone",
    "by_stage",
    "count_overdue",
]
