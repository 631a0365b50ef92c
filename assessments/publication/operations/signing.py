"""Signed copies of documents: files beside them, made once, when a key is configured."""

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
    """Sign a stored document and store the copy; True when a copy was made.

    Nothing happens without a key, when there is a copy already, or when the certificate of the key
    is not valid at the moment. Raises ``KeyProblem`` for a key that cannot be opened.
    """
    key = signing.configured()
    target = store.signed_path(digest)
    if key is None or target.exists() or not key.is_valid_on(at):
        return False
    content = store.path_of(f"{digest}.pdf").read_bytes()
    store.keep_signed(digest, sign(content, key=key, name=SIGNED_BY, at=at))
    return True


def try_to_sign(*, digest: str, at: datetime) -> None:
    """As ``keep_signed_copy``, but errors are logged: a document is ready without its copy."""
    try:
        keep_signed_copy(digest=digest, at=at)
    except Exception:
        log.exception("signing failed", extra={"digest": digest})


def sign_missing(*, at: datetime) -> int:
    """Sign every document that is ready and has no signed copy; returns how many.

    Raises ``KeyProblem``, and ``OSError`` when a file is missing or the disk is full.
    """
    ready = PlanDocument.objects.filter(state=DocumentState.READY).order_by("ready_at")
    digests = ready.values_list("digest", flat=True).distinct()
    return sum(keep_signed_copy(digest=digest, at=at) for digest in digests)
