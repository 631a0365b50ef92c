"""What a scoring session came to, computed from its raw marks by ``assessments.scoring``.

One formula everywhere: the room screen, its slider's form, and what freezing keeps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from assessments import scoring
from assessments.models import ScoringSession, WeightJudgement
from assessments.scoring.ahp import LARGEST_RATIO

from .sessions import Sheet, has_range, sheets, weighing


@dataclass(frozen=True)
class Weights:
    """Shares of one by criterion id; ``consistency`` is the ratio of a comparison in pairs."""

    shares: dict[str, Any]
    consistency: float | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def contradicts_itself(self) -> bool:
        return self.consistency is not None and self.consistency > LARGEST_RATIO


def weights_from(method: str, inputs: Mapping[str, Any], names: Mapping[str, str]) -> Weights:
    """Weights of the criteria ``names`` from one judgement; raises ``ScoringError``.

    ``inputs`` is {"points": {id: number}}, or of AHP {"pairs": [[id, id, number]]}, where the
    number says how many times the first weighs as much as the second (1/9 to 9).
    """
    if method == WeightJudgement.Method.AHP:
        return _compared(inputs["pairs"], names)
    points = {key: scoring.exact(value, names[key]) for key, value in inputs["points"].items()}
    if method == WeightJudgement.Method.SWING:
        return Weights(scoring.swing(points))
    if method == WeightJudgement.Method.RATIO:
        return Weights(scoring.ratio_weights(points))
    total = sum(points.values(), Fraction(0))
    if not total:
        raise scoring.ScoringError("All weights are zero: at least one must count.")
    return Weights({key: value / total for key, value in points.items()})


def _compared(pairs: list[list[str]], names: Mapping[str, str]) -> Weights:
    ids = list(names)
    matrix: list[list[Any]] = [[1 if a == b else None for b in ids] for a in ids]
    for pair, other, times in pairs:
        a, b, value = ids.index(pair), ids.index(other), Fraction(times)
        row, column, value = (a, b, value) if a < b else (b, a, 1 / value)
        matrix[row][column] = value
    called: dict[Any, str] = dict(names)
    comparison = scoring.ahp(ids, matrix, names=called)
    warnings = [warning.in_language(_) for warning in comparison.warnings]
    return Weights(
        {str(key): weight for key, weight in comparison.weights.items()},
        comparison.consistency_ratio,
        warnings,
    )


def weights_of(session: ScoringSession, judged: WeightJudgement | None = None) -> Weights | None:
    """The weights that count now; None while nobody weighed or criteria are new since."""
    judged = judged or weighing(session)
    names = {criterion["id"]: criterion["name"] for criterion in session.criteria}
    if judged is None or set(judged.ranges) != set(names):
        return None
    try:
        return weights_from(judged.method, judged.inputs, names)
    except scoring.ScoringError:
        return None


def _criterion(row: dict[str, Any], share: Any, *, curved: bool) -> scoring.CaseCriterion:
    plain = scoring.CaseCriterion(
        id=row["id"],
        name=row["name"],
        weight=share,
        direction=row["direction"],
        low=row["low"],
        high=row["high"],
        group=row["group"],
    )
    if not curved:
        return plain
    ends = ("0", "100") if row["direction"] == scoring.Direction.MAX else ("100", "0")
    curve = row["curve"] or [[row["low"], ends[0]], [row["high"], ends[1]]]
    points = tuple((Fraction(x), Fraction(value)) for x, value in curve)
    # The curve says which end is better.
    function = scoring.Piecewise(points)
    return replace(plain, direction=scoring.Direction.MAX, value_function=function)


def case_of(session: ScoringSession, cells: Mapping[Any, Any], weights: Weights) -> scoring.Case:
    """The session as the engine ranks it: fixed ranges, or curves where somebody drew one."""
    curved = any(criterion["curve"] for criterion in session.criteria)
    way = scoring.Normalisation
    return scoring.Case(
        options=[scoring.Option(option["id"], option["name"]) for option in session.options],
        criteria=[
            _criterion(criterion, weights.shares[criterion["id"]], curved=curved)
            for criterion in session.criteria
        ],
        scores=cells,
        normalisation=way.VALUE_FUNCTIONS if curved else way.FIXED_RANGE,
        missing=session.method.get("missing", "renormalise"),
        rescale=True,
    )


@dataclass(frozen=True)
class SessionOutcome:
    """``result`` or the ``problem`` that prevents one. ``sheets`` by seat number.

    ``combined.cells`` has the spread of every cell in the criterion's own scale; ``disagreements``
    are listed largest first, as shares of the criterion's range.
    """

    session: ScoringSession
    round: int
    sheets: dict[int, Sheet]
    weights: Weights | None
    combined: Any
    disagreements: tuple[Any, ...] = ()
    case: scoring.Case | None = None
    result: scoring.Result | None = None
    problem: str = ""
    warnings: list[str] = field(default_factory=list)
    reversals: tuple[scoring.Reversal, ...] = ()

    @property
    def values(self) -> dict[tuple[str, str], float | None]:
        """The values from 0 to 100 behind the totals, for a screen that moves weights itself."""
        if self.result is None:
            return {}
        values: Any = self.result.values
        return {cell: None if item is None else float(item) for cell, item in values.items()}


def outcome(
    session: ScoringSession, round_number: int | None = None, judged: WeightJudgement | None = None
) -> SessionOutcome:
    """Ranks, totals, spread and disagreements of a round (the present one). Two queries."""
    at = round_number or session.round
    marked = sheets(session, at)
    weights = weights_of(session, judged)
    names = {item["id"]: item["name"] for item in (*session.options, *session.criteria)}
    given: Any = marked
    combined = scoring.combine(given, how=session.method.get("aggregate", "mean"), names=names)
    plain = SessionOutcome(session, at, marked, weights, combined)
    if weights is None or not all(has_range(criterion) for criterion in session.criteria):
        return replace(plain, problem=_("The weights of the criteria are not settled."))
    if not any(sheet for sheet in marked.values()):
        return replace(plain, problem=_("Nobody has marked anything yet."))
    case = case_of(session, combined.scores, weights)
    return _ranked(replace(plain, case=case), case)


def _ranked(plain: SessionOutcome, case: scoring.Case) -> SessionOutcome:
    disagreements = scoring.disagreements(plain.combined, case.criteria)
    try:
        result = scoring.rank(case)
        reversals = scoring.reversals(case, result)
    except scoring.ScoringError as error:
        return replace(plain, problem=error.sentence.in_language(_), disagreements=disagreements)
    warnings = [warning.in_language(_) for warning in result.warnings]
    return replace(
        plain,
        disagreements=disagreements,
        result=result,
        reversals=reversals,
        warnings=warnings,
    )


def with_weight(outcome: SessionOutcome, criterion: str, share: Decimal) -> scoring.Result | None:
    """The ranking if one weight were ``share`` and the others kept their proportions."""
    if outcome.case is None or outcome.result is None:
        return None
    try:
        return scoring.rank(scoring.moved(outcome.case, criterion, share))
    except scoring.ScoringError:
        return None
