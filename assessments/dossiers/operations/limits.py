"""How much of one dossier is kept, so that nothing piles up for ever.

Generous: a team at work meets none of these. Each refusal says what can be done instead.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from assessments.models import Assessment, IssuedWorkbook, WorkbookReturn
from techbank.database.advisory_locks import advisory_lock
from techbank.exceptions import Invalid

DAY = timedelta(days=1)
WORKBOOKS_A_DAY, WORKBOOKS_IN_ALL = 30, 1000
RETURNS_A_DAY, RETURNS_OPEN = 60, 20
PRINTS_A_DAY = 30


def _take_turn(assessment: Assessment) -> None:
    """Two at once do not both take the last place. Not by the dossier's row: people who
    write in it do not wait for a workbook."""
    advisory_lock(f"workbooks of {assessment.pk}")


def _too_many_today(most: int) -> str:
    return _(
        "That was done %(most)d times for this assessment today, which is the limit. Use what "
        "is there, or come back tomorrow."
    ) % {"most": most}


def require_room_for_workbook(assessment: Assessment, at: datetime) -> None:
    """Raises ``Invalid`` when no further workbook is issued: what was issued is never deleted."""
    _take_turn(assessment)
    rows = IssuedWorkbook.objects.filter(assessment=assessment)
    if rows.filter(issued_at__gt=at - DAY).count() >= WORKBOOKS_A_DAY:
        raise Invalid(_too_many_today(WORKBOOKS_A_DAY))
    if rows.count() >= WORKBOOKS_IN_ALL:
        raise Invalid(
            _(
                "This assessment has %(most)d workbooks, which is the limit. Use one that was "
                "downloaded before."
            )
            % {"most": WORKBOOKS_IN_ALL}
        )


def require_room_for_return(assessment: Assessment, at: datetime) -> None:
    """Raises ``Invalid`` while too many returned workbooks wait, or too many came in a day."""
    _take_turn(assessment)
    rows = WorkbookReturn.objects.filter(assessment=assessment)
    if rows.filter(outcome=WorkbookReturn.Outcome.OPEN).count() >= RETURNS_OPEN:
        raise Invalid(
            _(
                "%(most)d uploaded workbooks are still to be checked. Accept rows of one of "
                "them, or discard it, first."
            )
            % {"most": RETURNS_OPEN}
        )
    if rows.filter(returned_at__gt=at - DAY).count() >= RETURNS_A_DAY:
        raise Invalid(_too_many_today(RETURNS_A_DAY))


def require_room_for_print(asked_today: int) -> None:
    """Raises ``Invalid`` when enough prints of the dossier were made in a day."""
    if asked_today >= PRINTS_A_DAY:
        raise Invalid(_too_many_today(PRINTS_A_DAY))
