"""How an assigned section is shown: who, until when, and how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from assessments.models import SectionAssignment
from assessments.questions.definitions import Section, Text
from assessments.team.queries import is_overdue


@dataclass(frozen=True)
class AssignmentRow:
    """An assignment in words. ``tone`` is empty while nothing has to be said of it."""

    assignment: SectionAssignment
    section: Section
    label: Text
    tone: str
    overdue: bool


def assignment_row(assignment: SectionAssignment, section: Section, at: datetime) -> AssignmentRow:
    late = is_overdue(assignment, at)
    if assignment.accepted_at:
        label, tone = _("Accepted"), "done"
    elif assignment.ready_at:
        label, tone = _("Ready for review"), "attention"
    elif late:
        label, tone = _("Overdue"), "attention"
    elif assignment.sent_back_at:
        label, tone = _("Given back"), "attention"
    else:
        label, tone = _("Assigned"), "doing"
    return AssignmentRow(assignment, section, label, tone, late)


def assignment_rows(
    assignments: Iterable[SectionAssignment], sections: Iterable[Section], at: datetime
) -> list[AssignmentRow]:
    """In the order of the sections; of one section, in the order in which they were assigned."""
    place = {section.key: (number, section) for number, section in enumerate(sections)}
    known = [item for item in assignments if item.section in place]
    known.sort(key=lambda item: place[item.section][0])
    return [assignment_row(item, place[item.section][1], at) for item in known]
