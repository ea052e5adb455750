"""The short lists of words: what each is for."""

from dataclasses import dataclass

from app.kernel.text import Message


@dataclass(frozen=True)
class Vocabulary:
    """A list by its code: what it is called and where its words are offered."""

    code: str
    name: Message
    used_for: Message


VOCABULARIES = {
    one.code: one
    for one in (
        Vocabulary("meeting_mode", Message("Ways of meeting"), Message("Offered when a meeting is logged.")),
        Vocabulary("meeting_level", Message("Levels of meetings"), Message("By the highest of our side.")),
        Vocabulary("meeting_direction", Message("Directions of meetings"), Message("Who visited whom.")),
        Vocabulary("activity_kind", Message("Kinds of activities"), Message("Such as a tour or a signing ceremony.")),
        Vocabulary("followup_source", Message("Sources of follow-ups"), Message("Where a follow-up comes from.")),
        Vocabulary("tag", Message("Tags"), Message("Put on projects, to find and to group them.")),
        Vocabulary("source", Message("Sources of leads"), Message("How an enterprise or a project came to us.")),
        Vocabulary("ownership", Message("Kinds of ownership"), Message("Of enterprises.")),
        Vocabulary("chain_role", Message("Roles in the chain"), Message("What an enterprise is to its chain.")),
        Vocabulary("list_kind", Message("Well-known lists"), Message("Such as Fortune 500, with the year.")),
        Vocabulary("province", Message("Provinces"), Message("Where an investor comes from.")),
        Vocabulary("language", Message("Languages of contacts"), Message("In which somebody is spoken to.")),
        Vocabulary("document_kind", Message("Kinds of documents"), Message("What an attached file is.")),
        Vocabulary("policy_level", Message("Levels of policies"), Message("Who issued a policy.")),
    )
}
