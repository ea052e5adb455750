"""What can be done to a policy. Each command is one transaction."""

from app.audit import service as audit
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message, search_terms
from app.policies import queries
from app.policies.models import Policy
from app.policies.schemas import PolicyChange, PolicyDraft
from app.vocabularies import queries as vocabularies


@command
def create(actor: Actor, draft: PolicyDraft, *, once: str | None = None, is_sample: bool = False) -> Policy:
    """Write a policy down."""
    if made := once_keys.claim(actor, once):
        return queries.get(actor, made)
    policy = Policy(is_sample=is_sample)
    _fill(actor, policy, draft)
    db.session.add(policy)
    db.session.flush()
    once_keys.settle(actor, once, policy.id)
    audit.record(actor, "policy.create", policy)
    return policy


@command
def change(actor: Actor, policy_id: int, draft: PolicyChange) -> Policy:
    """Correct a policy."""
    policy = queries.get(actor, policy_id)
    policy.expect_version(draft.version)
    _fill(actor, policy, draft)
    audit.record(actor, "policy.change", policy)
    return policy


@command
def archive(actor: Actor, policy_id: int, version: int) -> Policy:
    """Put a policy away; what refers to it stays."""
    policy = queries.get(actor, policy_id)
    policy.expect_version(version)
    policy.archived_at = clock.now()
    audit.record(actor, "policy.archive", policy)
    return policy


@command
def restore(actor: Actor, policy_id: int, version: int) -> Policy:
    """Bring a policy back."""
    policy = queries.get(actor, policy_id)
    policy.expect_version(version)
    policy.archived_at = None
    audit.record(actor, "policy.restore", policy)
    return policy


def _fill(actor: Actor, policy: Policy, draft: PolicyDraft) -> None:
    if not vocabularies.is_term("policy_level", draft.level):
        raise Invalid.at("level", Message("Choose one of the options."))
    sectors = vocabularies.sectors(actor, draft.sectors)
    if len(sectors) != len(set(draft.sectors)):
        raise Invalid.at("sectors", Message("One of these sectors does not exist."))
    for name in ("title_zh", "issuer_zh", "level", "issued_on", "valid_from", "valid_until"):
        setattr(policy, name, getattr(draft, name))
    for name in ("title_en", "number", "issuer_en", "summary_zh", "summary_en", "clauses", "source"):
        setattr(policy, name, getattr(draft, name) or "")
    policy.sectors = sectors
    policy.search = search_terms(policy.title_zh, policy.title_en, policy.number)
