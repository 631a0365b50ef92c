"""Signed copies of documents: files beside them, made once, where a key is configured."""

import logging
from datetime import datetime
from typing import Final

from assessments.models import PlanDocument
from assessments.publication.documents import store
from assessments.states import DocumentState
from techbank import signing
from techbank.signing.pdf import sign

log = logging.getLogger("assessments.documents")

SIGNED_BY: Final = "Technology Bank"


def keep_signed_copy(*, digest: str, at: datetime) -> bool:
    """Sign a stored document and keep the copy; True when there was something to do.

    Nothing happens without a key, for a copy there is already, and for a key whose certificate is
    not valid at the moment. Raises ``KeyProblem`` for a key that does not open.
    """
    key = signing.configured()
    target = store.signed_path(digest)
    if key is None or target.exists() or not key.is_valid_on(at):
        return False
    content = store.path_of(f"{digest}.pdf").read_bytes()
    store.keep_signed(digest, sign(content, key=key, name=SIGNED_BY, at=at))
    return True


def try_to_sign(*, digest: str, at: datetime) -> None:
    """As ``keep_signed_copy``; what goes wrong is logged: a document is ready without its copy."""
    try:
        keep_signed_copy(digest=digest, at=at)
    except Exception:
        log.exception("signing failed", extra={"digest": digest})


def sign_missing(*, at: datetime) -> int:
    """Sign every document that is ready and has no signed copy; how many there were.

    Raises ``KeyProblem``, and ``OSError`` when a file is gone or the disk is full.
    """
    ready = PlanDocument.objects.filter(state=DocumentState.READY).order_by("ready_at")
    digests = ready.values_list("digest", flat=True).distinct()
    return sum(keep_signed_copy(digest=digest, at=at) for digest in digests)
