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
    one = rows.get(pk=assignment.pk)
    if one.ended_at is not None:
        raise WrongState(_("The section is not assigned to this person any more."))
    return one


def require_assigner(assessment: Assessment, by: User, at: datetime) -> None:
    require(by, Permission.ASSIGN_SECTIONS, on=at.date(), country=assessment.country)


def require_before_approval(assessment: Assessment) -> None:
    if assessment.state not in BEFORE_APPROVAL:
        raise WrongState(_("The dossier is closed: its sections are handed out no more."))


def section_of(one: SectionAssignment) -> Section:
    return questionnaire(one.assessment.questionnaire).section(one.section)


def set_columns(one: SectionAssignment, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(one, name, value)
    one.save(update_fields=list(columns))


def record(
    verb: str, sentence: str, one: SectionAssignment, by: User, at: datetime, **details: Any
) -> None:
    country = one.assessment.country
    permission = Permission.EDIT_ASSESSMENT
    audit.record(
        verb=verb,
        sentence=sentence,
        by=by,
        role=role_used(by, permission, on=at.date(), country=country),
        subject=one.assessment,
        country=country.pk,
        details={"section": one.section, "person": str(one.person), **details},
    )


def tell(
    one: SectionAssignment, verb: str, said: str, by: User, at: datetime, **details: Any
) -> None:
    title = title_of(one.assessment, one.section)
    record(verb, f"{by} " + said % (title, one.assessment), one, by, at, **details)


SUBJECTS: dict[str, Promise] = {
    "sent_back": gettext_lazy("Back to you: %(section)s"),
    "ready": gettext_lazy("Ready for your review: %(section)s"),
}


def write_about(one: SectionAssignment, to: User, template: str, by: User, at: datetime) -> None:
    """A letter about one section. Its title is translated where it is rendered."""
    section = section_of(one)
    address = address_of("section", one.assessment_id, one.section)
    said = {"one": one, "section": section, "by": by, "address": address}
    key = f"{template}:{one.pk}:{at.isoformat()}"

    def subject() -> str:
        return str(SUBJECTS[template]) % {"section": section.title}

    post(letter(to=to, template=template, subject=subject, said=said), key=key)
