"""Multi-criteria arithmetic: options, criteria and scores in; totals, ranks and sensitivity out.

Every number is an exact fraction from the way in to the way out, so no rank ever depends on
rounding; `Ranked.score` and `as_decimal` are for showing. Blank is not zero: a missing score is
`None`, and the case says what to do about it. Plain Python: nothing here knows Django; sentences
are templates that a caller may translate (`Sentence.said(gettext)`).

Value v in 0-100: 100(x - low)/(high - low), reversed where lower is better. Weights w = r/sum(r).
Total = sum of w·v. Rank = 1 + number of options with a larger total.
"""

from assessments.scoring.cases import (
    Case,
    Contribution,
    Criterion,
    Direction,
    Missing,
    Normalisation,
    Option,
    Ranked,
    Result,
    ScoringError,
    Sentence,
    as_decimal,
    exact,
)
from assessments.scoring.ranking import rank
from assessments.scoring.sensitivity import (
    Dominance,
    Reversal,
    dominance,
    equal_weights,
    moved,
    reversals,
)
from assessments.scoring.weights import two_level, weights

__all__ = [
    "Case",
    "Contribution",
    "Criterion",
    "Direction",
    "Dominance",
    "Missing",
    "Normalisation",
    "Option",
    "Ranked",
    "Result",
    "Reversal",
    "ScoringError",
    "Sentence",
    "as_decimal",
    "dominance",
    "equal_weights",
    "exact",
    "moved",
    "rank",
    "reversals",
    "two_level",
    "weights",
]
