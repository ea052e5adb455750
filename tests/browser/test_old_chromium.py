"""Office PCs run Chromium 100: whatever is newer, a page must look the same without it.

An old browser drops a declaration whose value it does not know. Here every function, unit and selector that came
after Chromium 100 gets a name that no browser knows, so that today's drops exactly the same ones.
"""

import re

import pytest
from playwright.sync_api import Page, Route

#: What came later → a name that nobody knows. Versions of Chromium from the tables of caniuse.com.
NEWER_STYLE = {
    r"light-dark\(": "since-123(",
    r"color-mix\(": "since-111(",
    r"\bokl(ch|ab)\(": r"since-111-\1(",
    r":has\(": ":since-105(",
    r"(?<=\d)(dvh|svh|lvh|dvw|svw|lvw)\b": "since108",
    r"(?<=\d)cq(w|h|i|b|min|max)\b": "since105",
    r"@container\b": "@since-105",
    r"@starting-style\b": "@since-117",
    r"@scope\b": "@since-118",
    r"\bsubgrid\b": "since-117",
    r"\btext-wrap(-style)?:": "since-114:",
    r"\bfield-sizing:": "since-123:",
    r"\binterpolate-size:": "since-129:",
    r"\b(anchor-name|position-anchor|position-area):": "since-125:",
    r":(user-valid|user-invalid)\b": ":since-119",
    r":popover-open\b": ":since-114",
    r"\b(margin|padding|inset)-trim:": "since-never:",
}
#: Of scripts only what is not asked for first: `"x" in document && …` is the right way to use it.
NEWER_SCRIPT = re.compile(
    r"\.(toSorted|toReversed|toSpliced|showPopover|hidePopover|togglePopover|checkVisibility|isWellFormed)\("
    r"|\b(Object|Map)\.groupBy\b|Promise\.(withResolvers|try)\b|AbortSignal\.any\b|URL\.(canParse|parse)\("
    r"|Array\.fromAsync\b|new (CloseWatcher|ToggleEvent)\b|[\"']scrollend[\"']|\.getHTML\(|\.setHTMLUnsafe\("
)
PAGES = {
    "officer": ("/", "/enterprises/", "/projects/", "/meetings/log", "/policies/", "/profile"),
    "manager": ("/reports/dashboard",),
    "admin": ("/admin/users",),
}
#: How everything on a page looks, one line for each element.
LOOKS = """() => [...document.querySelectorAll('body, body *')].filter(e => e.checkVisibility()).map(element => {
  const style = getComputedStyle(element), box = element.getBoundingClientRect()
  const name = element.tagName.toLowerCase() + (element.className.baseVal ?? '.' + element.className)
  return [name, Math.round(box.x), Math.round(box.y), Math.round(box.width), Math.round(box.height),
    ...['color', 'backgroundColor', 'borderTopColor', 'borderTopWidth', 'boxShadow', 'outlineColor', 'fill', 'stroke']
      .map(what => style[what])].join(' | ')
})"""


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_look_the_same_to_an_old_browser(open_page, width):
    for role, paths in PAGES.items():
        page = open_page(role, width=width)
        for path in paths:
            today = looks(page, path)
            page.route("**/*.css", age)
            then = looks(page, path)
            page.unroute("**/*.css")
            assert len(today) == len(then), path
            differing = [f"{one}\n    {other}" for one, other in zip(today, then, strict=True) if one != other]
            assert not differing, "\n".join([f"{path}: {len(differing)} of {len(today)} elements", *differing[:20]])


def test_the_scripts_use_nothing_that_is_newer(page):
    sources: list[str] = []
    page.on("response", lambda answer: sources.append(answer.text()) if ".js" in answer.url else None)
    page.goto("/sign-in", wait_until="networkidle")
    assert sources
    assert [found[0] for source in sources for found in NEWER_SCRIPT.finditer(source)] == []


def age(route: Route) -> None:
    """Answer with the style sheet as an old browser understands it."""
    answer = route.fetch()
    style = answer.text()
    for newer, unknown in NEWER_STYLE.items():
        style = re.sub(newer, unknown, style)
    route.fulfill(response=answer, body=style)


def looks(page: Page, path: str) -> list[str]:
    """How everything on the page looks to this browser."""
    page.goto(path, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    found: list[str] = page.evaluate(LOOKS)
    return found
