"""What a browser calls itself, in words that a person would use."""

import re

from app.kernel.text import Message

#: The first that fits counts: many browsers also carry the marks of those below.
_BROWSERS = (
    (r"MicroMessenger", "WeChat"),
    (r"DingTalk", "DingTalk"),
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"QQBrowser", "QQ Browser"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"HarmonyOS|OpenHarmony", "HarmonyOS"),
    (r"Android", "Android"),
    (r"iPhone|iPod", "iPhone"),
    (r"iPad", "iPad"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"Linux|X11", "Linux"),
)


def browser_in_words(user_agent: str) -> Message:
    """Such as "Firefox on Windows"; what tells nothing is an unknown browser."""
    browser = next((name for mark, name in _BROWSERS if re.search(mark, user_agent)), "")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, user_agent)), "")
    if browser and system:
        return Message("%(browser)s on %(system)s", browser=browser, system=system)
    return Message("Unknown browser (%(name)s)", name=browser or system) if browser or system else _UNKNOWN


_UNKNOWN = Message("Unknown browser")
