"""Asks axe what is wrong with a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
_AXE = Axe()


def violations(page: Page) -> str:
    """Every broken rule of WCAG 2.2 AA with the parts of the page that break it; nothing when there is none."""
    found = _AXE.run(page, options=RULES)
    return f"{page.url}\n{found.generate_report()}" if found.violations_count else ""
