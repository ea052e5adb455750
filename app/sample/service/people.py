"""Loading units, people, sign-ins and the area's key industries."""

from datetime import date

from app.accounts.schemas import NewUserDraft, PersonDraft, UnitDraft
from app.accounts.service import directory
from app.sample.service.world import PASSWORD, World, only, read
from app.vocabularies import service as vocabularies
from app.vocabularies.schemas import SectorDraft

#: The people of the sample world have held their posts since the area was founded.
_SINCE = date(2015, 9, 7)


def load(world: World) -> None:
    """Units and people first: everything later is done in somebody's name."""
    tables = read("people")
    for row in tables["unit"]:
        draft = UnitDraft(
            **only(row, "name_zh", "name_en", "kind", "position"), parent_id=world.units.get(row["parent"])
        )
        world.units[row["key"]] = directory.create_unit(None, draft).id
    sign_ins = {row["person"]: row for row in tables["user"]}
    for row in tables["person"]:
        person = {
            **only(row, "name", "name_en", "post_zh", "post_en", "protocol_order"),
            "unit_id": world.units[row["unit"]],
            "since": _SINCE,
        }
        sign_in = sign_ins.get(row["key"])
        if sign_in is None:
            world.people[row["key"]] = directory.create_person(None, PersonDraft(**person)).id
            continue
        draft_user = NewUserDraft(**person, **only(sign_in, "username", "role", "scope", "locale"))
        user, _ = directory.create_user(None, draft_user, password=PASSWORD, is_sample=True)
        world.people[row["key"]] = user.person_id
        world.users[user.username] = user


def load_sectors(world: World) -> None:
    """The area's key industries with their chain chiefs."""
    for row in read("sectors")["sector"]:
        draft = SectorDraft(
            **only(row, "code", "name_zh", "name_en"),
            parent_id=world.sectors.get(row["parent"]),
            chief_id=world.people.get(row["chief"]),
        )
        world.sectors[row["key"]] = vocabularies.create_key_sector(world.actor("admin"), draft).id
