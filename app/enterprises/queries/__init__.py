"""Reading enterprises, their groups and their contacts.

Enterprises and contacts are for everybody who may see enterprises; personal data of contacts is masked where
it is shown (`may_see_personal`), never left out of a query.
"""

from app.enterprises.queries import subjects
from app.enterprises.queries.contacts import (
    CONTACTS,
    ContactFilters,
    NamedContact,
    contact_columns,
    contact_listing,
    contact_names,
    contact_options,
    contacts,
    contacts_of,
    find_contact_named,
    get_contact,
    posts_at,
    visible_contacts,
)
from app.enterprises.queries.enterprises import (
    FACT_VOCABULARIES,
    LIST,
    EnterpriseFilters,
    Relative,
    columns,
    enterprises,
    get,
    group,
    group_ids,
    listing,
    offered_words,
    owners_of,
    sectors_of,
    visible_to,
    words,
)
from app.enterprises.queries.lookup import LookAlike, Named, bearers_of, look_alikes, names, options
from app.enterprises.queries.projects import PROJECTS_OF, ProjectRow, projects_of

__all__ = [
    "CONTACTS",
    "FACT_VOCABULARIES",
    "LIST",
    "PROJECTS_OF",
    "ContactFilters",
    "EnterpriseFilters",
    "LookAlike",
    "Named",
    "NamedContact",
    "ProjectRow",
    "Relative",
    "bearers_of",
    "columns",
    "contact_columns",
    "contact_listing",
    "contact_names",
    "contact_options",
    "contacts",
    "contacts_of",
    "enterprises",
    "find_contact_named",
    "get",
    "get_contact",
    "group",
    "group_ids",
    "listing",
    "look_alikes",
    "names",
    "offered_words",
    "options",
    "owners_of",
    "posts_at",
    "projects_of",
    "sectors_of",
    "subjects",
    "visible_contacts",
    "visible_to",
    "words",
]
