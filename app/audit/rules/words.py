"""Everything that is logged, on one screen: each action in words, and what the details beside it are called.

This room lies below those whose verbs it names, so that whoever audits reads one list (decision 0012). A house
test fails for an action in the sources that has no words here.
"""

from app.kernel import histories
from app.kernel.histories import Field
from app.kernel.text import Message

ACTION_WORDS: dict[str, Message] = {
    "absence.end": Message("ended an absence"),
    "absence.name_deputy": Message("named a deputy"),
    "access.refuse": Message("was refused"),
    "account.change_password": Message("changed the own password"),
    "account.choose_password": Message("chose a password by a link"),
    "account.end_other_sessions": Message("signed out everywhere else"),
    "account.end_session": Message("signed out another device"),
    "account.recovery_codes": Message("made new recovery codes"),
    "account.second_factor_begun": Message("began to set up a second factor"),
    "account.second_factor_off": Message("switched the second factor off"),
    "account.second_factor_on": Message("switched the second factor on"),
    "account.sign_in": Message("signed in"),
    "account.sign_in_refused": Message("a sign-in was refused"),
    "account.sign_out": Message("signed out"),
    "attachment.add": Message("added a file"),
    "attachment.erase": Message("a file was erased"),
    "attachment.supersede": Message("put a newer file in place"),
    "attachment.withdraw": Message("withdrew a file"),
    "contact.archive": Message("archived a contact"),
    "contact.change": Message("changed a contact"),
    "contact.copy": Message("took a copy of a contact's data"),
    "contact.create": Message("wrote down a contact"),
    "contact.erase": Message("erased a contact on request"),
    "contact.move": Message("noted a contact's new post"),
    "contact.restore": Message("restored a contact"),
    "contact.unmask": Message("saw a contact's details in full"),
    "enterprise.archive": Message("archived an enterprise"),
    "enterprise.change": Message("changed an enterprise"),
    "enterprise.create": Message("wrote down an enterprise"),
    "enterprise.hand_over": Message("handed over an enterprise"),
    "enterprise.restore": Message("restored an enterprise"),
    "follow_up.close": Message("closed a follow-up"),
    "follow_up.hand_over": Message("handed over a follow-up"),
    "follow_up.postpone": Message("moved a due date"),
    "follow_up.promise": Message("wrote down a follow-up"),
    "grant.create": Message("gave a role"),
    "grant.remove": Message("took a role away"),
    "grant.review": Message("reviewed a role"),
    "list.export": Message("took a list out"),
    "meeting.archive": Message("archived a meeting"),
    "meeting.cancel": Message("cancelled a meeting"),
    "meeting.change": Message("changed a meeting"),
    "meeting.hand_over": Message("handed over a meeting"),
    "meeting.log": Message("logged a meeting"),
    "meeting.restore": Message("restored a meeting"),
    "person.change": Message("changed a person"),
    "person.create": Message("wrote down a person"),
    "policy.archive": Message("archived a policy"),
    "policy.change": Message("changed a policy"),
    "policy.create": Message("wrote down a policy"),
    "policy.restore": Message("restored a policy"),
    "project.archive": Message("archived a project"),
    "project.change": Message("changed a project"),
    "project.create": Message("created a project"),
    "project.hand_over": Message("handed over a project"),
    "project.let_in": Message("let somebody see a project"),
    "project.look": Message("looked at a confidential project"),
    "project.milestone": Message("recorded a milestone"),
    "project.move": Message("moved a project to another stage"),
    "project.next_step": Message("set the next step"),
    "project.restore": Message("restored a project"),
    "project.shut_out": Message("ended somebody's sight of a project"),
    "project.status": Message("changed a project's status"),
    "project.withdraw": Message("withdrew a milestone"),
    "sector.change": Message("changed a sector"),
    "sector.create": Message("created a sector"),
    "setting.change": Message("changed a setting"),
    "unit.change": Message("changed a unit"),
    "unit.create": Message("created a unit"),
    "user.activate": Message("let a user sign in"),
    "user.create": Message("created a user"),
    "user.deactivate": Message("ended a user's access"),
    "user.leave": Message("handed over everything of a leaver"),
    "user.link_single_sign_on": Message("linked single sign-on"),
    "user.reset_password": Message("reset a password"),
    "user.reset_second_factor": Message("reset a second factor"),
}

#: Details that verbs add, whatever the record.
DETAILS: dict[str, Field] = {
    "reason": histories.text(Message("Reason")),
    "note": histories.text(Message("Note")),
    "since": histories.day(Message("Since")),
    "until": histories.day(Message("Until")),
    "effective_on": histories.day(Message("Effective on")),
    "follow_ups": histories.text(Message("Follow-ups")),
    "user": histories.record(Message("User"), "users"),
    "user_id": histories.record(Message("User"), "users"),
    "list": histories.text(Message("List")),
    "filters": histories.text(Message("Filters")),
    "rows": histories.text(Message("Rows")),
    "kind": histories.text(Message("Kind")),
    "sha256": histories.text(Message("SHA-256")),
    "name": histories.text(Message("Name")),
    "tries": histories.text(Message("Wrong tries")),
    "setting": histories.text(Message("Setting")),
    "old": histories.text(Message("Before")),
    "new": histories.text(Message("After")),
    "method": histories.text(Message("Way")),
    "door": histories.text(Message("Door")),
    "emptied": histories.text(Message("Entries emptied")),
}

#: What the tables of records are called in the filter, where no room says it.
LISTS: dict[str, Message] = {
    "grants": Message("Role"),
    "settings": Message("Setting"),
    "milestones": Message("Milestone"),
}


def action_word(action: str) -> Message | str:
    """An action in words; an action of a program newer than this one as it is written."""
    return ACTION_WORDS.get(action, action)
