"""Issuing workbooks, and keeping returned ones until somebody decides about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.dossiers.operations.editing import writer_role
from assessments.dossiers.operations.limits import (
    require_room_for_return,
    require_room_for_workbook,
)
from assessments.dossiers.queries.access import may_edit, may_edit_each
from assessments.models import Answer, Assessment, IssuedWorkbook, Record, WorkbookReturn
from assessments.priorities.queries.ranking import ranking
from assessments.questions import questionnaire
from assessments.questions.record_definitions import RecordKind
from assessments.questions.records import RECORD_KINDS, fields_of, kinds_of
from assessments.records.operations.kinds import RECORD_TABLES
from assessments.records.operations.states import state_of
from assessments.records.queries.order import in_order
from assessments.workbook.queries.scoring import MOST_SCORERS, PRIORITIES
from partners.models import User
from techbank import audit
from techbank.exceptions import Invalid, Refused


@dataclass(frozen=True)
class ReturnedFile:
    """A file that was read: its name, digest (SHA-256), size in bytes and changed cells."""

    name: str
    digest: str
    size: int
    cells: dict[str, Any]


def _records_of(assessment: Assessment, kind: RecordKind) -> list[Record]:
    model = RECORD_TABLES[kind.key].model
    single = [
        field.key for field in fields_of(kind, assessment.questionnaire) if str(field.kind) == "one"
    ]
    several = [field.name for field in model._meta.many_to_many]
    rows = model._default_manager.filter(assessment=assessment)
    rows = rows.select_related(*single) if single else rows
    return list(in_order(rows.prefetch_related(*several) if several else rows))


def _name(record: Record, kind: RecordKind) -> str:
    """The name of a record in lists of the workbook; for a choice, its label."""
    named = kind.field(kind.name)
    value = getattr(record, named.key)
    labels = {choice.key: str(choice.label) for choice in named.choices}
    return str(labels.get(value, value) or record)


def values_of(record: Record, kind: RecordKind) -> dict[str, Any]:
    """The record's fields as the history stores them, plus the fields that are not stored."""
    values = state_of(record)
    # A cost line without an amount is one whose amount is not known.
    guides = {"not_known": values.get("amount") is None}
    return values | {field.key: guides.get(field.key) for field in kind.fields if not field.stored}


def _record_rows(assessment: Assessment, kind: RecordKind) -> list[dict[str, Any]]:
    return [
        {
            "id": str(record.pk),
            "version": record.version,
            "name": _name(record, kind),
            "values": values_of(record, kind),
        }
        for record in _records_of(assessment, kind)
    ]


def _scores(assessment: Assessment) -> dict[str, Any] | None:
    ranked = ranking(assessment)
    if not ranked.options or not ranked.criteria:
        return None
    cells = {
        f"{option}/{criterion}": _plain(score.value)
        for (option, criterion), score in ranked.scores.items()
        if score.value is not None
    }
    return {
        "options": [{"id": str(option.pk), "name": option.name} for option in ranked.options],
        "criteria": [
            {
                "id": str(criterion.pk),
                "version": criterion.version,
                "name": criterion.name,
                "unit": criterion.unit,
                "direction": criterion.direction,
                "low": _plain(criterion.low),
                "high": _plain(criterion.high),
                "weight": _plain(criterion.weight),
            }
            for criterion in ranked.criteria
        ],
        "cells": cells,
        "method": {"normalisation": ranked.normalisation, "missing": ranked.missing},
    }


def _plain(number: Any) -> str | None:
    return None if number is None else format(number.normalize(), "f")


def _contents(assessment: Assessment, sections: Sequence[str]) -> dict[str, Any]:
    kinds = [
        definition
        for definition in kinds_of(assessment.questionnaire)
        if definition.key in RECORD_TABLES
    ]
    wanted = [kind for kind in kinds if kind.section in sections]
    known = questionnaire(assessment.questionnaire)
    keys = [question.key for key in sections for question in known.section(key).questions]
    referred = {field.refers_to for kind in wanted for field in kind.fields if field.refers_to}
    others = [
        RECORD_KINDS[key] for key in sorted(referred - {definition.key for definition in wanted})
    ]
    return {
        "dossier": {
            "title": assessment.title,
            "country": assessment.country.iso3,
            "cycle": str(assessment.cycle),
        },
        "answers": {
            row.key: {"value": row.value, "not_known": row.not_known, "version": row.version}
            for row in Answer.objects.filter(assessment=assessment, key__in=keys)
        },
        "records": {kind.key: _record_rows(assessment, kind) for kind in wanted},
        "names": {
            kind.key: [
                [str(record.pk), _name(record, kind)] for record in _records_of(assessment, kind)
            ]
            for kind in others
        },
        "scores": _scores(assessment) if PRIORITIES in sections else None,
    }


