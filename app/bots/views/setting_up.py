"""The bot of a unit's group: one page below the unit, on which it is set up, tried out and taken away."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.bots import forms, queries, rules, service
from app.bots.views.posts import is_set_up, reach, trial_text
from app.kernel.forms import VersionForm
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.rates import TRIAL, limited
from app.kernel.text import Message
from app.kernel.web import go_to, render

bp = Blueprint("bots", __name__, url_prefix="/admin/units")


@bp.route("/<int:unit_id>/bot", methods=["GET", "POST"])
@require(Can.EDIT_USERS)
def show(unit_id: int) -> ResponseReturnValue:
    """Whose group it is, where its bot is, and what it is told."""
    actor, unit, bot = current_actor(), accounts.get_unit(unit_id), queries.bot_of(unit_id)
    everything = {"kinds": list(rules.KIND_WORDS)}
    form = forms.BotChangeForm(obj=bot) if bot else forms.BotForm(data=everything)
    named = reach().origins
    if form.carry_out(lambda draft: service.set_up(actor, unit_id, draft, named)):
        return go_to("bots.show", unit_id=unit_id, toast=Message("Saved."))
    if bot and form.clashed:
        form.compare(queries.get_bot(unit_id))
    forms.offer(form)
    return render(
        "bots/show.html",
        form=form,
        unit=unit,
        bot=bot,
        service=rules.SERVICES[bot.brand] if bot else None,
        answer=rules.VERDICT_WORDS[bot.verdict] if bot and bot.verdict else None,
        is_set_up=is_set_up(),
        acting=VersionForm(formdata=None, data={"version": bot.version}) if bot else None,
    )


@bp.post("/<int:unit_id>/bot/try")
@require(Can.EDIT_USERS)
@limited(TRIAL)
def try_out(unit_id: int) -> ResponseReturnValue:
    """Send a test message; what the service answers is said."""
    text = trial_text(queries.get_bot(unit_id).locale)
    answer = service.try_out(current_actor(), unit_id, text, reach())
    return go_to("bots.show", unit_id=unit_id, toast=rules.VERDICT_WORDS[answer.verdict])


@bp.post("/<int:unit_id>/bot/remove")
@require(Can.EDIT_USERS)
def remove(unit_id: int) -> ResponseReturnValue:
    """Tell the group nothing more, and forget its address."""
    service.remove(current_actor(), unit_id, VersionForm.read())
    return go_to("bots.show", unit_id=unit_id, toast=Message("The bot is taken away; the group is told nothing more."))
