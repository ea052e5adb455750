"""The page for a forgotten password, and the letter with the link."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.forms import ForgottenForm
from app.accounts.service import forgotten as service
from app.accounts.views.identity import bp
from app.kernel import mail
from app.kernel.errors import NotFound
from app.kernel.guard import public
from app.kernel.mail import Letter
from app.kernel.rates import RESET, limited
from app.kernel.readers import reading_as
from app.kernel.tasks import TASKS, Task
from app.kernel.text import Message
from app.kernel.web import go_to, render, whole_address
from app.kernel.words import say

_SENT = Message("If this name belongs to somebody with a mail address, a link is on its way there.")


@bp.route("/forgotten", methods=["GET", "POST"])
@public
@limited(RESET, posts_only=True)
def forgotten() -> ResponseReturnValue:
    """Ask for a link to a new password. The answer is the same whatever the name."""
    if not mail.is_set_up():
        raise NotFound
    form = ForgottenForm()
    if form.carry_out(service.ask):
        return go_to("accounts.sign_in", toast=_SENT)
    return render("accounts/forgotten.html", form=form)


def write(payload: Mapping[str, Any]) -> None:
    """Send the link, unless there is nobody to send it to. The link is made only now, so that no job holds its code."""
    made = service.make_link(payload["user"]) if mail.is_set_up() else None
    if made is None:
        return
    actor, address, link = made
    with reading_as(actor):
        way = whole_address("accounts.choose_password", number=link.number, code=link.code)
        letter = Letter(
            to=address,
            subject=say(Message("Luodi: a link to a new password")),
            plain=render_template("accounts/letter.txt", address=way),
            html=render_template("accounts/letter.html", address=way),
        )
    mail.send(letter)


TASKS.plug(service.LETTER)(Task(title=Message("Link to a new password"), run=write, is_letter=True))
