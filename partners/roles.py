"""Who holds which right: the roles of people of a country, of an organisation, of the bank.

A role is held *for* a country or an organisation, from a date to a date. A right says only what
its holder may do at all; that nobody approves what they wrote themselves is enforced in the
tables of acts and in the database.
"""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    COORDINATOR = "coordinator", _("National coordinator")
    CONTRIBUTOR = "contributor", _("National contributor")
    REVIEWING_OFFICER = "reviewing_officer", _("Reviewing officer")
    APPROVING_OFFICER = "approving_officer", _("Approving officer")
    FUNDING_OFFICER = "funding_officer", _("Funding officer")
    FUNDING_APPROVER = "funding_approver", _("Second funding officer")
    DONOR = "donor", _("Donor representative")
    PARTNER = "partner", _("Partner representative")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Permission(StrEnum):
    # a country's own dossier
    OPEN_ASSESSMENT = "assessments.open"
    READ_OWN_ASSESSMENT = "assessments.read_own"
    EDIT_ASSESSMENT = "assessments.edit"
    RECORD_ENDORSEMENT = "assessments.endorse"
    SUBMIT_ASSESSMENT = "assessments.submit"
    RELEASE_ASSESSMENT = "assessments.release"
    REPORT_PROGRESS = "assessments.report_progress"
    INVITE_COLLEAGUES = "assessments.invite"
    # The person who assigns the sections may write in all of them; the others in their own.
    ASSIGN_SECTIONS = "assessments.assign"
    # the bank's review of it
    READ_SUBMITTED = "assessments.read_submitted"
    REVIEW_ASSESSMENT = "assessments.review"
    APPROVE_ASSESSMENT = "assessments.approve"
    PUBLISH_ASSESSMENT = "assessments.publish"
    # money
    OFFER_PLEDGE = "funding.offer"
    ENTER_LEDGER = "funding.enter"
    APPROVE_LEDGER = "funding.approve"
    READ_LEDGER = "funding.read_ledger"
    # who, and what happened
    RECORD_STATUS = "partners.record_status"
    MANAGE_PEOPLE = "partners.manage_people"
    READ_TRAIL = "trail.read"


_COUNTRY_TEAM = {Permission.READ_OWN_ASSESSMENT, Permission.EDIT_ASSESSMENT}
_OFFICER = {Permission.READ_SUBMITTED, Permission.RECORD_STATUS}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(
        _COUNTRY_TEAM
        | {
            Permission.OPEN_ASSESSMENT,
            Permission.RECORD_ENDORSEMENT,
            Permission.SUBMIT_ASSESSMENT,
            Permission.RELEASE_ASSESSMENT,
            Permission.REPORT_PROGRESS,
            Permission.INVITE_COLLEAGUES,
            Permission.ASSIGN_SECTIONS,
        }
    ),
    Role.CONTRIBUTOR: frozenset(_COUNTRY_TEAM),
    Role.REVIEWING_OFFICER: frozenset(_OFFICER | {Permission.REVIEW_ASSESSMENT}),
    Role.APPROVING_OFFICER: frozenset(
        _OFFICER | {Permission.APPROVE_ASSESSMENT, Permission.PUBLISH_ASSESSMENT}
    ),
    Role.FUNDING_OFFICER: frozenset({Permission.ENTER_LEDGER, Permission.READ_LEDGER}),
    Role.FUNDING_APPROVER: frozenset({Permission.APPROVE_LEDGER, Permission.READ_LEDGER}),
    Role.DONOR: frozenset({Permission.OFFER_PLEDGE}),
    Role.PARTNER: frozenset(),
    Role.AUDITOR: frozenset(
        {Permission.READ_SUBMITTED, Permission.READ_LEDGER, Permission.READ_TRAIL}
    ),
    Role.ADMINISTRATOR: frozenset({Permission.MANAGE_PEOPLE}),
}

HELD_FOR_COUNTRY = frozenset({Role.COORDINATOR, Role.CONTRIBUTOR})
HELD_FOR_ORGANISATION = frozenset({Role.DONOR, Role.PARTNER})
NEEDS_SECOND_FACTOR = frozenset(
    {
        Role.REVIEWING_OFFICER,
        Role.APPROVING_OFFICER,
        Role.FUNDING_OFFICER,
        Role.FUNDING_APPROVER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
)
