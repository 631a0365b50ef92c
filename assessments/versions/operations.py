"""Rolling a dossier forward to the current version of the questionnaire."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.models import (
    Answer,
    Assessment,
    RecordRevision,
    Revision,
    RollForward,
    SectionProgress,
    Thread,
)
from assessments.records.operations.kinds import RECORD_TABLES
from assessments.records.operations.states import state_of
from assessments.states import EDITABLE, State
from assessments.versions.queries import Roll, Track, roll_of
from partners.access import require, role_used
from partners.models import User
from partners.roles import Permission
from techbank import audit
from techbank.exceptions import WrongState


def may_roll(assessment: Assessment) -> bool:
    """Whether the questionnaire may change in the dossier's state."""
    return assessment.state in EDITABLE


@transaction.atomic
def roll_forward(*, assessment: Assessment, by: User, at: datetime) -> RollForward:
    """Move the dossier to the current questionnaire, with a constant number of queries.

    Answers move with their question; answers to dropped questions stay in the history. Sections
    with new or changed questions are not complete any more, and in a returned dossier they are open
    for editing. Raises ``Refused`` without the permission, ``WrongState`` when the dossier cannot
    be edited or already has the current version.
    """
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("country")
    locked = rows.get(pk=assessment.pk)
    require(by, Permission.OPEN_ASSESSMENT, on=at.date(), country=locked.country)
    if not may_roll(locked):
        raise WrongState(_("Only a dossier in drafting or returned can be rolled forward."))
    roll = roll_of(locked)
    if roll is None:
        raise WrongState(_("The dossier is on the current version of the questionnaire already."))
    _carry_answers(locked, roll, by, at)
    _make_records(locked, roll, by, at)
    _carry_threads(locked, roll)
    _reopen(locked, roll, by, at)
    Assessment.objects.filter(pk=locked.pk).update(questionnaire=roll.after.version)
    forward = RollForward.objects.create(
        assessment=locked,
        from_version=roll.before.version,
        to_version=roll.after.version,
        report=_report(roll),
        rolled_at=at,
        rolled_by=by,
    )
    _record(locked, roll, by, at)
    assessment.questionnaire = roll.after.version
    return forward


def _carry_answers(assessment: Assessment, roll: Roll, by: User, at: datetime) -> None:
    """A moved answer keeps its author and time; the history says who moved it."""
    moving = {item.origin: item for item in roll.tracks if item.moves}
    written = Answer.objects.filter(assessment=assessment, key__in=moving)
    carried_answers = {item.key: item for item in written}
    answers, revisions = [], []
    for origin, track in moving.items():
        version = carried_answers[origin].version + 1 if track.key == origin else 1
        facts = {
            "assessment": assessment,
            "key": track.key,
            "value": track.carried.value,
            "not_known": track.carried.not_known,
            "version": version,
        }
        before = carried_answers[origin]
        answers.append(
            Answer(**facts, updated_at=before.updated_at, updated_by_id=before.updated_by_id)
        )
        revisions.append(
            Revision(
                **facts,
                first_version=version,
                outcome=Revision.Outcome.SAVED,
                opened_at=at,
                written_at=at,
                written_by=by,
            )
        )
    Answer.objects.bulk_create(
        answers,
        update_conflicts=True,
        unique_fields=["assessment", "key"],
        update_fields=["value", "not_known", "version"],
    )
    Revision.objects.bulk_create(revisions)


def _make_records(assessment: Assessment, roll: Roll, by: User, at: datetime) -> None:
    """Create records from answers: two queries for each kind."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for row in roll.rows:
        columns = dict(row.columns)
        with translation.override(assessment.language):
            RECORD_TABLES[row.kind].complete(assessment, columns)
        record = RECORD_TABLES[row.kind].model(
            assessment=assessment,
            position=len(by_kind[row.kind]) + 1,
            updated_at=at,
            updated_by=by,
            **columns,
        )
        by_kind[row.kind].append(record)
    for kind, records in by_kind.items():
        RECORD_TABLES[kind].model._default_manager.bulk_create(records)
        RecordRevision.objects.bulk_create(
            RecordRevision(
                assessment=assessment,
                kind=kind,
                record_id=made.pk,
                version=1,
                first_version=1,
                values=state_of(made),
                outcome=RecordRevision.Outcome.SAVED,
                opened_at=at,
                written_at=at,
                written_by=by,
            )
            for made in records
        )


def _carry_threads(assessment: Assessment, roll: Roll) -> None:
    """A thread moves with its question; without a question it is about the section. One query."""
    moved = [track for track in roll.tracks if track.origin and track.key != track.origin]
    if moved:
        Thread.objects.filter(
            assessment=assessment, question__in=[moved_track.origin for moved_track in moved]
        ).update(question=_new_key(moved), answer_version=_new_version(moved))


def _new_key(moved: list[Track]) -> Case:
    return Case(
        *(When(question=track.origin, then=Value(track.key)) for track in moved),
        default=F("question"),
    )


def _new_version(moved: list[Track]) -> Case:
    """A moved answer begins with version 1; without one, the thread refers to no version."""
    carried = [track.origin for track in moved if track.moves]
    return Case(When(question__in=carried, then=Value(1)), default=Value(None))


def _reopen(assessment: Assessment, roll: Roll, by: User, at: datetime) -> None:
    returned = assessment.state == State.RETURNED
    rows = [
        SectionProgress(
            assessment=assessment,
            key=key,
            complete=False,
            returned=returned,
            updated_at=at,
            updated_by=by,
        )
        for key in roll.touched
    ]
    fields = ["complete", "updated_at", "updated_by"] + (["returned"] if returned else [])
    SectionProgress.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["assessment", "key"], update_fields=fields
    )


def _report(roll: Roll) -> dict[str, Any]:
    with translation.override("en"):
        return {
            "questions": [
                {
                    "key": track.origin,
                    "outcome": str(track.outcome),
                    "to": track.key,
                    "answered": track.given.says,
                    "open": track.open,
                    "reason": str(track.reason),
                }
                for track in roll.tracks
            ],
            "records": [{"kind": row.kind, "made_of": list(row.made_of)} for row in roll.rows],
            "sections": roll.touched,
        }


def _record(assessment: Assessment, roll: Roll, by: User, at: datetime) -> None:
    counts: dict[str, int] = defaultdict(int)
    for track in roll.tracks:
        counts[str(track.outcome)] += 1
    audit.record(
        verb="assessment.rolled_forward",
        sentence=f"{by} rolled “{assessment}” forward from questionnaire {roll.before.version} "
        f"to {roll.after.version}.",
        by=by,
        role=role_used(by, Permission.OPEN_ASSESSMENT, on=at.date(), country=assessment.country),
        subject=assessment,
        country=assessment.country_id,
        details={
            "from": roll.before.version,
            "to": roll.after.version,
            "questions": dict(counts),
            "records": len(roll.rows),
            "sections": list(roll.touched),
        },
    )
