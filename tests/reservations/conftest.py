"""Parks to reserve in."""

from tests.support.sites import park, project, site

__all__ = ["park", "project", "site"]
