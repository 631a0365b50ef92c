"""The ranking of a dossier's options, computed from what stands in the database now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import scoring
from assessments.models import (
    Assessment,
    Criterion,
    Prioritisation,
    Score,
    TechnologyOption,
)
from assessments.scoring.weights import WEIGHT_SUM_TOLERANCE
from techbank.templatetags.techbank import percent
from techbank.text import CURRENT

# How many blank cells a sentence names before it counts the rest.
NAMED = 5


@dataclass(frozen=True)
class OrderPlace:
    """One option's place in the reasoned order, and why it has it (may be empty)."""

    place: int
    option: TechnologyOption
    reason: str


@dataclass(frozen=True)
class Ranking:
    """The scores' ``result``, or the ``problem`` that prevents one; beside it the reasoned order.

    ``kind`` says which of the two the dossier follows. A problem is told of a dossier that follows
    its scores; one that follows its reasoned order may have a result or none. ``options`` are the
    screened-in ones in the country's order, ``criteria`` as listed, ``scores`` by (option id,
    criterion id). ``session_id`` is the scoring session this is the result of. ``stale`` are the
    criteria whose range is not the one their weight was given for. ``dialect`` is that of the
    reason.
    """

    kind: str
    normalisation: str
    missing: str
    reason: str
    options: list[TechnologyOption]
    criteria: list[Criterion]
    scores: dict[tuple[UUID, UUID], Score]
    version: int = 1
    session_id: UUID | None = None
    order: list[OrderPlace] = field(default_factory=list)
    case: scoring.Case | None = None
    result: scoring.Result | None = None
    problem: str = ""
    reversals: tuple[scoring.Reversal, ...] = ()
    warnings: list[str] = field(default_factory=list)
    stale: tuple[Criterion, ...] = ()
    dialect: int = CURRENT

    @property
    def reasoned(self) -> bool:
        return self.kind == Prioritisation.Kind.REASONED

    @property
    def by_option(self) -> dict[UUID, TechnologyOption]:
        return {option.pk: option for option in self.options}

    @property
    def by_criterion(self) -> dict[UUID, Criterion]:
        return {criterion.pk: criterion for criterion in self.criteria}


def _case(
    method: Prioritisation,
    options: list[TechnologyOption],
    criteria: list[Criterion],
    scores: dict[tuple[UUID, UUID], Score],
) -> scoring.Case:
    wanted = {option.pk for option in options}
    return scoring.Case(
        options=[scoring.Option(option.pk, option.name) for option in options],
        criteria=[
            scoring.CaseCriterion(
                id=criterion.pk,
                name=criterion.name,
                weight=criterion.weight,
                direction=criterion.direction,
                low=criterion.low,
                high=criterion.high,
                group=criterion.group,
            )
            for criterion in criteria
        ],
        scores={cell: score.value for cell, score in scores.items() if cell[0] in wanted},
        normalisation=method.normalisation,
        missing=method.missing,
    )


def _order(method: Prioritisation, options: Iterable[TechnologyOption]) -> list[OrderPlace]:
    """The stored order without options that were removed or screened out since."""
    here = {str(option.pk): option for option in options}
    rows = [record for record in method.order if record["option"] in here]
    return [
        OrderPlace(place, here[kept_option["option"]], kept_option["reason"])
        for place, kept_option in enumerate(rows, start=1)
    ]


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
        (item.option_id, item.criterion_id): item
        for item in Score.objects.filter(assessment=assessment)
    }
    case = _case(method, options, criteria, scores)
    plain = Ranking(
        kind=method.kind,
        normalisation=method.normalisation,
        missing=method.missing,
        reason=method.reason,
        options=options,
        criteria=criteria,
        scores=scores,
        version=method.version,
        dialect=method.dialect,
        session_id=method.from_session_id,
        order=_order(method, options),
        case=case,
    )
    ranked = _ranked(plain, case)
    if plain.reasoned:
        return replace(ranked, problem="")
    return replace(ranked, stale=_stale(method, ranked))


