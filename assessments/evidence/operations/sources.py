"""Adding, changing and removing the sources of facts, with their files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.operations.editing import lock_for_writing, writer_role
from assessments.models import Assessment, Evidence
from assessments.models.progress_reports import REPORT
from assessments.progress.operations import hold_for_reporting
from assessments.progress.queries import get_report
from assessments.questions import questionnaire
from assessments.questions.definitions import Audience
from assessments.questions.records import RECORD_KINDS, fields_of
from assessments.records.operations.kinds import kind_of
from assessments.records.operations.states import get_record
from partners.models import User
from techbank import audit
from techbank.exceptions import Hidden, Invalid, Stale
from techbank.files import private_store
from techbank.files.uploads import Upload

_WIDEST = list(Audience)
_SENTENCE_OF = {
    "evidence_files_fit": gettext_lazy(
        "The dossier has 100 files already; it holds no more. Remove one first."
    ),
    "evidence_bytes_fit": gettext_lazy(
        "The files of the dossier would have more than 200 MB. Remove one first, or send a "
        "smaller one."
    ),
    "evidence_removed_fit": gettext_lazy(
        "Files that were removed still take up room until tomorrow. Add this one then."
    ),
    "evidence_file_fits": gettext_lazy("The file is too large. It may have at most 10 MB."),
    "evidence_rows_fit": gettext_lazy("The dossier has 2,000 sources already; it holds no more."),
}


@dataclass(frozen=True)
class EvidencedFact:
    """What is evidenced: a question by its key, or a record and perhaps one of its fields."""

    question: str = ""
    kind: str = ""
    record_id: UUID | None = None
    field: str = ""


@dataclass(frozen=True)
class Source:
    """Where it says so. ``seen_by`` is an ``Audience``."""

    source: str
    page: str
    url: str
    seen_by: str


def section_of(*, assessment: Assessment, fact: EvidencedFact) -> str:
    """The section a fact is written in, of a progress report the plan; raises ``Hidden`` for a
    fact the dossier has not."""
    if fact.kind == REPORT:
        return "plan"
    if not fact.question:
        return kind_of(fact.kind).section
    try:
        return questionnaire(assessment.questionnaire).section_of(fact.question).key
    except (KeyError, StopIteration):
        raise Hidden from None


def widest_audience(*, assessment: Assessment, fact: EvidencedFact) -> Audience:
    """Who may at most see a source: those who see the answer or the field; of a record everybody,
    of a progress report the country and the bank.

    Raises ``Hidden`` for a field the record has not.
    """
    if fact.kind == REPORT:
        return Audience.BANK
    if fact.question:
        return questionnaire(assessment.questionnaire).question(fact.question).seen_by
    if not fact.field:
        return Audience.PUBLIC
    for field in fields_of(RECORD_KINDS[fact.kind], assessment.questionnaire):
        if field.key == fact.field:
            return field.seen_by
    raise Hidden


def _hold(assessment: Assessment, fact: EvidencedFact, by: User, at: datetime) -> Assessment:
    """The dossier, locked, for somebody who may write where the fact is written."""
    if fact.kind == REPORT:
        return hold_for_reporting(assessment=assessment, by=by, at=at)
    section = section_of(assessment=assessment, fact=fact)
    return lock_for_writing(assessment=assessment, section=section, by=by, at=at)


def _check(assessment: Assessment, fact: EvidencedFact, source: Source) -> None:
    if fact.kind == REPORT and fact.record_id is not None:
        get_report(assessment, fact.record_id)
    elif fact.record_id is not None:
        get_record(assessment=assessment, kind=fact.kind, record_id=fact.record_id)
    if not source.source.strip():
        raise Invalid(_("Say what the source is."), field="source")
    widest = widest_audience(assessment=assessment, fact=fact)
    if _WIDEST.index(Audience(source.seen_by)) < _WIDEST.index(widest):
        raise Invalid(
            _("More people would see the source than see what it is about. Choose fewer."),
            field="seen_by",
        )


def _explained(error: IntegrityError) -> Invalid:
    """The database's refusal as a sentence; an unknown one is raised again."""
    for name, sentence in _SENTENCE_OF.items():
        if name in str(error):
            return Invalid(str(sentence), field="file")
    raise error


def _with_file(upload: Upload | None, write: Callable[[str], Evidence]) -> Evidence:
    """Keep the file, then write its row. Without the row nobody can reach the file: it is taken
    away at once, or by the sweep when this process dies before."""
    name = private_store.new_name() if upload else ""
    try:
        if upload:
            private_store.keep(name, upload.content)
        row = write(name)
    except BaseException as error:
        if upload:
            private_store.forget(name)
        if isinstance(error, IntegrityError):
            raise _explained(error) from error
        raise
    if upload and row.stored_as != name:
        private_store.forget(name)
    return row


