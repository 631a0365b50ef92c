"""Weights from comparisons in pairs: the analytic hierarchy process.

T. L. Saaty, *The Analytic Hierarchy Process*, McGraw-Hill 1980: weights are the principal
eigenvector of the matrix, consistency index (λmax - n)/(n - 1), consistency ratio = index over the
mean index of random matrices; above 0.10 the comparisons should be looked at again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.numbers import (
    Id,
    Number,
    ScoringError,
    Sentence,
    exact,
    gettext_noop,
    short,
)

# Saaty 1980, mean consistency index of random matrices of 1, 2, 3 … 15 criteria.
RANDOM_INDICES = (
    *(0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41),
    *(1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
)
LARGEST_RATIO = 0.10
# a·b may be off 1 by this, for reciprocals written with two decimals (7 and 0.14).
RECIPROCAL_TOLERANCE = Fraction(2, 100)
_STEPS = 1000

Matrix = Sequence[Sequence[Number | None]]


@dataclass(frozen=True)
class Priorities:
    """`weights` add to 1 (floating point); index and ratio are 0 for comparisons that agree."""

    weights: dict[Id, float]
    lambda_max: float
    consistency_index: float
    consistency_ratio: float
    warnings: tuple[Sentence, ...]


def ahp(ids: Sequence[Id], matrix: Matrix, *, names: Mapping[Id, str] | None = None) -> Priorities:
    """Weights and consistency. `matrix[i][j]` says how many times i counts as much as j.

    A cell may be None when its mirror image is given. Refuses a matrix that is not square, a
    comparison that is not above zero, a diagonal other than 1 and cells that are not each other's
    reciprocal, naming row and column.
    """
    called = [str((names or {}).get(key, key)) for key in ids]
    _shape(called, matrix)
    whole = [[float(x) for x in row] for row in _completed(called, matrix)]
    weights, lambda_max = _eigenvector(whole)
    count = len(ids)
    index = max(0.0, (lambda_max - count) / (count - 1)) if count > 1 else 0.0
    random = RANDOM_INDICES[count - 1]
    ratio = index / random if random else 0.0
    warnings = () if ratio <= LARGEST_RATIO else (_inconsistent(ratio),)
    return Priorities(dict(zip(ids, weights, strict=True)), lambda_max, index, ratio, warnings)


def _inconsistent(ratio: float) -> Sentence:
    template = gettext_noop(
        "The comparisons contradict each other: the consistency ratio is %(ratio)s, above 0.10. "
        "Look at them again."
    )
    return Sentence(template, {"ratio": f"{ratio:.2f}"})


def _shape(called: Sequence[str], matrix: Matrix) -> None:
    count = len(called)
    if not 1 <= count <= len(RANDOM_INDICES):
        raise ScoringError(
            gettext_noop("Between 1 and %(most)s criteria can be compared in pairs."),
            most=len(RANDOM_INDICES),
        )
    if len(matrix) != count or any(len(row) != count for row in matrix):
        raise ScoringError(gettext_noop("The comparisons must have a row and a column for each."))


def _completed(called: Sequence[str], matrix: Matrix) -> list[list[Fraction]]:
    """The matrix with the cells above the diagonal as given and those below their reciprocals."""
    count = len(called)
    whole = [[Fraction(1)] * count for _row in called]
    for i in range(count):
        own = matrix[i][i]
        if own is not None and exact(own, f"{called[i]} / {called[i]}") != 1:
            raise ScoringError(
                gettext_noop("%(where)s: compared with itself, it counts 1."),
                where=f"{called[i]} / {called[i]}",
            )
        for j in range(i + 1, count):
            whole[i][j] = _pair(called[i], called[j], matrix[i][j], matrix[j][i])
            whole[j][i] = 1 / whole[i][j]
    return whole


def _pair(text: str, other: str, given: Number | None, back: Number | None) -> Fraction:
    forth = _above_zero(given, f"{text} / {other}")
    mirrored = _above_zero(back, f"{other} / {text}")
    if forth is None and mirrored is None:
        raise ScoringError(
            gettext_noop("%(where)s: the comparison is missing."), where=f"{text} / {other}"
        )
    if mirrored is None or forth is None:
        return forth or 1 / Fraction(mirrored or 1)
    if abs(forth * mirrored - 1) > RECIPROCAL_TOLERANCE:
        raise ScoringError(
            gettext_noop("%(where)s is %(back)s and not 1 divided by %(forth)s."),
            where=f"{other} / {text}",
            back=short(mirrored),
            forth=short(forth),
        )
    return forth if forth >= 1 else 1 / mirrored


def _above_zero(number: Number | None, where: str) -> Fraction | None:
    if number is None:
        return None
    value = exact(number, where)
    if value <= 0:
        raise ScoringError(gettext_noop("%(where)s: a comparison is above zero."), where=where)
    return value


def _eigenvector(matrix: Sequence[Sequence[float]]) -> tuple[list[float], float]:
    """The principal eigenvector, scaled to add to 1, and its eigenvalue: by repeated
    multiplication, which converges for every matrix of positive numbers (Perron, Frobenius)."""
    vector = [1 / len(matrix)] * len(matrix)
    grown = sum(vector)
    for _step in range(_STEPS):
        product = [sum(a * x for a, x in zip(row, vector, strict=True)) for row in matrix]
        grown = sum(product)
        following = [x / grown for x in product]
        change = max(abs(x - y) for x, y in zip(following, vector, strict=True))
        vector = following
        if change < 1e-15:
            break
    return vector, grown
