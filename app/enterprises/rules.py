"""How enterprises form groups, when two names mean one enterprise, and what a credit code must look like."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Generic, Protocol, TypeVar

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from app.enterprises.models import Contact, ContactPost, EnterpriseStatus
from app.kernel import settings
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor, Can
from app.kernel.text import Message

STATUS_WORDS = {
    EnterpriseStatus.PROSPECT: Message("Prospect"),
    EnterpriseStatus.TALKS: Message("Talking with us"),
    EnterpriseStatus.SETTLED: Message("Settled here"),
    EnterpriseStatus.DORMANT: Message("Dormant"),
}

#: How somebody agreed that we keep their data.
CHANNELS = {
    "written": Message("in writing"),
    "e-mail": Message("by e-mail"),
    "wechat": Message("by WeChat"),
    "card": Message("by handing over a card"),
    "oral": Message("orally"),
}
#: What is usually asked for when somebody's details are looked at in full.
USUAL_REASONS = (
    Message("To make an appointment"),
    Message("To answer an enquiry"),
    Message("To send an invitation"),
    Message("To check that it is right"),
)

REVIEW_YEARS = settings.declare(
    settings.WholeNumber(
        code="contacts.review_years",
        group=Message("Personal data"),
        title=Message("Contacts to review after"),
        explanation=Message(
            "Contacts with whom nobody has met for so long are listed, to be erased or kept knowingly."
        ),
        default=3,
        lowest=1,
        highest=20,
        unit=Message("years"),
    )
)

#: From here on two names are worth showing side by side.
LIKELY = 0.6
USCC_LENGTH = 18

_SHORTEST_LATIN = 2
_NOT_A_LETTER = re.compile(r"[\W_]+")
_ZH_FORMS = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|股份公司|集团公司|总公司|(?<!分)公司)$")
_EN_FORMS = frozenset(
    {"co", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "company", "group", "plc", "llc", "llp"}
    | {"gmbh", "ag", "kg", "sa", "spa", "bv", "nv", "oy", "ab", "the"}
)
_CJK = re.compile(r"[\u3400-\u9fff]")


class Archived(Protocol):
    """Anything that can be put away."""

    @property
    def archived_at(self) -> object: ...


class Member(Protocol):
    """An enterprise as a member of its group."""

    @property
    def id(self) -> int: ...
    @property
    def parent_id(self) -> int | None: ...


M = TypeVar("M", bound=Member)


@dataclass(frozen=True)
class Kin(Generic[M]):
    """Where an enterprise stands in its group: the head first among `above`, itself among `beside`."""

    above: Sequence[M]
    beside: Sequence[M]
    below: Sequence[M]
    size: int


def may_edit(actor: Actor, record: Archived) -> bool:
    """Whoever may edit enterprises may edit each of them, and their contacts, unless it is put away."""
    return actor.may(Can.EDIT_ENTERPRISES) and record.archived_at is None


def may_edit_contact(actor: Actor, contact: Contact) -> bool:
    """The same for a contact; nobody edits one who was erased."""
    return may_edit(actor, contact) and contact.erased_at is None


def flaw_of_uscc(code: str) -> Message | None:
    """What is wrong with a credit code (统一社会信用代码, GB 32100), in capitals and without blanks."""
    try:
        uscc.validate(code)
    except InvalidLength:
        return Message(
            "A credit code has %(right)s characters; this has %(length)s.", right=USCC_LENGTH, length=len(code)
        )
    except InvalidChecksum:
        return Message("The check digit does not fit: at least one character is wrong. Compare with the licence.")
    except ValidationError:
        return Message("A credit code begins with eight digits and has no letters I, O, S, V or Z.")
    return None


def compact_uscc(typed: str) -> str:
    """A credit code as it is kept: capitals, no blanks or hyphens, plain digits."""
    return re.sub(r"[\s\-]+", "", unicodedata.normalize("NFKC", typed)).upper()


def core_name(name: str) -> str:
    """What makes a name: without brackets, punctuation, 集团 and legal forms (有限公司, Co., Ltd. …).

    `上海医药（集团）有限公司` and `上海医药集团股份有限公司` are both `上海医药`; `Sinopharm Group Co., Ltd.` is
    `sinopharm`. Never empty for a name with a letter: a name made of nothing else stays as it is.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    if _CJK.search(folded):
        whole = _NOT_A_LETTER.sub("", folded)
        core = whole
        while (shorter := _ZH_FORMS.sub("", core)) != core:
            core = shorter
        return core.replace("集团", "") or whole
    words = _latin_words(name)
    return "".join(word for word in words if word not in _EN_FORMS) or "".join(words)