def _facts_of(upload: Upload | None, name: str) -> dict[str, str | int | None]:
    if upload is None:
        return {}
    return {
        "stored_as": name,
        "file_name": upload.name,
        "media_type": upload.media_type,
        "size": upload.size,
        "digest": upload.digest,
    }


def add_evidence(
    *,
    assessment: Assessment,
    evidence_id: UUID,
    fact: EvidencedFact,
    source: Source,
    upload: Upload | None,
    by: User,
    at: datetime,
) -> Evidence:
    """Add a source to a fact, perhaps with a file that passed ``check_upload``.

    ``evidence_id`` is the form's: sent twice, it is added once and the first comes back. Raises
    ``Refused`` when the section cannot be changed, ``Hidden`` for a fact of another dossier,
    ``Invalid`` with the field the sentence belongs to.
    """

    def write(name: str) -> Evidence:
        return _add(assessment, evidence_id, fact, source, upload, name, by, at)

    return _with_file(upload, write)


@transaction.atomic
def _add(
    assessment: Assessment,
    evidence_id: UUID,
    fact: EvidencedFact,
    source: Source,
    upload: Upload | None,
    name: str,
    by: User,
    at: datetime,
) -> Evidence:
    locked = _hold(assessment, fact, by, at)
    _check(locked, fact, source)
    row = Evidence(
        id=evidence_id,
        assessment=locked,
        **vars(fact),
        **vars(source),
        **_facts_of(upload, name),
        added_at=at,
        added_by=by,
    )
    before = _sent_before(row)
    if before is not None:
        return before
    _insert(row)
    _record(row, "added", by, at)
    return row


def _sent_before(row: Evidence) -> Evidence | None:
    return Evidence.objects.filter(
        pk=row.pk, assessment=row.assessment, added_by=row.added_by
    ).first()


def _insert(row: Evidence) -> None:
    """A UUID that another row has was not this form's: it gets one of ours."""
    if Evidence.objects.filter(pk=row.pk).exists():
        row.pk = uuid4()
    row.save(force_insert=True)


def _held(assessment: Assessment, evidence_id: UUID) -> Evidence:
    rows = Evidence.objects.filter(assessment=assessment, removed_at__isnull=True, pk=evidence_id)
    source = rows.select_for_update(of=("self",)).first()
    if source is None:
        raise Hidden
    return source


def fact_of(evidence: Evidence) -> EvidencedFact:
    """What a row is evidence of."""
    return EvidencedFact(evidence.question, evidence.kind, evidence.record_id, evidence.field)


def change_source(
    *,
    evidence: Evidence,
    source: Source,
    base_version: int,
    upload: Upload | None = None,
    by: User,
    at: datetime,
) -> Evidence:
    """Change what is said of a source, or attach the file that was not at hand.

    Raises ``Stale`` when somebody changed it since ``base_version``, ``Invalid`` for a second
    file, else as ``add_evidence`` does.
    """

    def write(name: str) -> Evidence:
        return _change(evidence, source, base_version, upload, name, by, at)

    return _with_file(upload, write)


@transaction.atomic
def _change(
    evidence: Evidence,
    source: Source,
    base_version: int,
    upload: Upload | None,
    name: str,
    by: User,
    at: datetime,
) -> Evidence:
    fact = fact_of(evidence)
    locked = _hold(evidence.assessment, fact, by, at)
    row = _held(locked, evidence.pk)
    _check(locked, fact, source)
    if upload and row.digest:
        raise Invalid(
            _("This source has its file. Add another source for another file."), field="file"
        )
    changed = {**vars(source), **_facts_of(upload, name)}
    if all(getattr(row, name) == value for name, value in changed.items()):
        return row
    if row.version != base_version:
        raise Stale(_("Somebody changed this source in the meantime."), theirs=row)
    for field, value in changed.items():
        setattr(row, field, value)
    row.version += 1
    row.save(update_fields=[*changed, "version"])
    _record(row, "changed", by, at)
    return row


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User, at: datetime) -> None:
    """Take a source off its fact. Its file can be had no more; a snapshot or a submission that
    has it keeps it. Removing twice is removing once."""
    locked = _hold(evidence.assessment, fact_of(evidence), by, at)
    rows = Evidence.objects.filter(assessment=locked, pk=evidence.pk, removed_at__isnull=True)
    if rows.update(removed_at=at, removed_by=by):
        _record(evidence, "removed", by, at)


def _record(row: Evidence, how: str, by: User, at: datetime) -> None:
    what = "a source with a file" if row.digest else "a source"
    audit.record(
        verb=f"evidence.{how}",
        sentence=f"{by} {how} {what} in “{row.assessment}”.",
        by=by,
        role=writer_role(row.assessment, by, at),
        subject=row.assessment,
        country=row.assessment.country_id,
        details={
            "evidence": str(row.pk),
            "section": section_of(assessment=row.assessment, fact=fact_of(row)),
            "at": row.address,
            "file": {"sha256": row.digest, "size": row.size} if row.digest else None,
        },
    )
