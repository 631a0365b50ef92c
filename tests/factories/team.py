"""Sections entrusted to somebody without asking anybody."""

from collections.abc import Iterable
from datetime import date, datetime

from assessments.models import Assessment, SectionAssignment
from assessments.questions import questionnaire
from partners.models import User


def entrust(
    assessment: Assessment,
    person: User,
    *,
    by: User,
    at: datetime,
    sections: Iterable[str] | None = None,
    due_on: date | None = None,
) -> list[SectionAssignment]:
    """Assign sections, all of them when none is named."""
    every = [section.key for section in questionnaire(assessment.questionnaire).sections]
    return [
        SectionAssignment.objects.create(
            assessment=assessment,
            section=key,
            person=person,
            due_on=due_on,
            assigned_at=at,
            assigned_by=by,
        )
        for key in (every if sections is None else sections)
    ]
