"""Plan documents a person may read."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from assessments.dossiers.queries.access import visible_to
from assessments.models import Assessment, PlanDocument
from assessments.states import APPROVED_STATES, Projection, State
from partners.access import Person
from techbank.exceptions import Hidden


def frame_language(assessment: Assessment) -> str:
    """The language of the headings and labels in a dossier's first documents: the dossier's own
    where the portal prints it, else the country's working language, else English."""
    printed = dict(settings.DOCUMENT_LANGUAGES)
    wanted = (assessment.language, assessment.country.working_language, "en")
    return next(code for code in wanted if code in printed)


def of_assessment(assessment: Assessment) -> QuerySet[PlanDocument]:
    """Every document of a dossier, newest first. One query."""
    documents = PlanDocument.objects.filter(snapshot__assessment=assessment)
    return documents.select_related("snapshot", "asked_by").defer(
        "snapshot__full", "snapshot__public"
    )


def _visible(user: Person, on: date) -> Q:
    published = Q(projection=Projection.PUBLIC, snapshot__assessment__state=State.PUBLISHED)
    mine = visible_to(user, on).filter(state__in=APPROVED_STATES).values("pk")
    return published | Q(snapshot__assessment__in=mine)


def visible_document(user: Person, document_id: UUID, on: date) -> PlanDocument:
    """A document the person may read; everybody may read public ones of published plans.

    Raises ``Hidden`` otherwise. One query.
    """
    documents = PlanDocument.objects.filter(_visible(user, on), pk=document_id)
    # What the snapshot holds is large, and few of the doors need it.
    documents = documents.defer("snapshot__full", "snapshot__public")
    document = documents.select_related("snapshot__assessment__country").first()
    if document is None:
        raise Hidden
    return document
