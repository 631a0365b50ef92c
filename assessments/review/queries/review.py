"""What stands in the review of a dossier."""

from django.db.models import QuerySet

from assessments.models import Assessment, ReviewRound, Thread


def must_fix_open(assessment: Assessment) -> int:
    """How many unresolved threads forbid a recommendation. One query."""
    return Thread.objects.filter(
        assessment=assessment, must_fix=True, resolved_at__isnull=True
    ).count()


def threads_of(assessment: Assessment) -> QuerySet[Thread]:
    """All threads with their people and remarks. Two queries."""
    threads = Thread.objects.filter(assessment=assessment)
    return threads.select_related("opened_by", "resolved_by").prefetch_related(
        "remarks__written_by"
    )


def rounds_of(assessment: Assessment) -> QuerySet[ReviewRound]:
    """Every round, first one first. One query."""
    return ReviewRound.objects.filter(assessment=assessment).select_related("officer")
