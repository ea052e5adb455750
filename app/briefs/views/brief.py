"""The pre-meeting brief (会见参阅材料) as a paper: one page of A4 about those who will be met."""

from collections.abc import Iterator, Sequence

from app.briefs import rules
from app.briefs.queries import Gathered
from app.briefs.views import said
from app.calendar import queries as calendar
from app.enterprises.models import Enterprise
from app.enterprises.rules import STATUS_WORDS
from app.kernel import clock, figures
from app.kernel.display import name
from app.kernel.papers import Grid, Paper, Section, facts
from app.kernel.text import Message, quoted
from app.kernel.words import choose_locale, pick, say
from app.meetings.models import FollowUp, Meeting, Side
from app.projects.models import Disclosure, Project
from app.projects.rules import LIGHT_NAMES, STAGE_NAMES, Light
from app.vocabularies import queries as vocabularies

_MORE = Message("More are in the system.")
_SIDES = {
    Side.PARK: Message("What we promised, still open"),
    Side.ENTERPRISE: Message("What they promised, still open"),
}


def brief_of(found: Gathered, meeting: Meeting | None = None) -> Paper:
    """What the reader may know before they meet these enterprises; with a meeting, about it first."""
    is_confidential = any(project.disclosure is not Disclosure.OPEN for project in found.projects)
    if meeting is not None:
        is_confidential = is_confidential or meeting.is_confidential
    notes = [said.day(clock.today())] + [say(Message("Confidential"))] * is_confidential
    return Paper(
        title=say(Message("Pre-meeting brief: %(name)s", name=said.joined([name(firm) for firm in found.firms]))),
        sub=meeting.title if meeting else said.joined([other for firm in found.firms if (other := _other_name(firm))]),
        notes=tuple(notes),
        sections=tuple(_sections(found, meeting)),
    )


def _other_name(firm: Enterprise) -> str:
    return pick(firm.name_en, firm.name_zh if firm.name_en else "")


def _sections(found: Gathered, meeting: Meeting | None) -> Iterator[Section]:
    if meeting is not None:
        yield _occasion(meeting)
    yield _about(found)
    yield _talking(found)
    yield _people(found)
    yield _meetings(found)
    for side in Side:
        yield _promises(found.promises[side], side)
    yield _projects(found)
    yield _policies(found)


def _occasion(meeting: Meeting) -> Section:
    modes = vocabularies.words("meeting_mode", choose_locale())
    return Section(
        say(Message("The meeting")),
        facts(
            (
                (say(Message("Time")), said.time_of(meeting)),
                (say(Message("Place")), meeting.place),
                (say(Message("Mode")), say(modes.get(meeting.mode, meeting.mode))),
                (say(Message("Topics")), meeting.topics),
                (say(Message("Our side")), said.joined([said.ours_of(ours) for ours in meeting.ours])),
            )
        ),
        is_wide=True,
    )


def _about(found: Gathered) -> Section:
    """The enterprises and their groups: facts of one, a line for each of several."""
    if len(found.firms) != 1:
        return Section(say(Message("Enterprises")), items=tuple(_line(found, firm) for firm in found.firms))
    [firm] = found.firms
    head = next(member for member in found.kin if member.id == firm.root_id)
    others = [name(member) for member in found.kin if member.id not in (firm.id, head.id)]
    shown, more = rules.first(others, rules.RELATIVES)
    return Section(
        say(Message("The enterprise and its group")),
        facts(
            (
                (say(Message("Status")), say(STATUS_WORDS[firm.status])),
                (say(Message("Sectors")), said.joined([name(sector) for sector in found.sectors[firm.id]])),
                (say(Message("Home province")), _term("province", firm.home_province)),
                (say(Message("Role in the chain")), _term("chain_role", firm.chain_role)),
                (say(Message("Head of the group")), name(head) if head.id != firm.id else ""),
                (say(Message("In the group")), said.joined([*shown, *["…"] * more])),
                (say(Message("Introduced by")), firm.introduced_by),
            )
        ),
    )


