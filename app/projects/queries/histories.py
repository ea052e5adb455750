"""How the history of a project reads."""

from app.kernel.histories import HISTORIES, History, area, code, day, moment, money, record, term, text, yes_no
from app.kernel.text import Message
from app.projects import rules
from app.projects.queries import scope

HISTORIES.plug("projects")(
    History(
        names=lambda actor, ids: {n: (row.name_zh, row.name_en) for n, row in scope.named(actor, list(ids)).items()},
        fields={
            "code": text(Message("Code")),
            "name_zh": text(Message("Chinese name")),
            "name_en": text(Message("English name")),
            "codename": text(Message("Codename")),
            "disclosure": code(Message("Disclosure"), rules.DISCLOSURE_NAMES),
            "track": code(Message("Track"), rules.TRACK_NAMES),
            "enterprise_id": record(Message("Enterprise"), "enterprises"),
            "company_id": record(Message("Project company"), "enterprises"),
            "investors": record(Message("Other investors"), "enterprises"),
            "sector_id": record(Message("Sector"), "sectors"),
            "park_id": record(Message("Park"), "units"),
            "stage": code(Message("Stage"), rules.STAGE_NAMES),
            "left": code(Message("Stage left"), rules.STAGE_NAMES),
            "entered": code(Message("Stage entered"), rules.STAGE_NAMES),
            "stage_since": day(Message("In this stage since")),
            "status": code(Message("Status"), rules.STATUS_NAMES),
            "status_reason": text(Message("Reason")),
            "kind": code(Message("Milestone"), rules.MILESTONE_NAMES),
            "claimed_on": day(Message("Happened on")),
            "planned_on": day(Message("Planned on")),
            "officer_id": record(Message("Responsible officer"), "users"),
            "team": record(Message("Team"), "users"),
            "unit_id": record(Message("Unit"), "units"),
            "sponsor_id": record(Message("Sponsoring leader"), "people"),
            "lead_unit_id": record(Message("Lead department"), "units"),
            "total_fen": money(Message("Total investment")),
            "contract_fen": money(Message("Contract amount")),
            "fixed_fen": money(Message("Fixed assets")),
            "foreign_fen": money(Message("Foreign part")),
            "need_land": area(Message("Land needed")),
            "need_power_kva": text(Message("Power needed (kVA)")),
            "need_note": text(Message("Other needs")),
            "jobs": text(Message("Jobs")),
            "output_fen": money(Message("Yearly output")),
            "tax_fen": money(Message("Yearly tax")),
            "source": term(Message("Source"), "source"),
            "received_on": day(Message("Received on")),
            "answered_on": day(Message("Answered on")),
            "summary": text(Message("Summary")),
            "next_step": text(Message("Next step")),
            "next_owner_id": record(Message("Next step by"), "users"),
            "next_due_on": day(Message("Next step due")),
            "is_legacy": yes_no(Message("Legacy project")),
            "is_sample": yes_no(Message("sample")),
            "archived_at": moment(Message("Archived")),
        },
    )
)
