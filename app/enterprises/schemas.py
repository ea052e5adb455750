"""What comes in for enterprises and contacts."""

import re
from typing import Annotated, Literal

from babel import Locale
from pydantic import AfterValidator, BeforeValidator

from app.enterprises import rules
from app.enterprises.models import EnterpriseStatus
from app.kernel.fields import (
    Day,
    Draft,
    Line,
    OptionalDay,
    OptionalLine,
    OptionalProse,
    OptionalRecordId,
    OptionalShortLine,
    RecordId,
    ShortLine,
    Version,
    wrong,
)
from app.kernel.text import Message

MOST_SECTORS = MOST_LISTINGS = 20
MOST_NAMES = 30
FIRST_LIST_YEAR, LAST_LIST_YEAR = 1950, 2100

#: States by their ISO codes. Hong Kong, Macao and Taiwan stand among the home provinces of China.
COUNTRIES = frozenset(code for code in map(str, Locale("zh").territories) if re.fullmatch("[A-Z]{2}", code)) - {
    "EU",
    "EZ",
    "UN",
    "XA",
    "XB",
    "XK",
    "QO",
    "ZZ",
    "HK",
    "MO",
    "TW",
}


def _uscc(value: str | None) -> str | None:
    if value is None:
        return None
    code = rules.compact_uscc(value)
    if flaw := rules.flaw_of_uscc(code):
        raise wrong(flaw)
    return code


def _country(value: object) -> object:
    code = value.strip().upper() if isinstance(value, str) else value
    if code not in COUNTRIES:
        raise wrong(Message("Choose one of the options."))
    return code


def _one_per_line(value: str | None) -> str | None:
    names = list(dict.fromkeys(" ".join(line.split()) for line in (value or "").split("\n") if line.strip()))
    if len(names) > MOST_NAMES:
        raise wrong(Message("At most %(limit)s names.", limit=MOST_NAMES))
    if any(len(name) > 200 for name in names):
        raise wrong(Message("At most %(limit)s characters in a name. Write one name per line.", limit=200))
    return "\n".join(names) or None


def _few_sectors(value: tuple[int, ...]) -> tuple[int, ...]:
    different = tuple(dict.fromkeys(value))
    if len(different) > MOST_SECTORS:
        raise wrong(Message("At most %(limit)s sectors.", limit=MOST_SECTORS))
    return different


def _phone(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"(?=(?:\D*\d){5,20}\D*$)[-+0-9()（）/ .#*转extEXT]{5,40}", value):
        raise wrong(Message("Write a telephone number such as 138 0000 0001 or +86 871 6800 0000."))
    return value


def _email(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;.]+(?:\.[^@\s<>,;.]+)+", value):
        raise wrong(Message("Write an e-mail address such as name@example.com."))
    return value


def _channel(value: str | None) -> str | None:
    if value is not None and value not in rules.CHANNELS:
        raise wrong(Message("Choose one of the options."))
    return value


def _year(value: object) -> object:
    year = int(value) if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{4}\s*", value) else value
    if not isinstance(year, int) or not FIRST_LIST_YEAR <= year <= LAST_LIST_YEAR:
        raise wrong(Message("Write the year of the list, such as 2021."))
    return year


def _ticked(value: object) -> bool:
    return value is True or value == "1"


def _confirmed(value: bool) -> bool:
    if not value:
        raise wrong(Message("Tick this: an erased contact cannot be brought back."))
    return value


class ListingDraft(Draft):
    """A list the enterprise stands on, and of which year."""

    list_code: ShortLine
    year: Annotated[int, BeforeValidator(_year)]


def _few_listings(value: tuple[ListingDraft, ...]) -> tuple[ListingDraft, ...]:
    different = tuple(dict.fromkeys(value))
    if len(different) > MOST_LISTINGS:
        raise wrong(Message("At most %(limit)s lists.", limit=MOST_LISTINGS))
    return different


class EnterpriseFacts(Draft):
    """What may be changed by itself, beside its place on the page. Codes are terms of their vocabularies."""

    short_name: OptionalShortLine = None
    uscc: Annotated[OptionalLine, AfterValidator(_uscc)] = None
    home_province: OptionalShortLine = None
    ownership: OptionalShortLine = None
    chain_role: OptionalShortLine = None
    status: EnterpriseStatus = EnterpriseStatus.PROSPECT
    park_id: OptionalRecordId = None
    owner_id: OptionalRecordId = None
    introduced_by: OptionalLine = None
    source: OptionalShortLine = None
    note: OptionalProse = None


class FactChange(EnterpriseFacts):
    """Only the facts that are given change (`model_fields_set`)."""

    version: Version


class EnterpriseDraft(EnterpriseFacts):
    """An enterprise as it is written down.

    The first of `sector_ids` is the main sector; `other_names` has one name per line. `knows_namesake` says
    that the writer has seen the enterprise of nearly the same name and means another one.
    """

    name_zh: Line
    name_en: OptionalLine = None
    other_names: Annotated[OptionalProse, AfterValidator(_one_per_line)] = None
    country: Annotated[str, BeforeValidator(_country)] = "CN"
    industry_id: OptionalRecordId = None
    parent_id: OptionalRecordId = None
    sector_ids: Annotated[tuple[RecordId, ...], AfterValidator(_few_sectors)] = ()
    listings: Annotated[tuple[ListingDraft, ...], AfterValidator(_few_listings)] = ()
    knows_namesake: Annotated[bool, BeforeValidator(_ticked)] = False


class EnterpriseChange(EnterpriseDraft):
    """The same for an enterprise that exists."""

    version: Version


class ContactFacts(Draft):
    """Who a contact is and how to reach them, whatever their post."""

    name: ShortLine
    name_en: OptionalShortLine = None
    title_zh: OptionalLine = None
    title_en: OptionalLine = None
    phone: Annotated[OptionalShortLine, AfterValidator(_phone)] = None
    email: Annotated[OptionalLine, AfterValidator(_email)] = None
    wechat: OptionalShortLine = None
    language: OptionalShortLine = None
    consent_note: OptionalProse = None
    consent_on: OptionalDay = None
    consent_channel: Annotated[OptionalShortLine, AfterValidator(_channel)] = None


class ContactDraft(ContactFacts):
    """A new contact in a post at an enterprise; `since` may stay open."""

    enterprise_id: RecordId
    since: OptionalDay = None


class ContactChange(ContactFacts):
    """Corrected facts of a contact in the same post."""

    version: Version


class PostDraft(Draft):
    """The post a contact moves to, and from which day on."""

    enterprise_id: RecordId
    title_zh: OptionalLine = None
    title_en: OptionalLine = None
    since: Day
    version: Version


class ReasonDraft(Draft):
    """Why somebody's details are to be seen in full, or taken out."""

    reason: Line


class FullExportDraft(ReasonDraft):
    """The same for a whole list, and as which kind of file."""

    kind: Literal["xlsx", "csv"] = "xlsx"


class EraseDraft(ReasonDraft):
    """Who asked for a contact to be erased, and when; confirmed, for it cannot be taken back."""

    confirmed: Annotated[bool, BeforeValidator(_ticked), AfterValidator(_confirmed)]
    version: Version
