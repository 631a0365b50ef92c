"""A record as it stands: finding it, what refers to what, which fields two people both changed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from assessments.models import Assessment, Record
from assessments.plan.queries.causes import causes_back_to
from assessments.plan.queries.costs import chain_back_to
from assessments.questions.answers import fingerprint
from techbank.exceptions import Hidden, Invalid

from .kinds import kind_of

KEPT_BY_US = {
    "id",
    "assessment",
    "position",
    "version",
    "field_versions",
    "dialect",
    "updated_at",
    "updated_by",
}


def get_record(*, assessment: Assessment, kind: str, record_id: UUID) -> Record:
    """A record of this dossier; raises ``Hidden`` when it is another dossier's. One query."""
    model = kind_of(kind).model
    record: Record | None = model._default_manager.filter(
        pk=record_id, assessment=assessment
    ).first()
    if record is None:
        raise Hidden
    return record


def plain(value: Any) -> Any:
    """A value as JSON keeps it in the history."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | models.QuerySet):
        return [plain(item) for item in value]
    return value


def _of_this_dossier(assessment: Assessment, model: Any, value: Any) -> Any:
    key = value.pk if isinstance(value, models.Model) else value
    record = model._default_manager.filter(pk=key, assessment=assessment).first()
    if record is None:
        raise Invalid(_("What this refers to is not part of this dossier any more."))
    return record


def resolve(
    assessment: Assessment, model: type[Record], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Columns and many-to-many lists, with every reference checked to be of this dossier."""
    columns: dict[str, Any] = {}
    lists: dict[str, list[Any]] = {}
    for name, value in values.items():
        if name in KEPT_BY_US:
            continue
        target = model._meta.get_field(name).related_model
        if model._meta.get_field(name).many_to_many:
            lists[name] = [_of_this_dossier(assessment, target, key) for key in value or []]
        elif target is not None and value not in (None, ""):
            columns[name] = _of_this_dossier(assessment, target, value)
        else:
            columns[name] = None if target is not None else value
    return columns, lists


def check_chain(record_id: UUID | None, columns: Mapping[str, Any]) -> None:
    predecessor = columns.get("predecessor")
    if record_id is None or predecessor is None:
        return
    chain = chain_back_to(predecessor, record_id)
    if chain:
        raise Invalid(
            _("These activities would wait for each other in a circle: %(chain)s.")
            % {"chain": " → ".join(chain)},
            field="predecessor",
        )


def check_causes(record_id: UUID | None, columns: Mapping[str, Any]) -> None:
    cause = columns.get("caused_by")
    chain = causes_back_to(cause, record_id) if cause is not None and record_id else []
    if chain:
        raise Invalid(
            _("These barriers would cause each other in a circle: %(chain)s.")
            % {"chain": " → ".join(chain)},
            field="caused_by",
        )


def state_of(record: Record) -> dict[str, Any]:
    """Every field of a record that people write, as the history keeps it."""
    model = type(record)
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {
        field.name: plain(
            sorted(getattr(record, field.name).values_list("pk", flat=True))
            if field.many_to_many
            else getattr(record, field.name)
        )
        for field in fields
        if field.name not in KEPT_BY_US
    }


def collide(
    record: Record,
    written: Mapping[str, Any],
    base_version: int | None,
    seen: Mapping[str, str],
) -> tuple[set[str], set[str]]:
    """(fields to change, fields two people changed) of what was written on ``base_version``.

    A field that is as the writer found it (``seen``) stays as others made it; one that nobody
    changed since the writer's version takes the new value.
    """
    now = state_of(record)
    mine = {name for name, value in written.items() if now.get(name) != value}
    if base_version is None:
        return mine, set()
    theirs = {name for name in mine if record.field_versions.get(name, 1) > base_version}
    left_alone = {name for name in theirs if seen.get(name) == fingerprint(written[name])}
    return mine - left_alone, theirs - left_alone
