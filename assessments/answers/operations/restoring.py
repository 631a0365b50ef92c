"""Using an earlier text again: it becomes a new version; the history does not change."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from assessments.models import Assessment, Record, RecordRevision, Revision
from assessments.questions import questionnaire
from assessments.records.operations.kinds import kind_of
from assessments.records.operations.writing import save_record
from partners.models import User
from techbank.exceptions import Invalid

from .answers import Saved, Written, save_answers


def use_answer_again(
    *,
    assessment: Assessment,
    revision: Revision,
    base_version: int,
    client_uuid: UUID,
    by: User,
    at: datetime,
) -> Saved:
    """Save an earlier text as the answer's new version, based on the version the writer saw.

    Raises as ``save_answers`` does, and ``Invalid`` for a text that could never be read.
    """
    if revision.outcome == Revision.Outcome.NOT_READ:
        raise Invalid(_("This text could not be read as an answer. Type it again."))
    section = questionnaire(assessment.questionnaire).section_of(revision.key)
    written = Written(
        key=revision.key,
        value=revision.value,
        not_known=revision.not_known,
        base_version=base_version,
        client_uuid=client_uuid,
    )
    return save_answers(assessment=assessment, section=section.key, written=[written], by=by, at=at)


def _read(model: type[Record], values: dict[str, Any]) -> dict[str, Any]:
    """The values as the table stores them; fields it no longer has are left out."""
    read_values: dict[str, Any] = {}
    for name, value in values.items():
        try:
            column = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if not isinstance(column, models.Field) or column.is_relation or value is None:
            read_values[name] = value
            continue
        try:
            read_values[name] = column.to_python(value)
        except ValidationError:
            raise Invalid(_("This text could not be read. Type it again.")) from None
    return read_values


def use_record_again(
    *,
    assessment: Assessment,
    revision: RecordRevision,
    base_version: int | None,
    by: User,
    at: datetime,
) -> Record:
    """Save an earlier state of a record as its new version; a removed record is restored.

    ``base_version`` is the version the writer saw, None when the record was removed. Raises as
    ``save_record`` does: ``Invalid`` when something it refers to does not exist any more.
    """
    if revision.outcome == RecordRevision.Outcome.NOT_READ:
        raise Invalid(_("This text could not be read. Type it again."))
    model = kind_of(revision.kind).model
    removed = base_version is None
    return save_record(
        assessment=assessment,
        kind=revision.kind,
        record_id=revision.record_id,
        values=_read(model, revision.values),
        base_version=base_version,
        new=removed,
        restoring=removed,
        by=by,
        at=at,
    )