@transaction.atomic
def issue_workbook(
    *,
    assessment: Assessment,
    sections: Sequence[str],
    language: str,
    scorers: int,
    by: User,
    at: datetime,
) -> IssuedWorkbook:
    """Issue a workbook of some sections with their current content, in a language.

    Raises ``Refused`` for a section that ``by`` may not edit, ``Invalid`` for no section, too many
    scorers, or too many issued workbooks.
    """
    known = [section.key for section in questionnaire(assessment.questionnaire).sections]
    chosen = [key for key in known if key in sections]
    decisions = may_edit_each(assessment, by, at.date(), chosen)
    refused = [decision for decision in decisions.values() if not decision]
    if not chosen:
        refused = [decision for decision in [may_edit(assessment, by, at.date())] if not decision]
    if refused:
        raise Refused(refused[0].reason)
    if not chosen:
        raise Invalid(_("Choose at least one section."), field="sections")
    if not 0 <= scorers <= MOST_SCORERS:
        raise Invalid(
            _("There can be at most %(most)d scorers.") % {"most": MOST_SCORERS}, field="scorers"
        )
    require_room_for_workbook(assessment, at)
    with translation.override(language):
        contents = _contents(assessment, chosen)
    issued = IssuedWorkbook.objects.create(
        assessment=assessment,
        questionnaire=assessment.questionnaire,
        language=language,
        sections=chosen,
        scorers=scorers if PRIORITIES in chosen else 0,
        contents=contents,
        issued_at=at,
        issued_by=by,
    )
    audit.record(
        verb="workbook.issued",
        sentence=f"{by} took out a workbook of “{assessment}”.",
        by=by,
        role=writer_role(assessment, by, at),
        subject=assessment,
        country=assessment.country_id,
        details={"workbook": str(issued.pk), "sections": chosen, "language": language},
    )
    return issued


def keep_return(
    *, issued: IssuedWorkbook, returned: ReturnedFile, by: User, at: datetime
) -> WorkbookReturn:
    """Keep a returned workbook for its preview; the dossier does not change.

    The same file uploaded again before it is settled is the same return. Raises ``Refused`` when
    ``by`` may not edit any of the dossier, ``Invalid`` when there are too many returns.
    """
    verdict = may_edit(issued.assessment, by, at.date())
    if not verdict:
        raise Refused(verdict.reason)
    same = WorkbookReturn.objects.filter(
        assessment=issued.assessment,
        file_digest=returned.digest,
        outcome=WorkbookReturn.Outcome.OPEN,
    )
    try:
        return same.first() or _keep_return(issued=issued, returned=returned, by=by, at=at)
    except IntegrityError:
        return same.get()


@transaction.atomic
def _keep_return(
    *, issued: IssuedWorkbook, returned: ReturnedFile, by: User, at: datetime
) -> WorkbookReturn:
    assessment = issued.assessment
    require_room_for_return(assessment, at)
    with transaction.atomic():
        back = WorkbookReturn.objects.create(
            issued=issued,
            assessment=assessment,
            file_name=returned.name[:200],
            file_digest=returned.digest,
            file_size=returned.size,
            cells=returned.cells,
            returned_at=at,
            returned_by=by,
        )
    audit.record(
        verb="workbook.returned",
        sentence=f"{by} brought back a workbook of “{assessment}”.",
        by=by,
        role=writer_role(assessment, by, at),
        subject=assessment,
        country=assessment.country_id,
        details={
            "workbook": str(issued.pk),
            "return": str(back.pk),
            "file": back.file_name,
            "digest": back.file_digest,
        },
    )
    return back


def settle(
    *,
    back: WorkbookReturn,
    outcome: WorkbookReturn.Outcome,
    report: Mapping[str, Any],
    by: User,
    at: datetime,
) -> bool:
    """Store the outcome of a return, once; False if settled before. Needs a transaction."""
    rows = WorkbookReturn.objects.filter(pk=back.pk, outcome=WorkbookReturn.Outcome.OPEN)
    changed = rows.update(outcome=outcome, report=report, settled_at=at, settled_by=by)
    return changed == 1


@transaction.atomic
def discard_return(*, back: WorkbookReturn, by: User, at: datetime) -> bool:
    """Settle a return without taking anything; it stays readable. False if settled before."""
    verdict = may_edit(back.assessment, by, at.date())
    if not verdict:
        raise Refused(verdict.reason)
    done = settle(back=back, outcome=WorkbookReturn.Outcome.DISCARDED, report={}, by=by, at=at)
    if done:
        audit.record(
            verb="workbook.discarded",
            sentence=f"{by} took nothing from a workbook of “{back.assessment}”.",
            by=by,
            role=writer_role(back.assessment, by, at),
            subject=back.assessment,
            country=back.assessment.country_id,
            details={"return": str(back.pk), "digest": back.file_digest},
        )
    return done
