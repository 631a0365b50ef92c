"""How often each option would hold each rank if the weights were others.

Stochastic multicriteria acceptability analysis: R. Lahdelma and P. Salminen, *SMAA-2*, Operations
Research 49(3), 2001. Weightings are drawn evenly from all that add to 1, or from all of those that
respect the stated order of importance. Floating point; everything else stays exact.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from assessments.scoring.cases import Missing, Result
from assessments.scoring.numbers import Id, ScoringError, gettext_noop
from assessments.scoring.ranking import TOLERANCE

Floats = NDArray[np.float64]
DRAWS = 10_000
SEED = 2021
MOST_DRAWS = 1_000_000
# Draws looked at together: the table of who beats whom then fits in the processor's cache.
_CHUNK = 250
_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Acceptability:
    """`shares[option][k]`: share of weightings giving rank k + 1; they add to 1 over the ranks.

    `half_width`: 95 of 100 such estimates lie within ± this of the true share (binomial, at its
    widest, a share of one half). `central`: mean of the weightings that put the option first, None
    when there were none. `pairwise[a, b]`: share of weightings giving a the better total; what is
    missing to 1 with `pairwise[b, a]` are ties.
    """

    draws: int
    seed: int
    in_order: bool
    half_width: float
    shares: dict[Id, tuple[float, ...]]
    central: dict[Id, dict[Id, float] | None]
    pairwise: dict[tuple[Id, Id], float]


def acceptability(
    result: Result,
    *,
    missing: Missing | str = Missing.REFUSE,
    in_order: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Acceptability:
    """Rank acceptability of every option; the same seed gives the same figures.

    `in_order` keeps to weightings in which no criterion passes one that the result's weights put
    above it. `missing` is the case's policy for blanks. 10,000 draws over 40 options and 25
    criteria take well under a second.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise ScoringError(
            gettext_noop("The number of draws must be between 1 and %(most)s."), most=MOST_DRAWS
        )
    stated = np.array([float(w) for w in result.shares.values()])
    weightings = _drawn(stated, in_order=in_order, draws=draws, seed=seed)
    totals = _totals(result, weightings, share=missing == Missing.RENORMALISE)
    held, beaten, central = _counted(totals, weightings)
    ids, criteria = [option.id for option in result.options], list(result.shares)
    return Acceptability(
        draws=draws,
        seed=seed,
        in_order=in_order,
        half_width=half_width(0.5, draws),
        shares={o: tuple((held[i] / draws).tolist()) for i, o in enumerate(ids)},
        central={
            o: dict(zip(criteria, (central[i] / held[i, 0]).tolist(), strict=True))
            if held[i, 0]
            else None
            for i, o in enumerate(ids)
        },
        pairwise={
            (a, b): float(beaten[i, j] / draws)
            for i, a in enumerate(ids)
            for j, b in enumerate(ids)
            if i != j
        },
    )


def half_width(share: float, draws: int) -> float:
    """Half the width of the 95 % interval of a share that was estimated from so many draws."""
    return _NORMAL_95 * sqrt(share * (1 - share) / draws)


def _drawn(stated: Floats, *, in_order: bool, draws: int, seed: int) -> Floats:
    """Draws × criteria, each row adding to 1.

    Exponential variables over their sum are even on all weightings (Devroye, *Non-Uniform Random
    Variate Generation*, 1986, V.2). All orders are alike in that, so sorting a row into the stated
    order keeps it even; criteria stated alike take their places by lot.
    """
    chance = np.random.default_rng(seed)
    drawn = chance.standard_exponential((draws, len(stated)))
    drawn /= drawn.sum(axis=1, keepdims=True)
    if not in_order:
        return drawn
    steps = np.unique(-stated, return_inverse=True)[1].reshape(-1)
    places = np.argsort(steps + chance.random(drawn.shape), axis=1)
    ordered = np.empty_like(drawn)
    np.put_along_axis(ordered, places, -np.sort(-drawn, axis=1), axis=1)
    return ordered


def _totals(result: Result, weightings: Floats, *, share: bool) -> Floats:
    """Draws × options; larger is better."""
    rows = [[result.values[option.id, c] for c in result.shares] for option in result.options]
    values = np.array([[float(v or 0) for v in row] for row in rows])
    totals: Floats = weightings @ values.T
    if share:
        present = np.array([[v is not None for v in row] for row in rows], dtype=float)
        totals = totals / (weightings @ present.T)
    return -totals if result.smallest_first else totals


def _counted(totals: Floats, weightings: Floats) -> tuple[Floats, Floats, Floats]:
    """How often each option held each rank, beat each other option; the sum of the weightings that
    put it first."""
    count = totals.shape[1]
    held = np.zeros(count * count)
    beaten = np.zeros((count, count))
    central = np.zeros((count, weightings.shape[1]))
    # In floating point the same total may come out differently by its last digits.
    tolerance = max(float(TOLERANCE), 1e-12 * float(np.abs(totals).max()))
    for start in range(0, len(totals), _CHUNK):
        part = totals[start : start + _CHUNK]
        better = part[:, :, None] > part[:, None, :] + tolerance
        beaten += np.count_nonzero(better, axis=0)
        places = np.count_nonzero(better, axis=1)
        flat = (places + count * np.arange(count)).ravel()
        held += np.bincount(flat, minlength=count * count)
        central += (places == 0).T.astype(float) @ weightings[start : start + _CHUNK]
    return held.reshape(count, count), beaten, central
