"""Every address of the portal as it can be asked for: on what, and with which minimal body."""

import json
from uuid import UUID, uuid4

from assessments.models import Activity, Answer, Assessment
from assessments.models.progress_reports import REPORT

from .door import NOTHING, Door
from .stage import NOT_ASSIGNED, Stage
from .workshop_doors import scoring_doors

__all__ = ["METHODS", "NOTHING", "Door", "all_doors", "dossier_doors"]
METHODS = ("GET", "POST")
PLAIN = (
    "healthz readyz account_login account_logout account_inactive account_signup "
    "account_reauthenticate account_email account_email_verification_sent "
    "account_change_password account_set_password account_reset_password "
    "account_confirm_login_code account_reset_password_from_key_done "
    "account_reset_password_done mfa_index mfa_authenticate mfa_reauthenticate "
    "mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes "
    "mfa_generate_recovery_codes mfa_download_recovery_codes usersessions_list api_schema "
    "api-plans api-contributions api-country-list desk funding contributions offers "
    "kept signed_in outgoing service_worker "
    "ledger ledger_add rates plans external_assessments assessments assessment_open home "
    "countries programme organisations people person_add trail trail_verify "
    "trail_export account set_language verify_file "
    "published_documents published_documents_status published_documents_again"
).split()
# Whatever a person of the country or an officer reads or writes in a dossier.
_DOSSIER = ("assessment", "ranking", "order", "scores", "endorsement", "documents", "review")
DOSSIERS = ("draft", "in review", "returned", "published")
ACTS_AT = (
    ("submit", "draft"),
    ("withdraw", "draft"),
    ("approve", "draft"),
    ("take", "submitted"),
    ("withdraw", "submitted"),
    ("return_sections", "in review"),
    ("recommend", "in review"),
    ("approve", "in review"),
    ("publish", "in review"),
    ("submit", "returned"),
    ("recommend", "recommended"),
    ("send_back", "recommended"),
    ("refuse", "recommended"),
    ("approve", "recommended"),
    ("withdraw", "recommended"),
    ("release", "approved"),
    ("publish", "approved"),
    ("publish", "released"),
    ("withdraw", "published"),
    ("approve", "published"),
)


def _plain() -> list[Door]:
    keyed = [
        Door("account_confirm_email", args=("unknown",)),
        Door("account_reset_password_from_key", args=("1", "unknown-key")),
        Door("api-coverage"),
        Door("api-country-detail", args=("AFG",)),
        Door("figure", args=("firm",)),
        Door("external_assessment", args=("AFG",)),
        Door("country", args=("AFG",)),
        Door("record_status", args=("AFG",)),
        Door("trail_entry", args=(1,)),
        Door("api-questionnaires"),
        Door("api-questionnaire", args=("2026.3",)),
        Door("blank_form", args=("2026.1",)),
        Door("blank_form_pdf", args=("2026.1", "en")),
        Door("verify", "unknown digest", args=("0" * 64,)),
    ]
    return [*(Door(name) for name in PLAIN), *keyed]


def _a_write(assessment: Assessment, key: str) -> str:
    version = Answer.objects.get(assessment=assessment, key=key).version
    return json.dumps(
        {"client_uuid": str(uuid4()), "key": key, "value": "By itself.", "base_version": version}
    )


def dossier_doors(stage: Stage, station: str) -> list[Door]:
    """The pages of one dossier, with a section, a record, a thread, a receipt of its own."""
    dossier = stage.dossiers[station]
    record = stage.record(station).pk
    doors = [Door(name, station, (dossier.pk,)) for name in _DOSSIER]
    doors += [
        Door("dossier_trail", station, (dossier.pk,)),
        Door("receipt", station, (dossier.pk, 1)),
        Door("language", station, (dossier.pk,), {"language": "rw"}),
        Door("roll_forward", station, (dossier.pk,)),
        Door("plan_coach", station, (dossier.pk,)),
        Door("section", station, (dossier.pk, "plan")),
        Door("section_check", station, (dossier.pk, "plan")),
        Door("offline", station, (dossier.pk,)),
        Door("save", station, (dossier.pk,), _a_write(dossier, "plan.summary")),
        Door("record_table", station, (dossier.pk, "sector")),
        Door("dossier_print", station, (dossier.pk,)),
        Door("dossier_print_pdf", station, (dossier.pk,)),
        Door("record_add", station, (dossier.pk, "sector")),
        Door("record_edit", station, (dossier.pk, "sector", record)),
        Door("record_remove", station, (dossier.pk, "sector", record)),
        Door("history", station, (dossier.pk, "plan.summary")),
        Door(
            "history", f"{station}, kept by the country", (dossier.pk, "endorsement.internal_note")
        ),
        Door("thread_open", station, (dossier.pk, "plan"), {"text": "When?"}),
    ]
    if stage.dossiers[station].country_id == "XTL":
        doors += _team_doors(stage, station)
    doors += _evidence_doors(stage, station)
    doors += _progress_doors(stage, station)
    doors += _workbook_doors(stage, station)
    thread = stage.threads.get(station)
    if thread is not None:
        doors.append(Door("thread", station, (dossier.pk, thread.pk), {"text": "In 2027."}))
        settle = {"act": "resolve"}
        doors.append(Door("thread", f"{station}, resolve", (dossier.pk, thread.pk), settle))
    return doors


