"""Being away: who stands in, from when until when."""

from flask.typing import ResponseReturnValue

from app.accounts import queries, rules
from app.accounts.forms import AbsenceForm
from app.accounts.models import User
from app.accounts.service import absence
from app.accounts.views.identity import bp
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Actor, Can
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import pick


@bp.route("/absence/<int:user_id>", methods=["GET", "POST"])
@require(Can.USE)
def absent(user_id: int) -> ResponseReturnValue:
    """Name a deputy: for oneself, for somebody of one's unit as its head, for anybody as security administrator."""
    actor = current_actor()
    user = queries.get_user(user_id)
    if not rules.may_name_deputy(actor, user.id, user.person.unit_id):
        raise NotFound
    form = AbsenceForm(data={"since": clock.today()})
    if form.carry_out(lambda draft: absence.name_deputy(actor, user_id, draft)):
        return go_to("accounts.absent", user_id=user_id, toast=Message("The deputy is named."))
    user = queries.get_user(user_id)
    form.deputy_id.offer(_candidates(actor, user), blank=Message("Choose a person"))
    held = queries.grants_of([user_id])[user_id]
    return render(
        "accounts/absence.html",
        form=form,
        acting=VersionForm(formdata=None, obj=user),
        user=user,
        is_own=user.id == actor.id,
        named=queries.absences_of(user_id),
        handed=[grant for grant in held if grant.role not in rules.NEVER_DEPUTISED],
        kept=[grant for grant in held if grant.role in rules.NEVER_DEPUTISED],
        roles=rules.ROLE_WORDS,
    )


@bp.post("/absence/<int:user_id>/end")
@require(Can.USE)
def end_absence(user_id: int) -> ResponseReturnValue:
    """Back again: the deputy's roles end."""
    absence.end(current_actor(), user_id)
    return go_to("accounts.absent", user_id=user_id, toast=Message("The absence has ended."))


def _candidates(actor: Actor, user: User) -> dict[int, str]:
    """Those who may stand in, by name with their unit."""
    return {
        one.id: with_unit(one)
        for one in queries.list_active_users()
        if one.id != user.id and rules.may_stand_in(actor, user.id, user.person.unit_id, one.person.unit_id)
    }


def with_unit(user: User) -> str:
    """A user as they are chosen: by name, with their unit."""
    person, unit = user.person, user.person.unit
    return f"{pick(person.name, person.name_en)} · {pick(unit.name_zh, unit.name_en)}"
