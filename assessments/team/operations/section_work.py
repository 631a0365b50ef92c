"""What the acts on an assigned section share: lock, right, trail and letter."""

from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.operations.editing import title_of
from assessments.models import Assessment, SectionAssignment
from assessments.questions import questionnaire
from assessments.questions.definitions import Section
from assessments.states import BEFORE_APPROVAL
from partners.access import require, role_used
from partners.models import User
from partners.roles import Permission
from techbank import audit
from techbank.exceptions import WrongState

from .letters import address_of, letter, post

Reminder = SectionAssignment.Reminder


def reminder_for(due_on: date, today: date) -> Reminder:
    """Which reminder fits a day: seven days before, one day before, or the day has passed."""
    left = (due_on - today).days
    if left < 0:
        return Reminder.OVERDUE
    if left <= 1:
        return Reminder.DAY
    return Reminder.WEEK if left <= 7 else Reminder.NONE


def hold(assessment: Assessment) -> Assessment:
    """The dossier, locked: of two who hand out sections one goes first, and no writer is midway."""
    return Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)


def locked_assignment(assignment: SectionAssignment) -> SectionAssignment:
    """The assignment as it is now, its dossier held. Raises ``WrongState`` once it has ended."""
    hold(assignment.assessment)
    rows = SectionAssignment.objects.select_related("assessment__country", "person", "assigned_by")
    locked = rows.get(pk=assignment.pk)
    if locked.ended_at is not None:
        raise WrongState(_("The section is not assigned to this person any more."))
    return locked


def require_assigner(assessment: Assessment, by: User, at: datetime) -> None:
    require(by, Permission.ASSIGN_SECTIONS, on=at.date(), country=assessment.country)


def require_before_approval(assessment: Assessment) -> None:
    if assessment.state not in BEFORE_APPROVAL:
        raise WrongState(_("The dossier is closed: its sections can no longer be assigned."))


def section_of(assignment: SectionAssignment) -> Section:
    return questionnaire(assignment.assessment.questionnaire).section(assignment.section)


def set_columns(assignment: SectionAssignment, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(columns))


def record(
    verb: str, sentence: str, assignment: SectionAssignment, by: User, at: datetime, **details: Any
) -> None:
    country = assignment.assessment.country
    permission = Permission.EDIT_ASSESSMENT
    audit.record(
        verb=verb,
        sentence=sentence,
        by=by,
        role=role_used(by, permission, on=at.date(), country=country),
        subject=assignment.assessment,
        country=country.pk,
        details={"section": assignment.section, "person": str(assignment.person), **details},
    )


def tell(
    assignment: SectionAssignment, verb: str, sentence: str, by: User, at: datetime, **details: Any
) -> None:
    title = title_of(assignment.assessment, assignment.section)
    record(
        verb, f"{by} " + sentence % (title, assignment.assessment), assignment, by, at, **details
    )


SUBJECTS: dict[str, Promise] = {
    "sent_back": gettext_lazy("Back to you: %(section)s"),
    "ready": gettext_lazy("Ready for your review: %(section)s"),
}


def write_about(
    assignment: SectionAssignment, to: User, template: str, by: User, at: datetime
) -> None:
    """A letter about one section. Its title is translated where it is rendered."""
    section = section_of(assignment)
    address = address_of("section", assignment.assessment_id, assignment.section)
    context = {"one": assignment, "section": section, "by": by, "address": address}
    key = f"{template}:{assignment.pk}:{at.isoformat()}"

    def subject() -> str:
        return str(SUBJECTS[template]) % {"section": section.title}

    post(letter(to=to, template=template, subject=subject, context=context), key=key)