def _workbook_doors(stage: Stage, station: str) -> list[Door]:
    """Taking a workbook out, its file, bringing one back, and one that came back."""
    item = stage.dossiers[station].pk
    return [
        Door("workbook", station, (item,), {"issue-sections": "plan"}),
        Door("workbook_download", station, (item, stage.workbooks[station].pk)),
        Door("workbook_return", station, (item,)),
        Door("workbook_preview", station, (item, stage.returns[station].pk), {"discard": "yes"}),
    ]


def _evidence_doors(stage: Stage, station: str) -> list[Door]:
    """Sources of one answer and of the whole dossier; the file of each audience."""
    item = stage.dossiers[station].pk
    values = {"id": str(uuid4()), "source": "Survey", "seen_by": "bank", "version": "1"}
    row = (item, stage.evidence[station, "bank"].pk)
    ours = (item, stage.evidence[station, "country"].pk)
    open_to_all = (item, stage.evidence[station, "public"].pk)
    text = f"{station}, kept by the country"
    return [
        Door("evidence", station, (item,)),
        Door("evidence", f"{station}, of an answer", (item,), values, "at=plan.summary"),
        Door("evidence", text, (item,), values, "at=endorsement.internal_note"),
        Door("evidence_change", station, row, values),
        Door("evidence_change", text, ours, values),
        Door("evidence_remove", station, row),
        Door("evidence_file", station, row),
        Door("evidence_file", text, ours),
        Door("evidence_file", f"{station}, of a public source", open_to_all),
    ]


def _progress_doors(stage: Stage, station: str) -> list[Door]:
    """A plan against what became of it; one activity; a report on it, and the report's sources."""
    dossier = stage.dossiers[station]
    activity = (dossier.pk, Activity.objects.filter(assessment=dossier)[0].pk)
    values = {"id": str(uuid4()), "status": "in_progress", "until_on": "2026-01-01"}
    doors = [
        Door("plan_progress", station, (dossier.pk,)),
        Door("activity_progress", station, activity),
        Door("progress_report", station, activity, values),
    ]
    report = stage.reports.get(station)
    if report is not None:
        source = {"id": str(uuid4()), "source": "Minutes", "seen_by": "bank"}
        at = f"at={REPORT}:{report.pk}"
        whose = f"{station}, of a progress report"
        doors.append(Door("evidence", whose, (dossier.pk,), source, at))
        instead = f"corrects={report.pk}"
        doors.append(Door("progress_report", f"{station}, corrected", activity, values, instead))
    return doors


def _team_doors(stage: Stage, station: str) -> list[Door]:
    """The team of a dossier, its changes, and writing an earlier text again."""
    item, bakari = stage.dossiers[station], stage.cast.bakari.pk
    record = stage.record(station).pk
    plan, needs = stage.assignment(station, "plan").pk, stage.assignment(station, "needs").pk
    assigned = {"person": bakari, "sections": ["team"], "note": "By May."}
    invited = {"full_name": "Zeta", "email": "zeta@cast.example", "language": "fr"}
    text = {"revision": stage.revision(station, "plan.summary").pk, "base_version": 1}
    entry = {"revision": stage.record_revision(station).pk, "base_version": 1}
    return [
        Door("section", f"{station}, not assigned", (item.pk, NOT_ASSIGNED)),
        Door("team", station, (item.pk,)),
        Door("team_invite", station, (item.pk,), invited),
        Door("team_assign", station, (item.pk,), assigned),
        Door("team_person", station, (item.pk, bakari), {"act": "end"}),
        Door("assignment", f"{station}, ready", (item.pk, plan), {"act": "ready"}),
        Door("assignment", f"{station}, accept", (item.pk, needs), {"act": "accept"}),
        Door("assignment", f"{station}, unassign", (item.pk, plan), {"act": "unassign"}),
        Door("changes", station, (item.pk,)),
        Door("record_history", station, (item.pk, "sector", record)),
        Door("answer_again", station, (item.pk, "plan.summary"), text),
        Door("record_again", station, (item.pk, "sector", record), entry),
    ]