def search_words(name: str) -> str:
    """What to search for to find names alike: each character of the core by itself, in any order.

    Empty for a name too short to say anything.
    """
    core = core_name(name)
    if _CJK.search(core):
        return _CJK.sub(r" \g<0> ", core).strip() if len(core) > 1 else ""
    said = [word for word in _latin_words(name) if word not in _EN_FORMS]
    return " ".join(said) if len(core) > _SHORTEST_LATIN else ""


def _latin_words(name: str) -> list[str]:
    """The words of a name in Latin letters: `Co., Ltd.` gives co, ltd."""
    return _NOT_A_LETTER.sub(" ", unicodedata.normalize("NFKC", name).casefold().replace(".", "")).split()


def likeness(one: str, other: str) -> float:
    """How alike two names are: 1 when they have one core, 0.95 when only its parts are in another order."""
    ours, theirs = core_name(one), core_name(other)
    if not ours or not theirs:
        return 0.0
    if ours == theirs:
        return 1.0
    if sorted(ours) == sorted(theirs):
        return 0.95
    ratio = SequenceMatcher(None, ours, theirs, autojunk=False).ratio()
    return max(ratio, 0.8) if theirs.startswith(ours) else ratio


def subtree(enterprise_id: int, parents: Mapping[int, int | None]) -> set[int]:
    """An enterprise and everything below it, from each member's parent."""
    children: dict[int | None, list[int]] = {}
    for member, parent in parents.items():
        children.setdefault(parent, []).append(member)
    found, waiting = {enterprise_id}, [enterprise_id]
    while waiting:
        fresh = [child for child in children.get(waiting.pop(), []) if child not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return found


def check_parent(enterprise_id: int, parent_id: int, parents: Mapping[int, int | None]) -> None:
    """A group is a tree: nobody belongs to itself or to something below it. Raises Invalid."""
    if parent_id in subtree(enterprise_id, parents):
        raise Invalid.at("parent_id", Message("This enterprise belongs to the group below. A group cannot be a loop."))


def kin(enterprise_id: int, members: Sequence[M]) -> Kin[M]:
    """The near relatives of an enterprise, from all members of its group in the order given."""
    by_id = {member.id: member for member in members}
    above = list(_way_up(enterprise_id, by_id))[::-1]
    parent_id = by_id[enterprise_id].parent_id
    beside = [m for m in members if m.parent_id == parent_id] if above else [by_id[enterprise_id]]
    below = [member for member in members if member.parent_id == enterprise_id]
    return Kin(above, beside, below, len(members))


def _way_up(enterprise_id: int, by_id: Mapping[int, M]) -> Iterator[M]:
    seen = {enterprise_id}
    at = by_id[enterprise_id].parent_id
    while at is not None and at in by_id and at not in seen:
        seen.add(at)
        yield by_id[at]
        at = by_id[at].parent_id


def is_held_on(post: ContactPost, day: date) -> bool:
    """Whether a post was held on a day: `since` counts, `until` does not, an open end has no limit."""
    return (post.since is None or post.since <= day) and (post.until is None or day < post.until)


def check_next_post(open_post: ContactPost | None, since: date) -> None:
    """A new post begins after the present one began. Raises Invalid."""
    if open_post and open_post.since and since <= open_post.since:
        raise Invalid.at(
            "since", Message("The present post began on %(day)s; a new one begins later.", day=open_post.since)
        )


def latest_first(posts: Iterable[ContactPost]) -> list[ContactPost]:
    """Posts as a career reads: the present one first, one without a known beginning last."""
    return sorted(posts, key=lambda post: (post.since or date.min, post.id), reverse=True)
