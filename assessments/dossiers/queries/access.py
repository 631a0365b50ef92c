"""Which dossiers a person may see, and whether they may write in one."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from assessments.models import Assessment, SectionAssignment, SectionProgress
from assessments.states import EDITABLE, SUBMITTED_STATES, State
from partners.access import YES, AccessDecision, Person, countries_of, holding, may, no
from partners.roles import Permission
from techbank.exceptions import Hidden


def visible_to(user: Person, on: date) -> QuerySet[Assessment]:
    """Dossiers of the person's own countries, and submitted ones for officers and auditors.

    Nobody else sees a live dossier, published or not: the public reads snapshots.
    """
    own = Q(country__in=countries_of(user, Permission.READ_OWN_ASSESSMENT, on))
    if holding(user, Permission.READ_SUBMITTED, on):
        own |= Q(state__in=SUBMITTED_STATES)
    return Assessment.objects.filter(own).select_related("country", "cycle", "taken_by")


def get_visible(user: Person, assessment_id: UUID, on: date) -> Assessment:
    """One dossier; raises ``Hidden`` when it does not exist or belongs to others. One query."""
    assessment = visible_to(user, on).filter(pk=assessment_id).first()
    if assessment is None:
        raise Hidden
    return assessment


def takes_part(assessment: Assessment, user: Person, on: date) -> bool:
    """Whether the person works on the dossier: its country's team, reviewers and approvers.

    Auditors read and change nothing; a team of another country never takes part.
    """
    officers = (Permission.REVIEW_ASSESSMENT, Permission.APPROVE_ASSESSMENT)
    team = may(user, Permission.EDIT_ASSESSMENT, on=on, country=assessment.country)
    return bool(team) or any(holding(user, right, on) for right in officers)


def _locked_reason(assessment: Assessment) -> str:
    if assessment.state in EDITABLE:
        return _("The review did not hand back this section, so it stays as it was submitted.")
    return _("The assessment cannot be changed while it is “%(state)s”.") % {
        "state": assessment.state_label
    }


def _open_for_writing(assessment: Assessment, section: str) -> bool:
    """While drafting every section is open; after a return only the returned sections."""
    if assessment.state == State.DRAFTING:
        return True
    if assessment.state != State.RETURNED:
        return False
    returned = SectionProgress.objects.filter(assessment=assessment, key=section, returned=True)
    return not section or returned.exists()


def _open_sections(assessment: Assessment, sections: Iterable[str]) -> set[str]:
    """Of these sections the ones that the state of the dossier leaves open for writing."""
    if assessment.state == State.DRAFTING:
        return set(sections)
    if assessment.state != State.RETURNED:
        return set()
    returned = SectionProgress.objects.filter(assessment=assessment, returned=True)
    return set(returned.values_list("key", flat=True)) & set(sections)


def _not_assigned_reason() -> str:
    return _(
        "This section is not assigned to you. Ask the coordinator, who can assign it to you "
        "on the team page."
    )


def may_assign(assessment: Assessment, user: Person, on: date) -> AccessDecision:
    """Whether the person hands out the sections of the dossier, and so may write in all."""
    return may(user, Permission.ASSIGN_SECTIONS, on=on, country=assessment.country)


def may_edit(assessment: Assessment, user: Person, on: date, section: str = "") -> AccessDecision:
    """Whether the person may write in the dossier, or in one section of it, now.

    A coordinator writes in every section that is open, a contributor in those assigned to them;
    without ``section``: in some section. At most two queries.
    """
    right = may(user, Permission.EDIT_ASSESSMENT, on=on, country=assessment.country)
    if not right:
        return right
    if not _open_for_writing(assessment, section):
        return no(_locked_reason(assessment))
    if not section or may_assign(assessment, user, on):
        return YES
    own = SectionAssignment.objects.filter(
        assessment=assessment, section=section, person=user.pk, ended_at__isnull=True
    )
    if own.exists():
        return YES
    return no(_not_assigned_reason())


def may_edit_each(
    assessment: Assessment, user: Person, on: date, sections: Iterable[str]
) -> dict[str, AccessDecision]:
    """What ``may_edit`` answers for each of the sections, by key. At most three queries in all."""
    keys = list(sections)
    right = may(user, Permission.EDIT_ASSESSMENT, on=on, country=assessment.country)
    if not right:
        return dict.fromkeys(keys, right)
    open_keys = _open_sections(assessment, keys)
    if may_assign(assessment, user, on):
        assigned = set(keys)
    else:
        own = SectionAssignment.objects.filter(
            assessment=assessment, person=user.pk, ended_at__isnull=True
        )
        assigned = set(own.values_list("section", flat=True))
    locked, not_assigned = no(_locked_reason(assessment)), no(_not_assigned_reason())
    return {
        key: locked if key not in open_keys else YES if key in assigned else not_assigned
        for key in keys
    }


def awaiting(user: Person, on: date) -> QuerySet[Assessment]:
    """Dossiers on which the next act is this person's. One query.

    Coordinators: drafts, returned ones, approved ones to release. Reviewing officers: submitted
    ones nobody took, and their own in review. Approving officers: recommended by others, and
    released ones to publish.
    """
    mine = Q(pk__in=[])
    own = countries_of(user, Permission.SUBMIT_ASSESSMENT, on)
    if own:
        mine |= Q(country__in=own, state__in=EDITABLE)
        mine |= Q(country__in=own, state=State.APPROVED, released_at__isnull=True)
    if holding(user, Permission.REVIEW_ASSESSMENT, on):
        mine |= Q(state=State.SUBMITTED) | Q(state=State.IN_REVIEW, taken_by=user.pk)
    if holding(user, Permission.APPROVE_ASSESSMENT, on):
        mine |= Q(state=State.RECOMMENDED) & ~Q(recommended_by=user.pk)
    if holding(user, Permission.PUBLISH_ASSESSMENT, on):
        mine |= Q(state=State.APPROVED, released_at__isnull=False)
    return Assessment.objects.filter(mine).select_related("country", "cycle", "taken_by")
