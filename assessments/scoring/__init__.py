"""Multi-criteria arithmetic: options, criteria and scores in; totals, ranks and sensitivity out.

Every number is an exact fraction from the way in to the way out, so no rank ever depends on
rounding; `Ranked.score` and `as_decimal` are for showing. Blank is not zero: a missing score is
`None`, and the case says what to do about it. Nothing here knows Django; sentences are templates
that a caller may translate (`Sentence.translated(gettext)`).

A `Case` (options, criteria, scores, method) goes into `rank`, a `Result` comes out:
value v of each score by the `Normalisation`, total = sum of w·v, rank = 1 + number of options with
a better total. The rest reads cases and results:

scorers     `combine` many score sheets to one; `disagreements`
weights     `two_level`, `swing`, `ratio_weights`, `order_weights`, `ahp`; `stale_weights`
firmness    `equal_weights`, `moved`, `reversals`, `dominance`, `frontier`, `acceptability`
keeping     `method_of` a case as plain data, `case_of` the way back
print       `compare` with totals a document printed; `work` an example of a single step
live        `live`: the same ranks in floating point, for a screen that recalculates while people
            score; only it, `acceptability` and `ahp` leave exact numbers
"""

from assessments.scoring.ahp import Priorities, ahp
from assessments.scoring.cases import (
    Case,
    CaseCriterion,
    Contribution,
    Direction,
    Missing,
    Normalisation,
    Option,
    Ranked,
    Result,
    Weighting,
)
from assessments.scoring.examples import Example, ExampleKind, Worked, work
from assessments.scoring.live import Live, as_array, live
from assessments.scoring.numbers import ScoringError, Sentence, as_decimal, exact
from assessments.scoring.printed import (
    ROUNDINGS,
    Comparison,
    Printed,
    PrintedDifference,
    Suspect,
    compare,
)
from assessments.scoring.ranking import rank
from assessments.scoring.robustness import DRAWS, SEED, Acceptability, acceptability
from assessments.scoring.scorers import (
    Combined,
    Combining,
    Disagreement,
    Spread,
    combine,
    disagreements,
)
from assessments.scoring.sensitivity import (
    Dominance,
    FrontierPoint,
    Reversal,
    benefits_without,
    dominance,
    equal_weights,
    frontier,
    moved,
    reversals,
)
from assessments.scoring.stored_methods import case_of, method_of
from assessments.scoring.value_functions import (
    Categories,
    Linear,
    Piecewise,
    Steps,
    ValueFunction,
    value_function_of,
)
from assessments.scoring.weights import (
    order_weights,
    range_fingerprints,
    ratio_weights,
    stale_weights,
    swing,
    two_level,
    weights,
)

__all__ = [
    "DRAWS",
    "ROUNDINGS",
    "SEED",
    "Acceptability",
    "Case",
    "CaseCriterion",
    "Categories",
    "Combined",
    "Combining",
    "Comparison",
    "Contribution",
    "Direction",
    "Disagreement",
    "Dominance",
    "Example",
    "ExampleKind",
    "FrontierPoint",
    "Linear",
    "Live",
    "Missing",
    "Normalisation",
    "Option",
    "Piecewise",
    "Printed",
    "PrintedDifference",
    "Priorities",
    "Ranked",
    "Result",
    "Reversal",
    "ScoringError",
    "Sentence",
    "Spread",
    "Steps",
    "Suspect",
    "ValueFunction",
    "Weighting",
    "Worked",
    "acceptability",
    "ahp",
    "as_array",
    "as_decimal",
    "benefits_without",
    "case_of",
    "combine",
    "compare",
    "disagreements",
    "dominance",
    "equal_weights",
    "exact",
    "frontier",
    "live",
    "method_of",
    "moved",
    "order_weights",
    "range_fingerprints",
    "rank",
    "ratio_weights",
    "reversals",
    "stale_weights",
    "swing",
    "two_level",
    "value_function_of",
    "weights",
    "work",
]
