"""Saving chosen rows of a returned workbook in the dossier: all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.answers.operations.answers import Written, save_answers
from assessments.dossiers.operations.editing import lock_for_writing, writer_role
from assessments.history.operations import revisions
from assessments.models import (
    Assessment,
    Criterion,
    RecordRevision,
    Revision,
    Score,
    WorkbookReturn,
)
from assessments.priorities.operations.scores import save_scores, save_weights
from assessments.records.operations.writing import save_record
from partners.models import User
from techbank import audit
from techbank.exceptions import Hidden, Invalid, Refused, Stale

from .issuing import settle


@dataclass(frozen=True)
class TakenAnswer:
    """``base_version`` is the version the person saw in the preview; ``row`` is the row's id."""

    row: str
    section: str
    key: str
    value: Any
    not_known: bool
    base_version: int


@dataclass(frozen=True)
class TakenRecord:
    """``values`` are the fields to change, or all fields of a ``new`` record."""

    row: str
    kind: str
    record_id: UUID
    new: bool
    values: Mapping[str, Any]
    base_version: int | None


@dataclass(frozen=True)
class SetAside:
    """A text not chosen in a conflict: it goes into the history of its answer or record.

    ``record_id`` None: an answer, and ``key`` is the question's; else ``key`` is the kind.
    """

    section: str
    key: str
    record_id: UUID | None
    version: int
    value: Any
    not_known: bool = False


@dataclass
class Taken:
    """Everything to save at once; records come after the records they refer to."""

    answers: list[TakenAnswer] = field(default_factory=list)
    records: list[TakenRecord] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    scores: dict[tuple[UUID, UUID], Decimal | None] = field(default_factory=dict)
    scores_seen: dict[tuple[UUID, UUID], Decimal | None] = field(default_factory=dict)
    weights: dict[UUID, Decimal] = field(default_factory=dict)


class NotTaken(Exception):
    """One row cannot be saved, so none was. ``row`` is its id, ``sentence`` the reason."""

    def __init__(self, row: str, sentence: str) -> None:
        super().__init__(sentence)
        self.row, self.sentence = row, sentence


def accept_return(
    *, back: WorkbookReturn, taken: Taken, report: Mapping[str, Any], by: User, at: datetime
) -> bool:
    """Save what was chosen and settle the return; False when it was settled before.

    One transaction: raises ``NotTaken`` for a row that cannot be saved; then nothing is saved.
    """
    assessment = back.assessment
    with transaction.atomic():
        if not settle(
            back=back,
            outcome=WorkbookReturn.Outcome.ACCEPTED,
            report=report,
            by=by,
            at=at,
        ):
            return False
        for aside in taken.aside:
            _keep_aside(back, aside, by, at)
        for record in taken.records:
            _save_record(assessment, record, by, at)
        _save_answers(back, taken.answers, by, at)
        _save_scores(assessment, taken, by, at)
        _save_weights(assessment, taken.weights, by, at)
        audit.record(
            verb="workbook.accepted",
            sentence=f"{by} took rows of a workbook into “{assessment}”.",
            by=by,
            role=writer_role(assessment, by, at),
            subject=assessment,
            country=assessment.country_id,
            details={
                "return": str(back.pk),
                "digest": back.file_digest,
                "records": len(taken.records),
                "answers": len(taken.answers),
                "scores": len(taken.scores),
                "set_aside": len(taken.aside),
            },
        )
    return True


def _moved(row: str) -> NotTaken:
    return NotTaken(
        row, _("Somebody changed this while you were looking. Look at it again, then accept.")
    )


def _save_record(assessment: Assessment, record: TakenRecord, by: User, at: datetime) -> None:
    try:
        save_record(
            assessment=assessment,
            kind=record.kind,
            record_id=record.record_id,
            values=record.values,
            base_version=record.base_version,
            new=record.new,
            by=by,
            at=at,
        )
    except Stale:
        raise _moved(record.row) from None
    except Hidden:
        raise NotTaken(record.row, _("This was removed in the meantime. Leave it out.")) from None
    except (Invalid, Refused) as refusal:
        raise NotTaken(record.row, refusal.sentence) from None


def _save_answers(
    back: WorkbookReturn, answers: Sequence[TakenAnswer], by: User, at: datetime
) -> None:
    for section in dict.fromkeys(answer.section for answer in answers):
        mine = [answer for answer in answers if answer.section == section]
        written = [
            Written(
                answer_written.key,
                answer_written.value,
                answer_written.not_known,
                answer_written.base_version,
                uuid5(back.pk, f"take {answer_written.key}"),
            )
            for answer_written in mine
        ]
        try:
            saved = save_answers(
                assessment=back.assessment, section=section, written=written, by=by, at=at
            )
        except (Invalid, Refused) as refusal:
            raise NotTaken(mine[0].row, refusal.sentence) from None
        if saved.conflicts:
            key = saved.conflicts[0].key
            raise _moved(
                next(answer_written.row for answer_written in mine if answer_written.key == key)
            )


def _save_scores(assessment: Assessment, taken: Taken, by: User, at: datetime) -> None:
    if not taken.scores:
        return
    rows = Score.objects.filter(assessment=assessment)
    now = {(row.option_id, row.criterion_id): row.value for row in rows}
    for cell, seen in taken.scores_seen.items():
        if now.get(cell) != seen:
            raise _moved(f"score/{cell[0]}")
    try:
        save_scores(assessment=assessment, scores=taken.scores, by=by, at=at)
    except (Invalid, Refused) as refusal:
        option, _criterion = next(iter(taken.scores))
        raise NotTaken(f"score/{option}", refusal.sentence) from None


def _save_weights(
    assessment: Assessment, weights: Mapping[UUID, Decimal], by: User, at: datetime
) -> None:
    """Save the weights of the sheet, with those of criteria added in the same transaction."""
    if not weights:
        return
    now = dict(Criterion.objects.filter(assessment=assessment).values_list("pk", "weight"))
    gone = set(weights) - set(now)
    try:
        if gone:
            raise Invalid(_("A criterion was removed in the meantime. Leave the weights out."))
        save_weights(assessment=assessment, weights=now | dict(weights), by=by, at=at)
    except (Invalid, Refused) as refusal:
        raise NotTaken("weights", refusal.sentence) from None


def _keep_aside(back: WorkbookReturn, aside: SetAside, by: User, at: datetime) -> None:
    """The person's text into the history, although the other text is kept."""
    locked = lock_for_writing(assessment=back.assessment, section=aside.section, by=by, at=at)
    new_text = revisions.NewText(locked, aside.version, aside.value, by, at, auto=False)
    if aside.record_id is not None:
        revisions.set_record_aside(
            new_text,
            kind=aside.key,
            record_id=aside.record_id,
            outcome=RecordRevision.Outcome.SET_ASIDE,
        )
        return
    revisions.set_answer_aside(
        new_text,
        key=aside.key,
        not_known=aside.not_known,
        client_uuid=uuid5(back.pk, f"aside {aside.key}"),
        outcome=Revision.Outcome.SET_ASIDE,
    )
