"""The short lists of words, for whoever keeps them."""

from flask.typing import ResponseReturnValue

from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.errors import NotFound
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.vocabularies import queries, service
from app.vocabularies.forms import MoveForm, TermChangeForm, TermForm
from app.vocabularies.rules import VOCABULARIES
from app.vocabularies.views.sectors import bp

offer_page(
    AdminPage(
        endpoint="vocabularies.lists",
        label=Message("Lists of words"),
        icon="tags",
        right=Can.EDIT_VOCABULARIES,
        group=AdminGroup.OFFICE,
        position=20,
        covers=("vocabularies.words", "vocabularies.edit_term"),
    )
)


@bp.get("/words")
@require(Can.EDIT_VOCABULARIES)
def lists() -> ResponseReturnValue:
    """Every list with what it is for."""
    return render("vocabularies/lists.html", lists=VOCABULARIES.values(), counts=queries.count_words())


@bp.route("/words/<vocabulary>", methods=["GET", "POST"])
@require(Can.EDIT_VOCABULARIES)
def words(vocabulary: str) -> ResponseReturnValue:
    """The words of a list, and the form that adds one."""
    if vocabulary not in VOCABULARIES:
        raise NotFound
    actor, form = current_actor(), TermForm()
    if form.carry_out(lambda draft: service.add_term(actor, vocabulary, draft)):
        return go_to("vocabularies.words", vocabulary=vocabulary, toast=Message("The word is added."))
    return render(
        "vocabularies/words.html",
        form=form,
        acting=VersionForm(formdata=None),
        about=VOCABULARIES[vocabulary],
        terms=queries.all_terms(vocabulary),
    )


@bp.route("/terms/<int:term_id>", methods=["GET", "POST"])
@require(Can.EDIT_VOCABULARIES)
def edit_term(term_id: int) -> ResponseReturnValue:
    """Rename a word."""
    actor, term = current_actor(), queries.get_term(term_id)
    form, vocabulary = TermChangeForm(obj=term), term.vocabulary
    if form.carry_out(lambda draft: service.change_term(actor, term_id, draft)):
        return go_to("vocabularies.words", vocabulary=vocabulary, toast=Message("Saved."))
    term = queries.get_term(term_id)
    if form.clashed:
        form.compare(term)
    return render("vocabularies/term.html", form=form, term=term, about=VOCABULARIES[vocabulary])


@bp.post("/terms/<int:term_id>/move")
@require(Can.EDIT_VOCABULARIES)
def move_term(term_id: int) -> ResponseReturnValue:
    """One place up or down."""
    actor, form = current_actor(), MoveForm()
    vocabulary = queries.get_term(term_id).vocabulary
    moved = form.carry_out(lambda draft: service.move_term(actor, term_id, draft))
    toast = None if moved else Message("The list has changed meanwhile. Look again.")
    return go_to("vocabularies.words", vocabulary=vocabulary, toast=toast)


@bp.post("/terms/<int:term_id>/retire")
@require(Can.EDIT_VOCABULARIES)
def retire_term(term_id: int) -> ResponseReturnValue:
    """Offer a word no longer."""
    return _offer(term_id, active=False)


@bp.post("/terms/<int:term_id>/offer")
@require(Can.EDIT_VOCABULARIES)
def offer_term(term_id: int) -> ResponseReturnValue:
    """Offer a word again."""
    return _offer(term_id, active=True)


def _offer(term_id: int, *, active: bool) -> ResponseReturnValue:
    term = service.offer_term(current_actor(), term_id, VersionForm.read(), active=active)
    return go_to("vocabularies.words", vocabulary=term.vocabulary, toast=Message("Saved."))
