"""Ranking while people score, and weightings tried: python benchmarks/scoring.py

40 options, 25 criteria, 60 scorers, one core. `live` goes from sheets to mean and spread, then to
values, totals and ranks; `robustness` tries 10,000 weightings for rank acceptability. The same work
is done with scikit-criteria and pymcdm if they are installed (requirements-benchmarks.txt): mean
and spread by NumPy, then their min-max, weighted sum and ranks; for robustness this once for each
weighting, as neither offers it (timed on fewer and scaled up). Budgets: 20 ms and 1 s. A ratio
above 1 means that they take longer.
"""

import os

# One core: before NumPy reads it.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))

import sys
import time
import warnings
from collections.abc import Callable, Hashable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assessments.scoring import (
    Case,
    CaseCriterion,
    Option,
    acceptability,
    as_array,
    combine,
    live,
    rank,
)
from assessments.scoring.numbers import Number

OPTIONS, CRITERIA, SCORERS, DRAWS = 40, 25, 60, 10_000
RUNS = 15
# Weightings the others are timed on.
SAMPLE = 200
BUDGETS = {"live": 0.020, "robustness": 1.0}
DIRECTIONS = ["min" if j % 3 == 0 else "max" for j in range(CRITERIA)]
Ranks = np.ndarray[Any, Any]


def main() -> None:
    chance = np.random.default_rng(1)
    sheets = chance.integers(0, 101, (SCORERS, OPTIONS, CRITERIA)).astype(float)
    shares = chance.dirichlet(np.ones(CRITERIA))
    case = case_of(shares)
    weightings = chance.dirichlet(np.ones(CRITERIA), DRAWS)
    written: dict[Hashable, dict[tuple[Hashable, Hashable], Number | None]] = {
        s: {(i, j): int(sheets[s, i, j]) for i in range(OPTIONS) for j in range(CRITERIA)}
        for s in range(SCORERS)
    }
    exactly = Case(case.options, case.criteria, combine(written).scores, rescale=True)
    result = rank(exactly)
    ours = {
        "live": seconds(lambda: live(case, sheets)),
        "robustness": seconds(lambda: acceptability(result, draws=DRAWS)),
    }
    for name, spent in ours.items():
        print(f"{name:28}{spent * 1000:9.2f} ms CPU   budget {BUDGETS[name] * 1000:6.0f} ms")
    sheets_read = seconds(lambda: as_array(written, range(OPTIONS), range(CRITERIA)))
    print(f"{'sheets to an array':28}{sheets_read * 1000:9.2f} ms CPU")
    print(f"{'exact ranking, no NumPy':28}{seconds(lambda: rank(exactly)) * 1000:9.2f} ms CPU")
    expected = live(case, sheets).ranks
    for name, make in (("scikit-criteria", with_scikit_criteria), ("pymcdm", with_pymcdm)):
        compare(name, make, sheets, shares, weightings, ours, expected)


def case_of(shares: Ranks) -> Case:
    return Case(
        options=[Option(i, f"Option {i}") for i in range(OPTIONS)],
        criteria=[
            CaseCriterion(j, f"Criterion {j}", float(w), direction)
            for j, (w, direction) in enumerate(zip(shares, DIRECTIONS, strict=True))
        ],
        scores={},
        rescale=True,
    )


def compare(
    name: str,
    make: Callable[[], Callable[[Ranks, Ranks], Ranks]],
    sheets: Ranks,
    shares: Ranks,
    weightings: Ranks,
    ours: dict[str, float],
    expected: Ranks,
) -> None:
    """Print how long the same work takes with another library, or that it is not installed."""
    try:
        ranks_of = make()
    except ImportError:
        print(f"{name:28}is not installed: pip install -r requirements-benchmarks.txt")
        return
    once = seconds(lambda: ranks_of(mean_and_spread(sheets), shares))
    mean = mean_and_spread(sheets)
    many = seconds(lambda: [ranks_of(mean, w) for w in weightings[:SAMPLE]], runs=1)
    agree = np.array_equal(np.asarray(ranks_of(mean, shares), dtype=int), expected)
    theirs = {"live": once, "robustness": many * DRAWS / SAMPLE}
    for work, spent in theirs.items():
        print(
            f"{f'{name}, {work}':28}{spent * 1000:9.2f} ms CPU   ratio  {spent / ours[work]:9.1f}"
        )
    print(f"{'':28}{'the same ranks' if agree else 'OTHER RANKS'}")


def mean_and_spread(sheets: Ranks) -> Ranks:
    """The figures a screen shows of every cell; blanks are NaN."""
    np.nanmin(sheets, axis=0), np.nanmax(sheets, axis=0), np.nanstd(sheets, axis=0, ddof=1)
    np.count_nonzero(~np.isnan(sheets), axis=0)
    return np.asarray(np.nanmean(sheets, axis=0))


def with_scikit_criteria() -> Callable[[Ranks, Ranks], Ranks]:
    import skcriteria as skc
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.preprocessing.invert_objectives import NegateMinimize
    from skcriteria.preprocessing.scalers import MinMaxScaler

    objectives = [min if direction == "min" else max for direction in DIRECTIONS]
    negate, scale, decide = NegateMinimize(), MinMaxScaler(target="matrix"), WeightedSumModel()

    def ranks_of(matrix: Ranks, weights: Ranks) -> Ranks:
        problem = skc.mkdm(matrix, objectives, weights=weights)
        return np.asarray(decide.evaluate(scale.transform(negate.transform(problem))).rank_)

    return ranks_of


def with_pymcdm() -> Callable[[Ranks, Ranks], Ranks]:
    from pymcdm.helpers import rankdata
    from pymcdm.methods import WSM
    from pymcdm.normalizations import minmax_normalization

    types = np.array([-1 if direction == "min" else 1 for direction in DIRECTIONS])
    decide = WSM(minmax_normalization)

    def ranks_of(matrix: Ranks, weights: Ranks) -> Ranks:
        return np.asarray(rankdata(decide(matrix, weights, types), reverse=True))

    return ranks_of


def seconds(work: Callable[[], Any], runs: int = RUNS) -> float:
    """Median CPU seconds of several runs after a first one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        work()
        spent = []
        for _run in range(runs):
            start = time.process_time()
            work()
            spent.append(time.process_time() - start)
    return median(spent)


if __name__ == "__main__":
    main()
