"""Commands of the one who installs."""

from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import AppGroup
from pydantic import ValidationError

from app.accounts import queries
from app.accounts.schemas import NewUserDraft, UnitDraft
from app.accounts.service import directory, founding
from app.kernel.deploy import DEPLOY_CHECKS, Flaw
from app.kernel.passwords import flaw_of
from app.kernel.permissions import Role
from app.kernel.words import say
from config import Oidc


@DEPLOY_CHECKS.plug("single sign-on")
def check_single_sign_on() -> Iterator[Flaw]:
    """Every group leads to a role that there is."""
    provider: Oidc | None = current_app.config["OIDC"]
    for group, (role, _) in (provider.role_map if provider else {}).items():
        if role not in set(Role):
            yield Flaw(f"LUODI_OIDC_ROLE_MAP gives {group} the role {role}, which there is not.")


cli = AppGroup("accounts", help="Users of this installation.")


@DEPLOY_CHECKS.plug("accounts")
def check_accounts() -> Iterator[Flaw]:
    """Nobody signs in with a password that stands in a README, and somebody can administer."""
    if sample := queries.count_sample_users():
        yield Flaw(f"{sample} sample users can sign in with a known password. Start with an empty database.")
    if not queries.count_active_admins():
        yield Flaw("there is no administrator. Run flask accounts create-admin.")


@cli.command("create-admin")
@click.argument("username")
@click.option("--name", prompt=True, help="The administrator's own name.")
@click.option("--unit", prompt="Unit (such as 投资促进局)", help="The unit, made when there is none of this name.")
@click.password_option(help="As the password policy of the office asks for.")
def create_admin(username: str, name: str, unit: str, password: str) -> None:
    """Make the first administrator of an empty installation (or another one)."""
    if flaw := flaw_of(password, username, name, policy=queries.password_policy()):
        raise click.ClickException(say(flaw))
    known = next((row for row in queries.list_units() if row.name_zh == unit), None)
    try:  # all that was typed is judged before anything is written, so the unit's number may come later
        place = UnitDraft(name_zh=unit, kind="committee")
        draft = NewUserDraft(name=name, unit_id=known.id if known else 1, username=username, role=Role.ADMIN)
    except ValidationError as flaws:
        raise click.ClickException(flaws.errors()[0]["msg"]) from flaws
    if queries.find_user(draft.username):
        raise click.ClickException(f"there is already a user {username!r}")
    home = known or directory.create_unit(None, place)
    directory.create_user(None, draft.model_copy(update={"unit_id": home.id}), password=password)
    founding.close()
    click.echo(f"Administrator {username} can sign in now.")


@cli.command("setup-code")
def setup_code() -> None:
    """Tell the code with which the page /setup makes the first administrator of an empty installation."""
    if queries.has_users():
        raise click.ClickException("somebody can sign in already, so there is nothing to set up")
    click.echo(f"Open /setup and type this code: {founding.setup_code()}")
