"""What each right lets its holder do, in words. A right without words fails the tests of the house."""

from app.kernel.permissions import Can
from app.kernel.text import Message

RIGHTS: dict[Can, Message] = {
    Can.USE: Message("Sign in, own profile and desk, search, read the sectors"),
    Can.SEE_ENTERPRISES: Message("Read enterprises and contacts, phone and mail masked"),
    Can.EDIT_ENTERPRISES: Message("Enter and change enterprises and contacts"),
    Can.SEE_PERSONAL: Message("See phone and mail of contacts in full"),
    Can.ERASE_PERSONAL: Message("Erase a contact on request, everywhere and for good"),
    Can.SEE_PROJECTS: Message("Read open projects, and the confidential ones one works on or is let in to"),
    Can.LIST_MASKED: Message("Know other masked projects by codename, sector, amount band and stage"),
    Can.EDIT_PROJECTS: Message("Enter projects; change those one works on or whose unit one leads"),
    Can.WAIVE: Message("Let a project move on although something is lacking"),
    Can.VERIFY: Message("Verify milestones that others claimed"),
    Can.SEE_CONFIDENTIAL: Message("Read confidential projects and meetings as far as the role reaches"),
    Can.SEE_MEETINGS: Message("Read meeting records and follow-ups"),
    Can.LOG_MEETINGS: Message("Log meetings, write and close follow-ups"),
    Can.SEE_POLICIES: Message("Read policies"),
    Can.EDIT_POLICIES: Message("Enter and change policies"),
    Can.SEE_SITES: Message("Read parks and sites, and what is reserved as far as one may know the project"),
    Can.EDIT_SITES: Message("Enter, change and archive sites"),
    Can.RESERVE_SITES: Message("Hold, promise and contract sites for projects one may change"),
    Can.SEE_DASHBOARD: Message("Read the dashboard, counted over what one sees in full"),
    Can.EXPORT: Message("Take lists out as files; every file is logged"),
    Can.ARCHIVE: Message("Archive records that one may change, and restore them"),
    Can.EDIT_VOCABULARIES: Message("Change sectors and the short lists of words"),
    Can.SEE_USERS: Message("Read who may sign in and with which roles"),
    Can.EDIT_USERS: Message("Enter and change users, people and units"),
    Can.EDIT_GRANTS: Message("Give roles and take them away"),
    Can.SEE_SETTINGS: Message("Read the settings of the office"),
    Can.EDIT_SETTINGS: Message("Change the settings of the office"),
    Can.EDIT_SECURITY: Message("Change the settings about security"),
    Can.SEE_AUDIT: Message("Read the audit log and who looked at confidential projects"),
    Can.SEE_RIGHTS: Message("Read this table"),
    Can.SEE_SYSTEM: Message("Read how the installation is doing"),
}
