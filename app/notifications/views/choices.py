"""How somebody wants to be told."""

from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.kernel import mail
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.rates import RESET, limited
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.notifications import queries, rules, service
from app.notifications.forms import MailChoiceForm
from app.notifications.views.reading import bp


@bp.route("/choices", methods=["GET", "POST"])
@require(Can.USE)
@limited(RESET, posts_only=True)
def choices() -> ResponseReturnValue:
    """Where and when mail comes."""
    actor = current_actor()
    user, (mode, hour) = accounts.get_user(actor.id), queries.choice_of(actor)
    form = MailChoiceForm(data={"email": user.email, "mode": mode, "hour": hour, "version": user.version})
    form.mode.offer(rules.MODE_WORDS)
    if form.carry_out(lambda draft: service.choose(actor, draft)):
        return go_to("notifications.choices", toast=Message("Saved."))
    return render("notifications/choices.html", form=form, is_set_up=mail.is_set_up())
