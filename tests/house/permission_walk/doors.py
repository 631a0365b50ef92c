"""Every address of the portal as it can be asked for: on what, and with which minimal body."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse

from .stage import Stage

METHODS = ("GET", "POST")
NOTHING = "-"


@dataclass(frozen=True)
class Door:
    """``whose`` says on what the address points, "-" for nothing owned. ``body`` is what POST
    sends: enough that the guard, not the form, decides."""

    name: str
    whose: str = NOTHING
    args: tuple[Any, ...] = ()
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return reverse(self.name, args=self.args)


PLAIN = (
    "healthz readyz account_login account_logout account_inactive account_signup "
    "account_reauthenticate account_email account_email_verification_sent "
    "account_change_password account_set_password account_reset_password "
    "account_confirm_login_code account_reset_password_from_key_done "
    "account_reset_password_done mfa_index mfa_authenticate mfa_reauthenticate "
    "mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes "
    "mfa_generate_recovery_codes mfa_download_recovery_codes usersessions_list api_schema "
    "api-plans api-contributions api-country-list desk funding contributions offers "
    "ledger ledger_add rates plans external_assessments assessments assessment_open home "
    "countries programme organisations people person_add trail trail_verify "
    "trail_export account set_language"
).split()
# Whatever a person of the country or an officer reads or writes in a dossier.
_DOSSIER = ("assessment", "ranking", "scores", "endorsement", "documents", "review")
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
        Door("verify", "unknown digest", args=("0" * 64,)),
    ]
    return [*(Door(name) for name in PLAIN), *keyed]


def dossier_doors(stage: Stage, station: str) -> list[Door]:
    """The pages of one dossier, with a section, a record, a thread, a receipt of its own."""
    one = stage.dossiers[station]
    record = stage.record(station).pk
    doors = [Door(name, station, (one.pk,)) for name in _DOSSIER]
    doors += [
        Door("dossier_trail", station, (one.pk,)),
        Door("receipt", station, (one.pk, 1)),
        Door("section", station, (one.pk, "plan")),
        Door("section_check", station, (one.pk, "plan")),
        Door("record_add", station, (one.pk, "sector")),
        Door("record_edit", station, (one.pk, "sector", record)),
        Door("record_remove", station, (one.pk, "sector", record)),
        Door("history", station, (one.pk, "plan.summary")),
        Door("history", f"{station}, kept by the country", (one.pk, "endorsement.internal_note")),
        Door("thread_open", station, (one.pk, "plan"), {"text": "When?"}),
    ]
    thread = stage.threads.get(station)
    if thread is not None:
        doors.append(Door("thread", station, (one.pk, thread.pk), {"text": "In 2027."}))
        settle = {"act": "resolve"}
        doors.append(Door("thread", f"{station}, resolve", (one.pk, thread.pk), settle))
    return doors


def _acts(stage: Stage) -> list[Door]:
    body = {"reason": "Because of the costs.", "sections": ["plan"]}
    return [
        Door("act", f"{station}, {name}", (stage.dossiers[station].pk, name), body)
        for name, station in ACTS_AT
    ]


def _documents(stage: Stage) -> list[Door]:
    doors = []
    for (station, projection), document in stage.documents.items():
        for name in ("document_file", "document_status", "document_again"):
            doors.append(Door(name, f"{station}, {projection}", (document.pk,)))
    for station, snapshot in stage.snapshots.items():
        for projection in ("digest", "public_digest"):
            digest = getattr(snapshot, projection)
            doors.append(Door("verify", f"{station}, {projection}", (digest,)))
    asked = {
        "snapshot": stage.snapshots["published"].pk,
        "language": "pt",
        "projection": "public",
    }
    dossier = stage.dossiers["published"].pk
    doors.append(Door("documents", "published, one more", (dossier,), asked))
    return doors


def _plans(stage: Stage) -> list[Door]:
    doors = []
    for station, snapshot in stage.snapshots.items():
        action = UUID(snapshot.public["actions"][0]["id"])
        doors += [
            Door(name, station, (snapshot.pk,)) for name in ("plan", "api-plan", "api-plan-actions")
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
    found = _plain()
    for station in DOSSIERS:
        found += dossier_doors(stage, station)
    found += [Door("assessment", station, (stage.dossiers[station].pk,)) for station in OTHERS]
    for more in (_acts, _documents, _plans, _money, _people):
        found += more(stage)
    return found


OTHERS = ("withdrawn", "submitted", "recommended", "approved")