def _ranked(plain: Ranking, case: scoring.Case) -> Ranking:
    try:
        problem = problem_of(case)
        if problem:
            return replace(plain, problem=problem)
        result = scoring.rank(case)
        reversals = scoring.reversals(case, result)
    except scoring.ScoringError as error:
        return replace(plain, problem=error.sentence.in_language(_))
    warnings = [warning(warning_found) for warning_found in result.warnings]
    return replace(plain, result=result, reversals=reversals, warnings=warnings)


def problem_of(case: scoring.Case) -> str:
    """What stands in the way of ranking this case and how to go on; empty when nothing is known.

    Told here and not by the arithmetic: shares as the reader writes them, all that is missing.
    """
    if not case.options:
        return _("No option has passed the screening yet: describe options and screen them.")
    if not case.criteria:
        return _("There is no criterion yet: add criteria with weights, or write a reasoned order.")
    blank = [
        case.where(option, criterion)
        for option in case.option_names
        for criterion in case.criterion_names
        if case.scores.get((option, criterion)) is None
    ]
    if blank and case.missing == scoring.Missing.REFUSE:
        return missing_words(blank)
    return _weights_words(case)


def missing_words(blank: Sequence[str]) -> str:
    """Which scores are missing: the first five by name, how many more."""
    named = " · ".join(f"“{name}”" for name in blank[:NAMED])
    more = len(blank) - NAMED
    if more > 0:
        words = ngettext(
            "Scores are missing: %(named)s, and %(more)d more.",
            "Scores are missing: %(named)s, and %(more)d more.",
            more,
        )
        return words % {"named": named, "more": more}
    words = ngettext(
        "A score is missing: %(named)s.", "%(count)d scores are missing: %(named)s.", len(blank)
    )
    return words % {"named": named, "count": len(blank)}


def _weights_words(case: scoring.Case) -> str:
    total = sum((Fraction(str(criterion.weight)) for criterion in case.criteria), Fraction(0))
    if abs(total - 1) <= WEIGHT_SUM_TOLERANCE:
        return ""
    if not total:
        return _("All weights are 0: give at least one criterion a weight.")
    words = {
        "sum": percent(scoring.as_decimal(total, 6), 1),
        "off": percent(scoring.as_decimal(abs(total - 1), 6), 1),
    }
    if total > 1:
        return _("The weights add up to %(sum)s. Take away %(off)s.") % words
    return _("The weights add up to %(sum)s. Add %(off)s.") % words


def warning(sentence: scoring.Sentence) -> str:
    """A warning of the arithmetic in the reader's words; a sum of weights as per cent."""
    if set(sentence.values) == {"total"}:
        return _("The weights add up to %(sum)s and were scaled to %(whole)s.") % {
            "sum": percent(sentence.values["total"], 2),
            "whole": percent(1),
        }
    return sentence.in_language(_)


def weight_ranges(ranked: Ranking) -> dict[str, list[str]]:
    """What the weights are given for now, to be kept with them; nothing while nothing ranks.

    Before there is a ranking a range read off the scores is still growing.
    """
    if ranked.case is None or ranked.result is None:
        return {}
    prints = scoring.range_fingerprints(ranked.case)
    return {
        str(criterion.pk): [prints[str(criterion.pk)], f"{criterion.weight.normalize():f}"]
        for criterion in ranked.criteria
    }


def _stale(method: Prioritisation, ranked: Ranking) -> tuple[Criterion, ...]:
    """The criteria whose weight still is the one given for another range."""
    now, then = weight_ranges(ranked), method.weight_ranges
    return tuple(
        criterion
        for criterion in ranked.criteria
        if (given := then.get(str(criterion.pk)))
        and (here := now.get(str(criterion.pk)))
        and given[1] == here[1]
        and given[0] != here[0]
    )
