"""The path a dossier has gone so far, step by step, as both sides read it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.models import Assessment, ReviewRound
from assessments.questions import questionnaire

from .review import rounds_of
from .trail import receipts_of


@dataclass(frozen=True)
class PathStep:
    """Something that happened. ``sections`` were returned; ``receipt`` numbers a submission."""

    at: datetime
    text: str
    sections: list[str] = field(default_factory=list)
    receipt: int | None = None


_CLOSED = {
    ReviewRound.Outcome.RETURNED: lambda officer: (
        _("Returned by %(officer)s") % {"officer": officer}
    ),
    ReviewRound.Outcome.RECOMMENDED: lambda officer: (
        _("Recommended for approval by %(officer)s") % {"officer": officer}
    ),
}


def _round(review_round: ReviewRound, titles: dict[str, str]) -> Iterator[PathStep]:
    yield PathStep(
        review_round.opened_at,
        _("Round %(number)d: with %(officer)s")
        % {"number": review_round.number, "officer": review_round.officer},
    )
    text = _CLOSED.get(ReviewRound.Outcome(review_round.outcome))
    if review_round.closed_at and text:
        yield PathStep(
            review_round.closed_at,
            text(review_round.officer),
            [titles.get(key, key) for key in review_round.returned_sections],
        )


def _stamps(assessment: Assessment) -> Iterator[PathStep]:
    for at, text in (
        (assessment.approved_at, _("Approved")),
        (assessment.refused_at, _("Refused")),
        (assessment.withdrawn_at, _("Withdrawn by the country")),
        (assessment.released_at, _("Released by the country for publication")),
        (assessment.published_at, _("Published")),
    ):
        if at:
            yield PathStep(at, text)


def _submissions(assessment: Assessment) -> Iterator[PathStep]:
    """The trail knows them all; the moment of the last is the dossier's own, as of every stamp."""
    receipts = receipts_of(assessment)
    for receipt in receipts:
        is_last = receipt is receipts[-1]
        yield PathStep(
            (assessment.submitted_at if is_last else None) or receipt.entry.at,
            _("Submitted by %(person)s") % {"person": receipt.entry.actor_name},
            receipt=receipt.number,
        )


def steps_of(assessment: Assessment) -> list[PathStep]:
    """Submissions, rounds of review and decisions, oldest first. Two queries."""
    sections = questionnaire(assessment.questionnaire).sections
    titles = {section.key: str(section.title) for section in sections}
    steps = [*_submissions(assessment)]
    for item in rounds_of(assessment):
        steps += _round(item, titles)
    steps += _stamps(assessment)
    return sorted(steps, key=lambda step: step.at)