def _acts(stage: Stage) -> list[Door]:
    body = {"reason": "Because of the costs.", "sections": ["plan"]}
    return [
        Door("act", f"{station}, {name}", (stage.dossiers[station].pk, name), body)
        for name, station in ACTS_AT
    ]


def _documents(stage: Stage) -> list[Door]:
    doors = []
    for (station, projection), document in stage.documents.items():
        names = "document_file document_tables document_snapshot document_status document_again"
        for name in names.split():
            doors.append(Door(name, f"{station}, {projection}", (document.pk,)))
    for station, snapshot in stage.snapshots.items():
        for projection in ("digest", "public_digest"):
            digest = getattr(snapshot, projection)
            doors.append(Door("verify", f"{station}, {projection}", (digest,)))
    values = {
        "snapshot": stage.snapshots["published"].pk,
        "language": "pt",
        "projection": "public",
    }
    dossier = stage.dossiers["published"].pk
    doors.append(Door("documents", "published, one more", (dossier,), values))
    return doors


def _plans(stage: Stage) -> list[Door]:
    doors = []
    for station, snapshot in stage.snapshots.items():
        action = UUID(snapshot.public["actions"][0]["id"])
        doors += [
            Door(name, station, (snapshot.pk,))
            for name in ("plan", "api-plan", "api-plan-actions", "api-plan-progress")
        ]
        doors.append(Door("plan_action", station, (snapshot.pk, action)))
        sent = {
            "client_uuid": "11111111-1111-4111-8111-111111111111",
            "donor": stage.cast.world.aurora.pk,
            "amount": "5",
            "currency": "USD",
        }
        doors.append(Door("offer", station, (snapshot.pk, action), sent))
    return doors


def _money(stage: Stage) -> list[Door]:
    assert stage.offer is not None
    why = {"reason": "Because of a double."}
    offer, entered, approved = stage.offer.pk, stage.rows["entered"].pk, stage.rows["approved"].pk
    return [
        Door("offer_detail", "the donor's", (offer,)),
        *(
            Door("offer_act", f"the donor's, {name}", (offer, name), why)
            for name in ("enter", "decline", "withdraw")
        ),
        Door("entry", "entered by the funding officer", (entered,)),
        *(
            Door("entry_act", f"entered by the funding officer, {name}", (entered, name), why)
            for name in ("approve", "reject", "reverse")
        ),
        Door("entry_act", "approved, reverse", (approved, "reverse"), why),
        Door("entry_act", "approved, approve", (approved, "approve"), why),
    ]


def _people(stage: Stage) -> list[Door]:
    partner, administrator = stage.cast.kofi, stage.cast.mateo
    doors = []
    for whose, person in (("the partner", partner), ("the administrator", administrator)):
        doors += [
            Door(name, whose, (person.pk,)) for name in ("person", "person_invite", "person_access")
        ]
        role = {"role": "auditor", "from_on": "2026-01-01"}
        doors.append(Door("role_grant", whose, (person.pk,), role))
        doors.append(Door("role_end", whose, (stage.role_of(person).pk,)))
    return doors


def all_doors(stage: Stage) -> list[Door]:
    """Every address at least once, on everything that makes a difference."""
    result = _plain()
    for station in DOSSIERS:
        result += dossier_doors(stage, station)
    result += [Door("assessment", station, (stage.dossiers[station].pk,)) for station in OTHERS]
    for more in (_acts, _documents, _plans, _money, _people, scoring_doors):
        result += more(stage)
    return result


OTHERS = ("withdrawn", "submitted", "recommended", "approved")
