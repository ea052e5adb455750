"""What the rooms below know of enterprises and contacts."""

from app.enterprises import rules
from app.enterprises.queries import contacts, enterprises
from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.text import Message

SUBJECTS.plug("enterprises")(
    SubjectKind(
        word=Message("Enterprise"),
        get=enterprises.get,
        names=lambda enterprise: (enterprise.name_zh, enterprise.name_en),
        endpoint="enterprises.show",
        key="enterprise_id",
        may_change=rules.may_edit,
        takes_files=True,
    )
)
#: Without files: whatever a person hands over in writing belongs to their enterprise.
SUBJECTS.plug("contacts")(
    SubjectKind(
        word=Message("Contact"),
        get=contacts.get_contact,
        names=lambda contact: (contact.name, contact.name_en),
        endpoint="contacts.show",
        key="contact_id",
        may_change=rules.may_edit,
    )
)
