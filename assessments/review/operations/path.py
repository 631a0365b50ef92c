"""The acts that move a dossier along its path. Every one goes through the workflow table."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.models import Assessment, ReviewRound, SectionProgress
from assessments.publication.operations.asking import ask_in_act
from assessments.publication.operations.snapshots import freeze, submitted_digest
from assessments.publication.queries.documents import frame_language
from assessments.questions import questionnaire
from assessments.review import workflow
from assessments.states import Projection
from partners.models import User
from partners.transitions import perform
from techbank.exceptions import Invalid


def submit(*, assessment: Assessment, by: User, at: datetime) -> Assessment:
    """Hand the dossier in. Every section closes until the review hands some back."""

    def close_sections(assessment: Assessment) -> dict[str, str]:
        SectionProgress.objects.filter(assessment=assessment).update(returned=False)
        return {"digest": submitted_digest(assessment=assessment, at=at)}

    return perform(workflow.SUBMIT, assessment, by=by, at=at, before_trail=close_sections)


def _close_round(
    assessment: Assessment, at: datetime, outcome: str, sections: Sequence[str] = ()
) -> None:
    ReviewRound.objects.filter(assessment=assessment, outcome=ReviewRound.Outcome.OPEN).update(
        outcome=outcome, closed_at=at, returned_sections=list(sections)
    )


def _open_round(assessment: Assessment, officer: User, at: datetime) -> None:
    number = ReviewRound.objects.filter(assessment=assessment).count() + 1
    ReviewRound.objects.create(assessment=assessment, number=number, officer=officer, opened_at=at)


def take(*, assessment: Assessment, by: User, at: datetime) -> Assessment:
    """Take a submitted dossier: from now on this officer alone acts on it."""
    return perform(
        workflow.TAKE,
        assessment,
        by=by,
        at=at,
        before_trail=lambda locked: _open_round(locked, by, at),
    )


def return_sections(
    *, assessment: Assessment, sections: Sequence[str], reason: str, by: User, at: datetime
) -> Assessment:
    """Hand sections back to the country; the others stay closed.

    Raises ``Invalid`` when no section is named or one is unknown.
    """
    known = {s.key for s in questionnaire(assessment.questionnaire).sections}
    if not sections or not set(sections) <= known:
        raise Invalid(_("Choose the sections that go back to the country."), field="sections")

    def open_sections(assessment: Assessment) -> None:
        for key in sections:
            SectionProgress.objects.update_or_create(
                assessment=assessment,
                key=key,
                defaults={
                    "returned": True,
                    "complete": False,
                    "updated_at": at,
                    "updated_by": by,
                },
            )
        _close_round(assessment, at, ReviewRound.Outcome.RETURNED, sections)

    return perform(
        workflow.RETURN, assessment, by=by, at=at, reason=reason, before_trail=open_sections
    )


def recommend(*, assessment: Assessment, by: User, at: datetime, reason: str = "") -> Assessment:
    """Recommend the dossier for approval by another officer."""
    return perform(
        workflow.RECOMMEND,
        assessment,
        by=by,
        at=at,
        reason=reason,
        before_trail=lambda locked: _close_round(locked, at, ReviewRound.Outcome.RECOMMENDED),
    )


def send_back(*, assessment: Assessment, reason: str, by: User, at: datetime) -> Assessment:
    """Give a recommended dossier back to its reviewing officer."""

    def reopen(assessment: Assessment) -> None:
        if assessment.taken_by is not None:
            _open_round(assessment, assessment.taken_by, at)

    return perform(workflow.SEND_BACK, assessment, by=by, at=at, reason=reason, before_trail=reopen)


def refuse(*, assessment: Assessment, reason: str, by: User, at: datetime) -> Assessment:
    """Refuse a recommended dossier. Final: it may only be copied into a new draft."""
    return perform(workflow.REFUSE, assessment, by=by, at=at, reason=reason)


def approve(*, assessment: Assessment, by: User, at: datetime, reason: str = "") -> Assessment:
    """Approve: freeze the snapshot and ask for its documents, all in one transaction."""

    def freeze_and_ask(assessment: Assessment) -> None:
        snapshot = freeze(assessment=assessment, by=by, at=at)
        for projection in (Projection.FULL, Projection.PUBLIC):
            ask_in_act(
                snapshot=snapshot,
                language=frame_language(assessment),
                projection=projection,
                by=by,
                at=at,
            )

    return perform(
        workflow.APPROVE, assessment, by=by, at=at, reason=reason, before_trail=freeze_and_ask
    )


def withdraw(*, assessment: Assessment, reason: str, by: User, at: datetime) -> Assessment:
    """Take the dossier back before it is approved."""
    return perform(
        workflow.WITHDRAW,
        assessment,
        by=by,
        at=at,
        reason=reason,
        before_trail=lambda locked: _close_round(locked, at, ReviewRound.Outcome.WITHDRAWN),
    )


def release(*, assessment: Assessment, by: User, at: datetime) -> Assessment:
    """The country's word that its plan may be published."""
    return perform(workflow.RELEASE, assessment, by=by, at=at)


def publish(*, assessment: Assessment, by: User, at: datetime) -> Assessment:
    """Publish what the country released: donors and the public see the public projection."""
    return perform(workflow.PUBLISH, assessment, by=by, at=at)
