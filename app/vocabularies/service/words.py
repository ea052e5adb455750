"""The words of the short lists: added, renamed, put in order, offered or not."""

from collections.abc import Iterable

from app.audit import service as audit
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.vocabularies import queries
from app.vocabularies.models import Term
from app.vocabularies.rules import VOCABULARIES
from app.vocabularies.schemas import MoveDraft, TermChange, TermDraft


@command
def add_term(actor: Actor, vocabulary: str, draft: TermDraft) -> Term:
    """Add a word at the end of a list. Its code is made here and never changes."""
    if vocabulary not in VOCABULARIES:
        raise NotFound
    known = queries.all_terms(vocabulary)
    _check_name(draft, known)
    position = max((term.position for term in known), default=0) + 1
    term = Term(
        vocabulary=vocabulary,
        code=_free_code({term.code for term in known}),
        name_zh=draft.name_zh,
        name_en=draft.name_en or "",
        position=position,
    )
    db.session.add(term)
    db.session.flush()
    audit.record(actor, "term.create", term, vocabulary=vocabulary, code=term.code)
    return term


@command
def change_term(actor: Actor, term_id: int, draft: TermChange) -> Term:
    """Rename a word everywhere; what was recorded with it keeps its code."""
    term = queries.get_term(term_id)
    term.expect_version(draft.version)
    _check_name(draft, [other for other in queries.all_terms(term.vocabulary) if other.id != term.id])
    term.name_zh, term.name_en = draft.name_zh, draft.name_en or ""
    audit.record(actor, "term.change", term)
    return term


@command
def offer_term(actor: Actor, term_id: int, version: int, *, active: bool) -> Term:
    """Offer a word in forms, or no longer; records that have it keep it. The last word of a list stays."""
    term = queries.get_term(term_id)
    term.expect_version(version)
    if not active and all(other.id == term.id for other in queries.terms(term.vocabulary)):
        raise Conflict(Message("A list needs at least one word."))
    term.active = active
    audit.record(actor, "term.offer" if active else "term.retire", term)
    return term


@command
def move_term(actor: Actor, term_id: int, draft: MoveDraft) -> Term:
    """Change places with the word above or below; at the end of the list nothing moves."""
    term = queries.get_term(term_id)
    term.expect_version(draft.version)
    order = list(queries.all_terms(term.vocabulary))
    here = order.index(term)
    there = here - 1 if draft.to == "up" else here + 1
    if not 0 <= there < len(order):
        return term
    order[here], order[there] = order[there], order[here]
    for position, one in enumerate(order, 1):
        one.position = position
    audit.record(actor, "term.move", term)
    return term


def _check_name(draft: TermDraft, others: Iterable[Term]) -> None:
    for other in others:
        if other.name_zh == draft.name_zh:
            raise Invalid.at("name_zh", Message("This list has this word already."))


def _free_code(known: set[str]) -> str:
    """`own1`, `own2` …: words of the office are told from those of the program by it."""
    number = 1
    while f"own{number}" in known:
        number += 1
    return f"own{number}"
