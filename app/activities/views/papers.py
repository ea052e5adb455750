"""An activity as a paper: on A4, and as plain text for a chat."""

from collections.abc import Iterator

from app.activities import rules
from app.activities.models import Activity, ActivityPerson, ResultKind
from app.kernel import clock, figures
from app.kernel.display import name
from app.kernel.papers import Grid, Paper, Section, facts, paragraphs
from app.kernel.text import Message
from app.kernel.words import choose_locale, pick, say
from app.projects.models import Project
from app.vocabularies import queries as vocabularies


def paper_of(activity: Activity) -> Paper:
    """What is known of an activity, for its reader. Whoever sees an activity sees all of it."""
    return Paper(
        title=activity.title,
        sub=say(kinds().get(activity.kind, activity.kind)),
        notes=(say(Message("Confidential")),) if activity.is_confidential else (),
        sections=tuple(_sections(activity)),
    )


def kinds() -> dict[str, Message]:
    return vocabularies.words("activity_kind", choose_locale())


def days_of(activity: Activity) -> str:
    """`15 Jul 2022` or `15 Jul 2022 – 17 Jul 2022`."""
    first, last = (figures.day(day, choose_locale()) for day in (activity.begins_on, activity.ends_on))
    return first if first == last else f"{first} – {last}"


def _sections(activity: Activity) -> Iterator[Section]:
    comma = pick("、", ", ")
    met = comma.join(name(link.enterprise) for link in activity.enterprise_links)
    yield Section(
        say(Message("Facts")),
        facts(
            (
                (say(Message("Date")), days_of(activity)),
                (say(Message("Place")), activity.place),
                (say(Message("Led by")), name(activity.leader) if activity.leader else ""),
                (say(Message("Enterprises met")), met),
            )
        ),
    )
    people = tuple((name(one.person), name(one.unit), _post(one)) for one in activity.people)
    head = (say(Message("Name")), say(Message("Unit")), say(Message("Post")))
    yield Section(say(Message("Participants")), grid=Grid(head, people))
    yield Section(say(Message("Itinerary")), lines=paragraphs(activity.itinerary), is_wide=True)
    yield Section(say(Message("Results")), lines=paragraphs(activity.outcome), is_wide=True)
    held = tuple(
        (figures.day(clock.local(link.meeting.starts_at).date(), choose_locale()), link.meeting.title)
        for link in activity.meeting_links
    )
    yield Section(
        say(Message("Meetings")), grid=Grid((say(Message("Date")), say(Message("Title"))), held), is_wide=True
    )
    for kind, title in ((ResultKind.LEAD, Message("Leads")), (ResultKind.SIGNING, Message("Signings"))):
        yield Section(say(title), grid=_projects(rules.projects_of(activity, kind)), is_wide=True)


def _post(one: ActivityPerson) -> str:
    """The post held then; in English where it is still the present one, since only that is known in English."""
    return pick(one.post_zh, one.person.post_en if one.post_zh == one.person.post_zh else "")


def _projects(found: list[Project]) -> Grid:
    head = (say(Message("Project")), say(Message("Total investment")))
    return Grid(head, tuple((name(one), figures.money(one.total_fen, choose_locale())) for one in found))
