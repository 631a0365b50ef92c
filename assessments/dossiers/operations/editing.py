"""What every act of writing in a dossier does first: hold the dossier still, check the right."""

from datetime import datetime

from django.utils import translation

from assessments.dossiers.queries.access import may_edit
from assessments.models import Assessment
from assessments.questions import questionnaire
from partners.access import role_used
from partners.models import User
from partners.roles import Permission
from techbank.exceptions import Refused


def lock_for_writing(*, assessment: Assessment, section: str, by: User, at: datetime) -> Assessment:
    """The dossier, locked against a change of its state until the transaction ends.

    Writers share the lock, so that many hands write at once and only an act that changes the
    state waits for them. Raises ``Refused`` with the reason when the section cannot be changed.
    """
    rows = Assessment.objects.raw(
        "SELECT * FROM assessments_assessment WHERE id = %s FOR SHARE", [assessment.pk]
    )
    locked = rows[0]
    verdict = may_edit(locked, by, at.date(), section)
    if not verdict:
        raise Refused(verdict.reason)
    return locked


def writer_role(assessment: Assessment, by: User, at: datetime) -> str:
    """The role the writer writes in, for the trail."""
    return role_used(by, Permission.EDIT_ASSESSMENT, on=at.date(), country=assessment.country)


def title_of(assessment: Assessment, section: str) -> str:
    """A section as the trail names it: in English, like all of the trail."""
    with translation.override("en"):
        return str(questionnaire(assessment.questionnaire).section(section).title)
