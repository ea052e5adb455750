"""What the selects and pickers of enterprise forms offer, and the names of what is picked."""

from collections.abc import Callable, Sequence
from typing import Any

from babel import Locale

from app.accounts import queries as accounts
from app.enterprises import queries, rules
from app.enterprises.forms import EnterpriseChangeForm, EnterpriseForm, FactForm
from app.enterprises.models import Enterprise
from app.enterprises.schemas import COUNTRIES
from app.kernel.fields import record_ids
from app.kernel.forms import ChoiceField, PickField
from app.kernel.permissions import Actor
from app.kernel.text import Message, is_clean, sort_key
from app.kernel.words import choose_locale, pick
from app.vocabularies import queries as vocabularies

NONE = Message("none")


def offer_choices(form: EnterpriseForm | EnterpriseChangeForm | FactForm, enterprise: Enterprise | None) -> None:
    """Fill every select that the form has; what the enterprise holds stays on offer though it may be retired."""
    words = queries.offered_words(choose_locale(), enterprise)
    for name, vocabulary in queries.FACT_VOCABULARIES.items():
        _offer(form, name, words[vocabulary])
    if "status" in form:
        form.status.offer(rules.STATUS_WORDS)
    if "owner_id" in form:
        _offer(form, "owner_id", _owners(enterprise))
    if "park_id" in form:
        parks = accounts.list_units(kind="park")
        _offer(form, "park_id", {str(unit.id): pick(unit.name_zh, unit.name_en) for unit in parks})
    if isinstance(form, EnterpriseForm | EnterpriseChangeForm):
        form.country.offer(countries())
        for row in form.listings:
            row.form.list_code.offer(words["list_kind"], blank=Message("no list"))


def _offer(form: Any, name: str, words: dict[str, Any]) -> None:
    if name in form:
        field: ChoiceField = form[name]
        field.offer(words, blank=NONE)


def _owners(enterprise: Enterprise | None) -> dict[str, str]:
    """Active users, and the present owner who may have left."""
    people = {str(user.id): user.person for user in accounts.list_active_users()}
    if enterprise and enterprise.owner:
        people.setdefault(str(enterprise.owner.id), enterprise.owner.person)
    return {user_id: pick(person.name, person.name_en) for user_id, person in people.items()}


def country(code: str) -> str:
    """A country in the reader's language."""
    return str(Locale("zh" if choose_locale() == "zh" else "en").territories.get(code, code))


def countries() -> dict[str, str]:
    """Every country by its code in the reader's language, in the order of its names, China first."""
    names = {code: country(code) for code in COUNTRIES}
    return {"CN": names["CN"], **dict(sorted(names.items(), key=lambda pair: sort_key(pair[1])))}


def show_picked(actor: Actor, form: EnterpriseForm | EnterpriseChangeForm) -> None:
    """Name what is picked, so that the form can be drawn again."""
    sector_ids = record_ids(form.sector_ids.data or [])
    industry = record_ids([form.industry_id.data])
    named = {s.id: pick(s.name_zh, s.name_en) for s in vocabularies.sectors(actor, [*sector_ids, *industry])}
    form.sector_ids.shown = {str(sector_id): named[sector_id] for sector_id in sector_ids if sector_id in named}
    form.industry_id.shown = next((named[number] for number in industry if number in named), "")
    show_enterprise(actor, form.parent_id)


def show_enterprise(actor: Actor, field: PickField) -> None:
    """Name the one enterprise that is picked."""
    found = queries.enterprises(actor, record_ids([field.data]))
    field.shown = pick(found[0].name_zh, found[0].name_en) if found else ""


def read_typed(actor: Actor, form: EnterpriseForm | EnterpriseChangeForm) -> None:
    """Without script the pickers send what was typed: take it where it names exactly one record."""
    if not form.is_submitted():
        return
    read_enterprise(actor, form.parent_id)
    form.industry_id.data = _resolved(form.industry_id.data, lambda text: _sectors_named(actor, text))
    typed = [value for value in form.sector_ids.data or [] if value.strip()]
    form.sector_ids.data = [str(_resolved(value, lambda text: _sectors_named(actor, text))) for value in typed]


def read_enterprise(actor: Actor, field: PickField) -> None:
    """The same for a picker of one enterprise."""
    field.data = _resolved(field.data, lambda text: queries.bearers_of(actor, text))


def _sectors_named(actor: Actor, text: str) -> list[int]:
    return [s.id for s in vocabularies.search_sectors(actor, text) if text in {s.name_zh, s.name_en, s.code}]


def _resolved(value: Any, named: Callable[[str], Sequence[int]]) -> Any:
    text = str(value or "").strip()
    if not text or text.isdigit() or not is_clean(text):
        return value
    found = named(text[:200])
    return str(found[0]) if len(found) == 1 else value
