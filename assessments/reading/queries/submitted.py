"""A dossier as it was submitted, for readers who are not of the country.

While sections are back with the country it writes in them again; officers and auditors read them
as they were at the last submission until the next one.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from assessments.models import (
    Answer,
    Assessment,
    Endorsement,
    RecordRevision,
    Revision,
    SectionProgress,
)
from assessments.questions import answers as cleaning
from assessments.questions import questionnaire
from assessments.questions.definitions import Section
from assessments.questions.record_definitions import RecordKind
from assessments.questions.records import kinds_of
from assessments.states import State

from . import contents, progress
from .progress import AnsweredQuestion
from .shown import ShownKind, ShownRecord
from .written import facts_of, names_of, title_of


def _handed_in(assessment: Assessment, section: str, *, of_country: bool) -> datetime | None:
    """The moment up to which this reader sees the section; None when they see it as it is now."""
    if of_country or assessment.state != State.RETURNED:
        return None
    handed_back = SectionProgress.objects.filter(assessment=assessment, key=section, returned=True)
    return assessment.submitted_at if handed_back.exists() else None


def stands_as_handed_in(assessment: Assessment, sections: Iterable[str]) -> bool:
    """Whether none of the sections is back with the country. At most one query."""
    if assessment.state != State.RETURNED:
        return True
    rows = SectionProgress.objects.filter(assessment=assessment, returned=True)
    return not rows.filter(key__in=list(sections)).exists()


def _answers_at(assessment: Assessment, keys: Iterable[str], last: datetime) -> dict[str, Answer]:
    """Each answer as it was at a moment, not stored anywhere. One query."""
    rows = Revision.objects.filter(
        assessment=assessment,
        key__in=list(keys),
        outcome=Revision.Outcome.SAVED,
        written_at__lte=last,
    )
    newest = rows.order_by("key", "-version", "-pk").distinct("key").select_related("written_by")
    return {
        revision.key: Answer(
            assessment=assessment,
            key=revision.key,
            value=revision.value,
            not_known=revision.not_known,
            version=revision.version,
            updated_at=revision.written_at,
            updated_by=revision.written_by,
        )
        for revision in newest
    }


def answers(
    assessment: Assessment, section: str, *, of_country: bool, locale: str = "en"
) -> list[AnsweredQuestion]:
    """The questions of a section with the answers this reader may know of. At most two queries."""
    last = _handed_in(assessment, section, of_country=of_country)
    if last is None:
        return progress.answers(assessment, section, locale=locale)
    questions = questionnaire(assessment.questionnaire).section(section).questions
    revisions = _answers_at(assessment, (question.key for question in questions), last)
    return [
        AnsweredQuestion(
            question,
            revisions.get(question.key),
            cleaning.display(revisions[question.key].value, question, locale=locale)
            if question.key in revisions
            else "",
        )
        for question in questions
    ]


def _kinds_in(assessment: Assessment, section: Section) -> list[RecordKind]:
    """The kinds of the section, those below other records too."""
    return [kind for kind in kinds_of(assessment.questionnaire) if kind.section == section.key]


def _records_at(
    assessment: Assessment, kinds: Iterable[str], last: datetime
) -> list[RecordRevision]:
    """Each record as it was at a moment, in the order in which they were added. One query."""
    rows = RecordRevision.objects.filter(
        assessment=assessment,
        kind__in=list(kinds),
        outcome__in=(RecordRevision.Outcome.SAVED, RecordRevision.Outcome.REMOVED),
        written_at__lte=last,
    ).order_by("pk")
    newest: dict[object, RecordRevision] = {}
    for row in rows:
        newest[row.record_id] = row
    return [row for row in newest.values() if row.outcome == RecordRevision.Outcome.SAVED]


def _as_record(revision: RecordRevision, names: dict[str, str]) -> ShownRecord:
    facts = facts_of(revision, names, of_country=False)
    status = ""
    if revision.kind == "option":
        screened_in, chosen = (
            revision.values.get(key) is True for key in ("screened_in", "chosen")
        )
        status = contents.option_status(screened_in=screened_in, chosen=chosen)
    return ShownRecord(
        str(revision.record_id), title_of(revision), facts, revision.version, status=status
    )


def records(
    assessment: Assessment, section: Section, on: date, *, of_country: bool
) -> list[ShownKind]:
    """The records of a section as far as this reader may know of them."""
    last = _handed_in(assessment, section.key, of_country=of_country)
    if last is None:
        return contents.records_of(assessment, section, on)
    kinds = _kinds_in(assessment, section)
    rows = _records_at(assessment, (kind.key for kind in kinds), last)
    names = names_of(assessment, rows, last=last)
    shown_kinds = []
    for kind in kinds:
        records = [_as_record(row, names) for row in rows if row.kind == kind.key]
        shown_kinds.append(ShownKind(kind.key, str(kind.plural), records))
    if "endorsement" in section.records and _endorsed_by(assessment, last):
        shown_kinds += contents.records_of(assessment, section, on)
    return shown_kinds


def _endorsed_by(assessment: Assessment, last: datetime) -> bool:
    return Endorsement.objects.filter(assessment=assessment, recorded_at__lte=last).exists()


def notice(assessment: Assessment, section: str, *, of_country: bool) -> str:
    """What to say above a section that is shown as it was submitted; "" for any other."""
    if _handed_in(assessment, section, of_country=of_country) is None:
        return ""
    return _("The country is changing this section. You see it as it was submitted.")
