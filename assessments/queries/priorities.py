"""The ranking of a dossier's options, computed from what stands in the database now."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from django.utils.translation import gettext as _

from assessments import scoring
from assessments.models import (
    Assessment,
    Criterion,
    Prioritisation,
    Score,
    TechnologyOption,
)


@dataclass(frozen=True)
class Ranking:
    """``result`` or the ``problem`` that prevents one; never both.

    ``options`` are the screened-in ones in the country's order, ``criteria`` as listed, ``scores``
    by (option id, criterion id).
    """

    kind: str
    normalisation: str
    missing: str
    reason: str
    options: list[TechnologyOption]
    criteria: list[Criterion]
    scores: dict[tuple[UUID, UUID], Score]
    result: scoring.Result | None = None
    problem: str = ""
    reversals: tuple[scoring.Reversal, ...] = ()
    warnings: list[str] = field(default_factory=list)

    @property
    def by_option(self) -> dict[UUID, TechnologyOption]:
        return {one.pk: one for one in self.options}

    @property
    def by_criterion(self) -> dict[UUID, Criterion]:
        return {one.pk: one for one in self.criteria}


def _case(
    method: Prioritisation,
    options: list[TechnologyOption],
    criteria: list[Criterion],
    scores: dict[tuple[UUID, UUID], Score],
) -> scoring.Case:
    wanted = {one.pk for one in options}
    return scoring.Case(
        options=[scoring.Option(one.pk, one.name) for one in options],
        criteria=[
            scoring.Criterion(
                id=one.pk,
                name=one.name,
                weight=one.weight,
                direction=one.direction,
                low=one.low,
                high=one.high,
                group=one.group,
            )
            for one in criteria
        ],
        scores={cell: score.value for cell, score in scores.items() if cell[0] in wanted},
        normalisation=method.normalisation,
        missing=method.missing,
    )


def ranking(assessment: Assessment) -> Ranking:
    """Ranks, totals and reversal weights, or the sentence that says why there are none yet.

    Four queries.
    """
    method = Prioritisation.objects.filter(assessment=assessment).first() or Prioritisation(
        assessment=assessment
    )
    options = list(TechnologyOption.objects.filter(assessment=assessment, screened_in=True))
    criteria = list(Criterion.objects.filter(assessment=assessment))
    scores = {
        (one.option_id, one.criterion_id): one
        for one in Score.objects.filter(assessment=assessment)
    }
    plain = Ranking(
        kind=method.kind,
        normalisation=method.normalisation,
        missing=method.missing,
        reason=method.reason,
        options=options,
        criteria=criteria,
        scores=scores,
    )
    if method.kind == Prioritisation.Kind.REASONED:
        return plain
    return _ranked(plain, _case(method, options, criteria, scores))


def _ranked(plain: Ranking, case: scoring.Case) -> Ranking:
    try:
        result = scoring.rank(case)
        reversals = scoring.reversals(case, result)
    except scoring.ScoringError as error:
        return replace(plain, problem=error.sentence.said(_))
    warnings = [one.said(_) for one in result.warnings]
    return replace(plain, result=result, reversals=reversals, warnings=warnings)
