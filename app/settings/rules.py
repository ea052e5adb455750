"""The practice profiles in words, and the order in which settings are shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.settings import PRACTICE, SETTINGS, Practice, Setting
from app.kernel.text import Message


@dataclass(frozen=True)
class Point:
    """One line of the table of profiles (domain.md §0): what it is about, and how each profile goes about it."""

    about: Message
    ways: Mapping[Practice, Message]


CLAIMS = {
    Practice.LIGHT: Message("For an office of five: little is asked, nothing is in the way."),
    Practice.STANDARD: Message("For several sections: the usual checks, done in batches."),
    Practice.STRICT: Message("For an area of sixty: every step has a second pair of eyes."),
}
POINTS = (
    Point(
        Message("Logging a lead"),
        {
            Practice.LIGHT: Message("A name or one sentence; the rest is asked later."),
            Practice.STANDARD: Message("Also source and sector."),
            Practice.STRICT: Message("Also a summary and the day it came in."),
        },
    ),
    Point(
        Message("Conditions for a stage"),
        {
            Practice.LIGHT: Message("What is lacking is listed; only “signed” without amount and date is refused."),
            Practice.STANDARD: Message("Refused for signed and later stages."),
            Practice.STRICT: Message("Always refused."),
        },
    ),
    Point(
        Message("Verifying milestones"),
        {
            Practice.LIGHT: Message("As you like."),
            Practice.STANDARD: Message("By a second person, monthly in a batch if you like."),
            Practice.STRICT: Message("By a second person, with evidence."),
        },
    ),
    Point(
        Message("Moving on although something is lacking"),
        {
            Practice.LIGHT: Message("One line of reason; it becomes an open item with a day."),
            Practice.STANDARD: Message("The manager decides."),
            Practice.STRICT: Message("The manager and a second person decide."),
        },
    ),
    Point(
        Message("Admission review"),
        {
            Practice.LIGHT: Message("Off."),
            Practice.STANDARD: Message("By track and amount."),
            Practice.STRICT: Message("Always."),
        },
    ),
    Point(
        Message("Roles in use"),
        {
            Practice.LIGHT: Message("Officer, manager and one office that holds the other roles, with a warning."),
            Practice.STANDARD: Message("All roles; one person may hold several."),
            Practice.STRICT: Message("All roles, duties separated."),
        },
    ),
    Point(
        Message("Minutes"),
        {
            Practice.LIGHT: Message("Can be edited until they are marked final."),
            Practice.STANDARD: Message("Can be edited until they are marked final."),
            Practice.STRICT: Message("Final after a number of days."),
        },
    ),
)


def grouped() -> list[tuple[Message, list[Setting[object]]]]:
    """Every setting but the profile under its heading, both in the order in which the rooms declare them."""
    groups: dict[Message, list[Setting[object]]] = {}
    for _, setting in SETTINGS:
        if setting is not PRACTICE:
            groups.setdefault(setting.group, []).append(setting)
    return list(groups.items())
