"""Writing the repeating things of a dossier: needs, options, actions, cost lines and the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Max, ProtectedError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import (
    Action,
    Activity,
    Assessment,
    Barrier,
    CostLine,
    Criterion,
    FundingSought,
    Measure,
    Need,
    Record,
    RecordRevision,
    Sector,
    TechnologyOption,
)
from assessments.queries.plan import chain_back_to
from assessments.questions import catalogues
from partners.models import User
from techbank import audit
from techbank.refusals import Hidden, Invalid, Stale

from .editing import lock_for_writing, writer_role

Columns = dict[str, Any]


def _nothing_to_add(_assessment: Assessment, _columns: Columns) -> None:
    """Most kinds are stored as they were written."""


def _name_of_sector(assessment: Assessment, columns: Columns) -> None:
    """A sector of the catalogue is called by its name in the dossier's own language."""
    if columns.get("key") and not columns.get("name"):
        with translation.override(assessment.language):
            columns["name"] = str(catalogues.label_of(catalogues.SECTORS, columns["key"]))


@dataclass(frozen=True)
class Kind:
    """A kind of record: its table, the section it is written in, what is added when saving.

    ``most`` is how many a dossier holds: pages, ranking and document stay quick up to there.
    """

    model: type[Record]
    section: str
    complete: Callable[[Assessment, Columns], None] = _nothing_to_add
    most: int = 1_000


KINDS: dict[str, Kind] = {
    "sector": Kind(Sector, "sectors", _name_of_sector),
    "need": Kind(Need, "needs"),
    "option": Kind(TechnologyOption, "options", most=100),
    "criterion": Kind(Criterion, "priorities", most=30),
    "barrier": Kind(Barrier, "barriers"),
    "measure": Kind(Measure, "barriers"),
    "action": Kind(Action, "plan"),
    "activity": Kind(Activity, "plan"),
    "cost_line": Kind(CostLine, "plan"),
    "funding_sought": Kind(FundingSought, "plan"),
}

_KEPT_BY_US = {"id", "assessment", "position", "version", "updated_at", "updated_by"}


def kind_of(name: str) -> Kind:
    """The kind by its name; raises ``Hidden`` for an unknown one."""
    if name not in KINDS:
        raise Hidden
    return KINDS[name]


def get_record(*, assessment: Assessment, kind: str, record_id: UUID) -> Record:
    """A record of this dossier; raises ``Hidden`` when it is another dossier's. One query."""
    model = kind_of(kind).model
    found: Record | None = model._default_manager.filter(
        pk=record_id, assessment=assessment
    ).first()
    if found is None:
        raise Hidden
    return found


def _plain(value: Any) -> Any:
    """A value as JSON keeps it in the history."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | models.QuerySet):
        return [_plain(one) for one in value]
    return value


def _of_this_dossier(assessment: Assessment, model: Any, value: Any) -> Any:
    key = value.pk if isinstance(value, models.Model) else value
    found = model._default_manager.filter(pk=key, assessment=assessment).first()
    if found is None:
        raise Invalid(_("What this refers to is not part of this dossier any more."))
    return found


def _resolve(
    assessment: Assessment, model: type[Record], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Columns and many-to-many lists, with every reference checked to be of this dossier."""
    columns: dict[str, Any] = {}
    lists: dict[str, list[Any]] = {}
    for name, value in values.items():
        if name in _KEPT_BY_US:
            continue
        target = model._meta.get_field(name).related_model
        if model._meta.get_field(name).many_to_many:
            lists[name] = [_of_this_dossier(assessment, target, one) for one in value or []]
        elif target is not None and value not in (None, ""):
            columns[name] = _of_this_dossier(assessment, target, value)
        else:
            columns[name] = None if target is not None else value
    return columns, lists


def _check_chain(record_id: UUID | None, columns: Mapping[str, Any]) -> None:
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


def _next_position(assessment: Assessment, kind: Kind) -> int:
    rows = kind.model._default_manager.filter(assessment=assessment)
    found = rows.aggregate(last=Max("position"), count=Count("pk"))
    if found["count"] >= kind.most:
        raise Invalid(
            _("There are %(count)d of these already; a dossier holds no more.")
            % {"count": found["count"]}
        )
    return (found["last"] or 0) + 1


def _create(
    assessment: Assessment, kind: Kind, columns: dict[str, Any], by: User, at: datetime
) -> Record:
    return kind.model._default_manager.create(
        assessment=assessment,
        position=_next_position(assessment, kind),
        updated_at=at,
        updated_by=by,
        **columns,
    )


def _change(
    record: Record,
    columns: dict[str, Any],
    base_version: int | None,
    by: User,
    at: datetime,
) -> bool:
    rows = type(record)._default_manager.filter(pk=record.pk)
    if base_version is not None:
        rows = rows.filter(version=base_version)
    changed = rows.update(version=F("version") + 1, updated_at=at, updated_by=by, **columns)
    record.refresh_from_db()
    return changed == 1


