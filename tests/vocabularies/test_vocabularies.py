"""The national classification, the area's key industries, and the words of forms."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.vocabularies import queries, service
from app.vocabularies.models import Sector, Term
from app.vocabularies.schemas import SectorDraft
from tests.support.forms import post
from tests.support.people import Cast


def test_the_classification_is_there_and_seeding_again_doubles_nothing(session: Session) -> None:
    def counts() -> tuple[int | None, int | None]:
        return session.scalar(select(func.count(Sector.id))), session.scalar(select(func.count(Term.id)))

    before = counts()
    service.seed()
    assert counts() == before
    levels = dict(session.execute(select(Sector.level, func.count()).group_by(Sector.level)).all())
    assert (levels[1], levels[2], levels[4]) == (20, 97, 1380)


def test_every_sector_knows_its_way_up(session: Session) -> None:
    leaf = session.scalars(select(Sector).where(Sector.code == "C2710")).one()
    assert [sector.code for sector in queries.ancestors(leaf)] == ["C", "C27", "C271", "C2710"]
    section = session.scalars(select(Sector).where(Sector.code == "C")).one()
    assert leaf.id in session.scalars(queries.subtree(section.id)).all()


def test_sections_and_divisions_have_english_names(session: Session) -> None:
    unnamed = select(Sector.code).where(Sector.level <= 2, Sector.name_en == "", Sector.is_key.is_(False))
    assert session.scalars(unnamed).all() == []


def test_a_key_industry_lies_below_another_one_only(cast: Cast, session: Session) -> None:
    admin = cast.client("admin")
    national = session.scalars(select(Sector).where(Sector.code == "C27")).one()
    typed = {"code": "K01", "name_zh": "生物医药", "parent_id": str(national.id)}
    assert post(admin, "/vocabularies/sectors/new", typed).status_code == 422
    assert post(admin, "/vocabularies/sectors/new", typed | {"parent_id": ""}).status_code == 303
    assert post(admin, "/vocabularies/sectors/new", typed | {"parent_id": ""}).status_code == 422


def test_a_picker_offers_key_industries_first(cast: Cast) -> None:
    actor = cast.actor("admin")
    service.create_key_sector(actor, SectorDraft(code="K01", name_zh="医药新业态"))
    found = queries.search_sectors(actor, "医药")
    assert found[0].code == "K01"
    assert len(found) > 1


def test_words_are_said_in_the_language_asked_for(cast: Cast) -> None:  # a database
    assert str(queries.words("meeting_mode", "zh")["formal"]) == "会见"
    assert str(queries.words("meeting_mode", "en")["formal"]) == "Formal meeting"
    assert not queries.is_term("meeting_mode", "telepathy")
