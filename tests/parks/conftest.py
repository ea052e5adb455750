"""Parks to test with."""

from tests.support.sites import park, project, site

__all__ = ["park", "project", "site"]
