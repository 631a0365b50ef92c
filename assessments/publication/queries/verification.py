"""Whether a digest, from paper or from a file, belongs to a published plan."""

import re
from dataclasses import dataclass

from django.db.models import Q

from assessments.models import PlanDocument, Snapshot
from assessments.states import State

from .plans import published

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Verified:
    """``document`` is set when the digest is that of a PDF rather than of the version itself.

    ``newest`` is the version that is published now.
    """

    snapshot: Snapshot
    newest: Snapshot | None
    document: PlanDocument | None = None

    @property
    def current(self) -> bool:
        """Whether this is the version that is published now."""
        return self.newest is not None and self.newest.pk == self.snapshot.pk


def _published_version(digest: str) -> Snapshot | None:
    versions = Snapshot.objects.filter(assessment__state=State.PUBLISHED).defer("full")
    snapshot = versions.filter(Q(digest=digest) | Q(public_digest=digest))
    return snapshot.select_related("assessment__country").first()


def _published_document(digest: str) -> PlanDocument | None:
    """By the digest of its file, or of one that this file replaced."""
    documents = PlanDocument.objects.filter(
        Q(digest=digest) | Q(earlier_digests__contains=[digest]),
        snapshot__assessment__state=State.PUBLISHED,
    )
    return documents.select_related("snapshot__assessment__country").defer("snapshot__full").first()


def verified(digest: str) -> Verified | None:
    """The published version a digest belongs to; None when it is unknown or not published.

    At most three queries.
    """
    wanted = digest.lower()
    if not _DIGEST.fullmatch(wanted):
        return None
    document = None
    snapshot = _published_version(wanted)
    if snapshot is None:
        document = _published_document(wanted)
        snapshot = document.snapshot if document else None
    if snapshot is None:
        return None
    return Verified(snapshot, published().filter(assessment=snapshot.assessment).first(), document)
