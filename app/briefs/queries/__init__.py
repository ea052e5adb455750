"""Reading what goes into papers: everything starts from what the reader may see."""

from app.briefs.queries.brief import Gathered, for_enterprise, for_meeting

__all__ = ["Gathered", "for_enterprise", "for_meeting"]