def _line(found: Gathered, firm: Enterprise) -> str:
    sectors = said.joined([name(sector) for sector in found.sectors[firm.id]])
    return pick("，", ", ").join(filter(None, (name(firm), say(STATUS_WORDS[firm.status]), sectors)))


def _term(vocabulary: str, code: str | None) -> str:
    words = vocabularies.words(vocabulary, choose_locale()) if code else {}
    return say(words.get(code or "", code or ""))


def _talking(found: Gathered) -> Section:
    """Figures for the talk; a side that has promised nothing is left out."""
    counted = found.figures
    kept = {side: f"{kept} / {made}" if made else "" for side, (kept, made) in counted.kept.items()}
    last = found.meetings[0].starts_at if found.meetings else None
    return Section(
        say(Message("Talking figures")),
        facts(
            (
                (say(Message("Meetings in the last twelve months")), str(counted.meetings)),
                (say(Message("Last meeting")), said.day_of(last) if last else say(Message("never"))),
                (say(Message("Our promises kept / made")), kept[Side.PARK]),
                (say(Message("Their promises kept / made")), kept[Side.ENTERPRISE]),
                (say(Message("Projects, of which signed")), f"{counted.projects} / {counted.signed}"),
                (say(Message("Total investment")), figures.money(counted.total_fen, choose_locale())),
            )
        ),
    )


def _people(found: Gathered) -> Section:
    shown, more = rules.first(found.people, rules.PEOPLE)
    never = say(Message("never"))
    rows = tuple(
        (
            pick(contact.name, contact.name_en),
            said.title_of(contact),
            said.day_of(found.last_met[contact.id]) if contact.id in found.last_met else never,
        )
        for contact in shown
    )
    head = (say(Message("Name")), say(Message("Job title")), say(Message("Last met")))
    return Section(say(Message("Whom we will meet")), foot=_more(more), grid=Grid(head, rows))


def _more(is_more: bool) -> str:
    return say(_MORE) if is_more else ""


def _meetings(found: Gathered) -> Section:
    colon = pick("：", ": ")
    items = tuple(
        f"{said.day_of(row.starts_at)} {row.title}{colon}{quoted(row.text, rules.QUOTED)}" for row in found.meetings
    )
    return Section(say(Message("Last meetings")), items=items)


def _promises(promises: Sequence[FollowUp], side: Side) -> Section:
    shown, more = rules.first(promises, rules.PROMISES)
    calendar_, today = calendar.workdays(), clock.today()
    rows = tuple(
        (
            quoted(one.text, rules.QUOTED),
            said.owner_of(one),
            said.day(one.due_on),
            said.lateness(calendar_.late(one.due_on, today)),
        )
        for one in shown
    )
    head = (say(Message("Promise")), say(Message("Owner")), say(Message("Due on")), say(Message("Late")))
    return Section(say(_SIDES[side]), foot=_more(more), grid=Grid(head, rows), is_wide=True)


def _projects(found: Gathered) -> Section:
    shown, more = rules.first(found.projects, rules.PROJECTS)
    head = (
        say(Message("Project")),
        say(Message("Stage")),
        say(Message("Total investment")),
        say(Message("Still lacking for the next stage")),
    )
    rows = tuple(_project(found, project) for project in shown)
    return Section(say(Message("Projects")), foot=_more(more), grid=Grid(head, rows), is_wide=True)


def _project(found: Gathered, project: Project) -> tuple[str, ...]:
    light = found.signals[project.id].light
    stage = say(STAGE_NAMES[project.stage])
    if light not in (Light.OFF, Light.GREEN):
        stage = f"{stage} · {say(LIGHT_NAMES[light])}"
    lacks, more = rules.first(found.lacks[project.id], rules.LACKS)
    lacking = said.joined([say(lack.condition.title) for lack in lacks] + ["…"] * more)
    return name(project), stage, figures.money(project.total_fen, choose_locale()), lacking


def _policies(found: Gathered) -> Section:
    shown, more = rules.first(found.policies, rules.POLICIES)
    items = tuple(" ".join(filter(None, (name(policy), policy.number))) for policy in shown)
    return Section(say(Message("Policies in force for its sectors")), foot=_more(more), items=items, is_wide=True)
