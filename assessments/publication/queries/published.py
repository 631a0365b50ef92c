"""The public documents of all published plans, in every language the portal prints."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from assessments.models import PlanDocument
from assessments.states import DocumentState, Projection

from .plans import published


@dataclass(frozen=True)
class DocumentCounts:
    """How many documents are in each state; ``unasked`` have no row yet."""

    total: int
    ready: int
    rendering: int
    queued: int
    failed: int

    @property
    def unasked(self) -> int:
        return self.total - self.ready - self.waiting - self.failed

    @property
    def waiting(self) -> int:
        return self.rendering + self.queued


def languages() -> tuple[str, ...]:
    """Codes of the languages documents are printed in."""
    return tuple(dict(settings.DOCUMENT_LANGUAGES))


def of_published() -> QuerySet[PlanDocument]:
    """Those requested so far, by country, then language."""
    documents = PlanDocument.objects.filter(
        projection=Projection.PUBLIC,
        language__in=languages(),
        snapshot__in=published().values("pk"),
    )
    return (
        documents.select_related("snapshot__assessment__country")
        .defer("snapshot__full", "snapshot__public")
        .order_by("snapshot__assessment__country_id", "language")
    )


def standing() -> DocumentCounts:
    """How far they are. Two queries."""
    by_state = {state: Count("pk", filter=Q(state=state)) for state in DocumentState.values}
    counts = of_published().order_by().aggregate(**by_state)
    return DocumentCounts(total=published().count() * len(languages()), **counts)


def failed() -> QuerySet[PlanDocument]:
    """Those that could not be rendered. One query."""
    return of_published().filter(state=DocumentState.FAILED)


def editions() -> Iterator[tuple[PlanDocument, bool]]:
    """Every one there should be: its row, or one not saved yet and ``True``. Two queries."""
    asked = {(document.snapshot_id, document.language): document for document in of_published()}
    for snapshot in published().defer("full", "public"):
        for language in languages():
            edition = asked.get((snapshot.pk, language))
            yield edition or PlanDocument(snapshot=snapshot, language=language), edition is None
