"""What the trail says of one dossier: its entries page by page, and the receipts of submissions."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from assessments.models import Assessment
from partners.models import User
from partners.roles import HELD_FOR_COUNTRY
from techbank.audit.models import Entry
from techbank.web.lists import ROWS_A_PAGE

# Writing of which the trail alone keeps who did it: neither an answer nor a record.
_WRITING = (
    "prioritisation.method_set",
    "weights.saved",
    "scores.saved",
    "order.saved",
    "endorsement.recorded",
    "section.completed",
    "section.reopened",
    "evidence.added",
    "evidence.changed",
    "evidence.removed",
)
_SUBMITTED = "assessment.submitted"


@dataclass(frozen=True)
class DossierTrailPage:
    """Newest first. ``older`` is the number to ask below; None on the last page."""

    entries: list[Entry]
    older: int | None


@dataclass(frozen=True)
class Receipt:
    """The proof of one submission: the first, the second, with its entry in the trail."""

    number: int
    entry: Entry


def _about(assessment: Assessment) -> QuerySet[Entry]:
    """Entries about the dossier, and entries about something else that name it in their details."""
    label = Assessment._meta.label_lower
    named = Q(country=assessment.country_id, payload__contains=f'"assessment":"{assessment.pk}"')
    return Entry.objects.filter(Q(subject_type=label, subject_id=str(assessment.pk)) | named)


def _without_later_writing(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Without what the country's team did since its last submission: its sentences name what it
    writes. The submission itself stays, and what was said in the review."""
    handed_in = rows.filter(verb=_SUBMITTED).values_list("seq", flat=True).first()
    if handed_in is None:
        return rows
    later = Q(seq__gt=handed_in, actor_role__in=HELD_FOR_COUNTRY)
    return rows.exclude(later & ~Q(verb__startswith="thread."))


def page(
    assessment: Assessment, *, below: int | None = None, handed_in_only: bool = False
) -> DossierTrailPage:
    """One page of the dossier's entries, numbered below ``below``. One query.

    ``handed_in_only``: for readers who may not know what the country is writing now; two queries.
    """
    rows = _about(assessment).order_by("-seq")
    if handed_in_only:
        rows = _without_later_writing(rows)
    if below is not None:
        rows = rows.filter(seq__lt=below)
    rows_found = list(rows[: ROWS_A_PAGE + 1])
    entries = rows_found[:ROWS_A_PAGE]
    return DossierTrailPage(entries, entries[-1].seq if len(rows_found) > ROWS_A_PAGE else None)


def receipts_of(assessment: Assessment) -> list[Receipt]:
    """The receipts of a dossier's submissions, first one first. One query."""
    rows = Entry.objects.filter(
        verb=_SUBMITTED,
        subject_type=Assessment._meta.label_lower,
        subject_id=str(assessment.pk),
    ).order_by("seq")
    return [Receipt(number, entry) for number, entry in enumerate(rows, start=1)]


def wrote_without_revision(assessment: Assessment, person: User) -> bool:
    """Whether the person scored, weighed, endorsed or marked sections in the dossier. One query."""
    rows = Entry.objects.filter(
        subject_type=Assessment._meta.label_lower,
        subject_id=str(assessment.pk),
        actor_id=str(person.pk),
        verb__in=_WRITING,
    )
    return rows.exists()
