"""What SQLite knows of the sizes of its tables, by which it chooses how to look: kept fresh by the clock.

PostgreSQL does so by itself. An installation that began empty would go on looking as if it had stayed so.
"""

from datetime import datetime, time

from sqlalchemy import text

from app.kernel.db import command, db
from app.kernel.periodic import PERIODIC_JOBS, Periodic
from app.kernel.text import Message

_ROWS_LOOKED_AT = 1000  # of each index: enough to choose by, and done in a moment however large the table


@command
def refresh(_now: datetime) -> int:
    """Look at the tables anew; 1 where that was done, 0 where the database does it."""
    if db.session.get_bind().dialect.name != "sqlite":
        return 0
    db.session.execute(text(f"PRAGMA analysis_limit = {_ROWS_LOOKED_AT}"))
    db.session.execute(text("ANALYZE"))
    return 1


PERIODIC_JOBS.plug("jobs.statistics")(
    Periodic(title=Message("Refresh what the database knows of its sizes"), run=refresh, daily_at=time(4))
)
