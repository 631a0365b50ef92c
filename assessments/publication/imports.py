"""Whether an uploaded file is a document of ours. It is read, never stored."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from assessments.publication.documents.archived import NotASnapshot, read_snapshot
from assessments.publication.documents.store import signed_path
from assessments.publication.queries.verification import Verified, verified
from techbank.files.content_types import EDGE
from techbank.files.sandbox import NotRead, read

_PDF = b"%PDF-"
_END = b"%%EOF"


class FileAnswer(StrEnum):
    """DOCUMENT: byte by byte ours. SIGNED: the copy of it that we signed. SNAPSHOT: the frozen
    contents themselves, however spaced. ALTERED: it carries the digest of a version, but its bytes
    are not ours. FOREIGN: unknown."""

    DOCUMENT = "document"
    SIGNED = "signed"
    SNAPSHOT = "snapshot"
    ALTERED = "altered"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Checked:
    """``version`` is the published version it belongs to; None exactly when it is FOREIGN."""

    answer: FileAnswer
    version: Verified | None
    digest: str


def check(content: bytes) -> Checked:
    """What the file is. At most thirteen queries, and half a second for a PDF that is not ours.

    Raises ``Invalid`` when another file is being read at this moment.
    """
    digest = hashlib.sha256(content).hexdigest()
    version = verified(digest)
    if version is not None:
        return Checked(
            FileAnswer.DOCUMENT if version.document else FileAnswer.SNAPSHOT, version, digest
        )
    if _PDF in content[:EDGE]:
        return _signed(content, digest) or _altered(content, digest)
    version = verified(_snapshot_digest(content))
    return Checked(FileAnswer.SNAPSHOT if version else FileAnswer.FOREIGN, version, digest)


def _signed(content: bytes, digest: str) -> Checked | None:
    """A signature is added after the document: the file is ours if the document before it is ours,
    and if the whole file is the copy that was signed here. Nothing is parsed."""
    end = content.find(_END) + len(_END)
    for front in (content[:end], content[: end + 1]):
        signed = hashlib.sha256(front).hexdigest()
        version = verified(signed)
        if version is not None and version.document is not None:
            copy = signed_path(signed)
            if copy.exists() and hashlib.sha256(copy.read_bytes()).hexdigest() == digest:
                return Checked(FileAnswer.SIGNED, version, digest)
    return None


def _altered(content: bytes, digest: str) -> Checked:
    """A PDF whose bytes are unknown: checked by the snapshot inside it, else by its file name."""
    try:
        named, _break, attached = read("inside", content).partition(b"\n")
    except NotRead:
        return Checked(FileAnswer.FOREIGN, None, digest)
    version = verified(_snapshot_digest(attached)) or verified(_digest_in(named))
    return Checked(FileAnswer.ALTERED if version else FileAnswer.FOREIGN, version, digest)


def _snapshot_digest(content: bytes) -> str:
    try:
        return read_snapshot(content).digest
    except NotASnapshot:
        return ""


def _digest_in(named: bytes) -> str:
    match = re.search(rb"[0-9a-f]{64}", named)
    return match.group().decode() if match else ""
