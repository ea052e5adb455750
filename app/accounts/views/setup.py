"""The first administrator of an empty installation; afterwards this door is not there."""

from flask.typing import ResponseReturnValue

from app.accounts import queries
from app.accounts.forms import SetupForm
from app.accounts.rules import POLICY_WORDS
from app.accounts.service import founding
from app.accounts.views.identity import bp
from app.kernel.errors import NotFound
from app.kernel.guard import public
from app.kernel.text import Message
from app.kernel.web import go_to, render
from app.kernel.words import say


@bp.route("/setup", methods=["GET", "POST"])
@public
def setup() -> ResponseReturnValue:
    """Make the first unit and its administrator, for who can read the setup code on the server."""
    if queries.has_users():
        founding.close()
        raise NotFound
    founding.setup_code()
    form = SetupForm()
    if form.carry_out(founding.found):
        return go_to("accounts.sign_in", toast=Message("Luodi is set up. Sign in with what you have just chosen."))
    policy = queries.password_policy()
    return render("accounts/setup.html", form=form, policy=say(POLICY_WORDS[policy.code]), file=founding.CODE_FILE)
