"""Taking away files that nobody can have any more."""

from datetime import datetime, timedelta

from django.db import transaction

from assessments.dossiers.queries.sources import cited, removed_with_file
from assessments.models import Evidence
from techbank import audit
from techbank.files import private_store

# Long enough for a download that is still running, and for a row that is not committed yet.
GRACE = timedelta(days=1)


def sweep(*, at: datetime) -> int:
    """Delete the files of sources removed a day ago, unless a snapshot or a submission has them,
    and files that no row names. Returns how many files went.

    The row is stamped before the file goes: a crash between leaves a file without a name, which
    the next sweep takes.
    """
    names = _stamp(at)
    for name in names:
        private_store.forget(name)
    known = set(Evidence.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    return len(names) + private_store.forget_others(known=known, before=at - GRACE)


@transaction.atomic
def _stamp(at: datetime) -> list[str]:
    names = []
    rows = removed_with_file().filter(removed_at__lt=at - GRACE)
    for row in rows.select_for_update(of=("self",), skip_locked=True):
        if cited(row):
            continue
        names.append(row.stored_as)
        Evidence.objects.filter(pk=row.pk).update(stored_as="", swept_at=at)
    if names:
        audit.record(
            verb="evidence.swept",
            sentence=f"{len(names)} files of removed sources were deleted.",
            by=None,
        )
    return names