# Which constraint speaks of which field.
_FIELD_OF = {
    "cost_is_not_negative": "amount",
    "option_costs_are_not_negative": "capital_cost",
    "activity_ends_after_it_starts": "ends_on",
    "a_sector_is_chosen_once": "key",
    "chosen_means_screened_in": "chosen",
    "weight_is_a_share_of_one": "weight",
    "criterion_range_has_a_width": "high",
}
_SENTENCE_OF = {
    "cost_is_not_negative": gettext_lazy(
        "A cost cannot be negative. Leave the amount empty if it is not known."
    ),
    "option_costs_are_not_negative": gettext_lazy("A cost cannot be negative."),
    "activity_ends_after_it_starts": gettext_lazy("The end lies before the start."),
    "a_sector_is_chosen_once": gettext_lazy("This sector is in the list already."),
    "chosen_means_screened_in": gettext_lazy("An option that was screened out cannot be chosen."),
    "weight_is_a_share_of_one": gettext_lazy("A weight lies between 0 % and 100 %."),
    "criterion_range_has_a_width": gettext_lazy("The high end must lie above the low end."),
}


def _explain(error: IntegrityError) -> Invalid:
    """The database's refusal as a sentence; an unknown one is raised again."""
    for name, field in _FIELD_OF.items():
        if name in str(error):
            return Invalid(str(_SENTENCE_OF[name]), field=field)
    raise error


def save_record(
    *,
    assessment: Assessment,
    kind: str,
    record_id: UUID | None,
    values: Mapping[str, Any],
    base_version: int | None,
    by: User,
    at: datetime,
) -> Record:
    """Add a record, or change one that is still at ``base_version``.

    Raises ``Refused`` when the section cannot be changed, ``Invalid`` with the field the sentence
    belongs to, and ``Stale`` when somebody else changed it meanwhile: what was sent is then kept
    in the history, and nothing is overwritten.
    """
    try:
        saved, stale = _save_record(
            assessment=assessment,
            kind=kind,
            record_id=record_id,
            values=values,
            base_version=base_version,
            by=by,
            at=at,
        )
    except IntegrityError as error:
        raise _explain(error) from error
    if stale:
        raise Stale(
            _("%(person)s changed this meanwhile. Yours was kept in the history.")
            % {"person": saved.updated_by},
            theirs=saved,
        )
    return saved


@transaction.atomic
def _save_record(
    *,
    assessment: Assessment,
    kind: str,
    record_id: UUID | None,
    values: Mapping[str, Any],
    base_version: int | None,
    by: User,
    at: datetime,
) -> tuple[Record, bool]:
    what = kind_of(kind)
    locked = lock_for_writing(assessment=assessment, section=what.section, by=by, at=at)
    columns, lists = _resolve(locked, what.model, values)
    what.complete(locked, columns)
    _check_chain(record_id, columns)
    fresh = True
    if record_id is None:
        record = _create(locked, what, columns, by, at)
    else:
        record = get_record(assessment=locked, kind=kind, record_id=record_id)
        fresh = _change(record, columns, base_version, by, at)
    if fresh:
        for name, many in lists.items():
            getattr(record, name).set(many)
    _keep(locked, kind, record, values, fresh, by, at)
    return record, not fresh


def _keep(
    assessment: Assessment,
    kind: str,
    record: Record,
    values: Mapping[str, Any],
    fresh: bool,
    by: User,
    at: datetime,
) -> None:
    outcome = RecordRevision.Outcome.SAVED if fresh else RecordRevision.Outcome.SET_ASIDE
    RecordRevision.objects.create(
        assessment=assessment,
        kind=kind,
        record_id=record.pk,
        version=record.version,
        values={name: _plain(value) for name, value in values.items()},
        outcome=outcome,
        written_at=at,
        written_by=by,
    )
    audit.record(
        verb=f"{kind}.saved" if fresh else f"{kind}.set_aside",
        sentence=f"{by} saved the {kind.replace('_', ' ')} “{record}” in “{assessment}”.",
        by=by,
        role=writer_role(assessment, by, at),
        subject=assessment,
        country=assessment.country_id,
        details={"kind": kind, "record": str(record.pk), "version": record.version},
    )


def remove_record(
    *, assessment: Assessment, kind: str, record_id: UUID, by: User, at: datetime
) -> None:
    """Take a record out of the dossier; its last state stays in the history.

    Raises ``Invalid`` naming what still refers to it, and ``Refused`` when the section is closed.
    """
    try:
        _remove(assessment=assessment, kind=kind, record_id=record_id, by=by, at=at)
    except ProtectedError as error:
        users = ", ".join(sorted({f"“{one}”" for one in error.protected_objects}))
        raise Invalid(
            _("It cannot be removed while these refer to it: %(users)s.") % {"users": users}
        ) from error


@transaction.atomic
def _remove(*, assessment: Assessment, kind: str, record_id: UUID, by: User, at: datetime) -> None:
    what = kind_of(kind)
    locked = lock_for_writing(assessment=assessment, section=what.section, by=by, at=at)
    record = get_record(assessment=locked, kind=kind, record_id=record_id)
    values = {
        field.name: _plain(getattr(record, field.name))
        for field in what.model._meta.concrete_fields
        if field.name not in _KEPT_BY_US
    }
    name = str(record)
    record.delete()
    RecordRevision.objects.create(
        assessment=locked,
        kind=kind,
        record_id=record_id,
        version=record.version,
        values=values,
        outcome=RecordRevision.Outcome.REMOVED,
        written_at=at,
        written_by=by,
    )
    audit.record(
        verb=f"{kind}.removed",
        sentence=f"{by} removed the {kind.replace('_', ' ')} “{name}” from “{locked}”.",
        by=by,
        role=writer_role(locked, by, at),
        subject=locked,
        country=locked.country_id,
        details={"kind": kind, "record": str(record_id)},
    )
