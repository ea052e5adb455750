"""What was picked or typed by name, made into records: enterprises, projects, people, contacts.

Every function takes all picks of its kind at once and asks the database a fixed number of times; only a new
name costs extra. A pick that does not exist is refused at its field, in the same words as one that may not
be seen.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from app.enterprises import queries as enterprises
from app.enterprises import service as enterprises_service
from app.enterprises.models import Contact, Enterprise
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.meetings import rules
from app.meetings.queries import people
from app.meetings.queries.people import Station
from app.meetings.schemas import Named
from app.projects import queries as projects

Picks = Sequence[int | Named]

_UNKNOWN = {
    "enterprises": Message("One of these enterprises does not exist. Choose from the list, or type its name."),
    "projects": Message("One of these projects does not exist. Choose from the list."),
    "ours": Message("One of these people does not exist. Choose from the list."),
    "theirs": Message("One of these contacts does not exist. Choose from the list, or type the name."),
}


def enterprises_picked(actor: Actor, picks: Picks, field: str = "enterprises") -> list[Enterprise]:
    """The enterprises in the order picked; an unknown name becomes a prospect. Raises Invalid."""
    known = {e.id: e for e in enterprises.enterprises(actor, _ids(picks))} if _ids(picks) else {}
    _check_all_known(_ids(picks), known, field, "enterprises")
    found = [
        known[pick] if isinstance(pick, int) else enterprises_service.find_or_create(actor, pick.name, field=field)
        for pick in picks
    ]
    return list(dict.fromkeys(found))


def project_ids_picked(actor: Actor, picks: Picks, field: str = "projects") -> list[int]:
    """The ids of the projects in the order picked; a name or code must belong to exactly one. Raises Invalid."""
    ids = _resolved(picks, lambda name: [row.id for row in projects.options(actor, name, limit=2)], field, "projects")
    _check_all_known(ids, projects.named(actor, ids) if ids else {}, field, "projects")
    return ids


def stations_picked(picks: Picks, day: date, field: str = "ours") -> list[Station]:
    """People of the area in protocol order, where they stood on a day. Raises Invalid."""
    ids = _resolved(picks, people.ids_named, field, "ours")
    found = people.stations(ids, day)
    _check_all_known(ids, {station.person_id for station in found}, field, "ours")
    return found


def contacts_picked(
    actor: Actor, picks: Picks, at: Sequence[Enterprise], day: date, field: str = "theirs"
) -> list[tuple[Contact, str]]:
    """Contacts in the order picked, each with the title held on that day at one of the enterprises.

    A new name is a contact of the first enterprise. Raises Invalid for who was at none of them then.
    """
    ids = _ids(picks)
    known = {contact.id: contact for contact in enterprises.contacts(actor, ids)} if ids else {}
    _check_all_known(ids, known, field, "theirs")
    posts, places = people.contact_posts(ids), {enterprise.id for enterprise in at}
    found: dict[Contact, str] = {}
    for pick in picks:
        if isinstance(pick, Named):
            contact = enterprises_service.find_or_create_contact(actor, at[0].id, pick.name)
            found.setdefault(contact, contact.title_zh)
            continue
        contact = known[pick]
        title = rules.title_on(contact, posts, places, day)
        if title is None:
            raise Invalid.at(field, _was_not_there(contact, at, day))
        found.setdefault(contact, title)
    return list(found.items())


def _was_not_there(contact: Contact, at: Sequence[Enterprise], day: date) -> Message:
    return Message(
        "%(name)s was not with %(enterprise)s on %(day)s. Leave them out, correct the date, or add the post "
        "to the contact first.",
        name=contact.name,
        enterprise="、".join(enterprise.name_zh for enterprise in at),
        day=day,
    )


def _ids(picks: Picks) -> list[int]:
    return [pick for pick in picks if isinstance(pick, int)]


def _resolved(picks: Picks, find: Callable[[str], Sequence[int]], field: str, kind: str) -> list[int]:
    """Numbers for all picks: a name counts when exactly one record bears it."""
    ids: list[int] = []
    for pick in picks:
        if isinstance(pick, int):
            ids.append(pick)
            continue
        same = find(pick.name)
        if len(same) != 1:
            raise Invalid.at(field, _UNKNOWN[kind])
        ids.append(same[0])
    return list(dict.fromkeys(ids))


def _check_all_known(asked: Sequence[int], known: Collection[int], field: str, kind: str) -> None:
    if any(number not in known for number in asked):
        raise Invalid.at(field, _UNKNOWN[kind])
