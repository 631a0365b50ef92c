"""Workbooks that were issued for a dossier, and the files that came back."""

from uuid import UUID

from django.db.models import QuerySet

from assessments.models import Assessment, IssuedWorkbook, WorkbookReturn
from techbank.exceptions import Hidden


def issued_of(assessment: Assessment) -> QuerySet[IssuedWorkbook]:
    """Workbooks of the dossier, newest first, without their contents. One query."""
    rows = IssuedWorkbook.objects.filter(assessment=assessment)
    return rows.select_related("issued_by").defer("contents")


def returns_of(assessment: Assessment) -> QuerySet[WorkbookReturn]:
    """Uploaded files of the dossier, newest first, without what they hold. One query."""
    rows = WorkbookReturn.objects.filter(assessment=assessment)
    return rows.select_related("returned_by").defer("cells", "report")


def get_issued(assessment: Assessment, issued_id: UUID) -> IssuedWorkbook:
    """A workbook of this dossier, whole. Raises ``Hidden``. One query."""
    rows = IssuedWorkbook.objects.select_related("assessment__country", "issued_by")
    issued = rows.filter(pk=issued_id, assessment=assessment).first()
    if issued is None:
        raise Hidden
    return issued


def get_return(assessment: Assessment, return_id: UUID) -> WorkbookReturn:
    """An uploaded file of this dossier, with what it was issued as. Raises ``Hidden``."""
    rows = WorkbookReturn.objects.select_related(
        "issued__assessment__country",
        "issued__issued_by",
        "assessment",
        "returned_by",
        "settled_by",
    )
    back = rows.filter(pk=return_id, assessment=assessment).first()
    if back is None:
        raise Hidden
    return back
