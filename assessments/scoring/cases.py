"""What goes into a ranking and what comes out: words, shapes and results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from assessments.scoring.numbers import Id, Number, Sentence
from assessments.scoring.value_functions import ValueFunction

Cell = tuple[Id, Id]


class Direction(StrEnum):
    MAX = "max"
    MIN = "min"


class Normalisation(StrEnum):
    """How scores become values. `full` is what the best possible value is worth.

    min_max          full·(x - lowest)/(highest - lowest) over the options; reversed for min
    fixed_range      full·(x - low)/(high - low) with the criterion's range; reversed for min
    direct           full·(x - low)/(high - low) with the case's scale (0 to 100); reversed for min
    ratio            full·x/highest; full·lowest/x for min
    share            x, or 1/x for min, as a share of the column's sum, times full
    reference        full·x/reference_max, whatever the direction
    value_functions  full·v(x)/100
    preference       x as it stands: a judgement, more is better
    as_given         x as it stands: a measurement
    """

    MIN_MAX = "min_max"
    FIXED_RANGE = "fixed_range"
    DIRECT = "direct"
    RATIO = "ratio"
    SHARE = "share"
    REFERENCE = "reference"
    VALUE_FUNCTIONS = "value_functions"
    PREFERENCE = "preference"
    AS_GIVEN = "as_given"


class Weighting(StrEnum):
    """shares: w = r/sum(r); as_printed and raw_sum: w = r; unit: every criterion counts 1.

    as_printed is for weights that claim to be shares (a sum other than 1 or 100 is warned of),
    raw_sum for importance factors that claim nothing.
    """

    SHARES = "shares"
    AS_PRINTED = "as_printed"
    RAW_SUM = "raw_sum"
    UNIT = "unit"


class Missing(StrEnum):
    """refuse; zero: a blank brings no points; renormalise: the other weights share its weight."""

    REFUSE = "refuse"
    ZERO = "zero"
    RENORMALISE = "renormalise"


# Values in 0-1 by the usual writing of these methods; all others in points of 100.
_IN_ONES = {Normalisation.RATIO, Normalisation.SHARE, Normalisation.REFERENCE}
# Methods that turn nothing round.
_AS_THEY_STAND = {Normalisation.REFERENCE, Normalisation.AS_GIVEN}


@dataclass(frozen=True)
class Option:
    id: Id
    name: str = ""


@dataclass(frozen=True)
class CaseCriterion:
    """A column. `low` and `high` serve the fixed range, `reference_max` the reference,
    `value_function` the value functions, `group` serves `two_level`."""

    id: Id
    name: str
    weight: Number
    direction: Direction | str = Direction.MAX
    low: Number | None = None
    high: Number | None = None
    group: str = ""
    reference_max: Number | None = None
    value_function: ValueFunction | None = None


@dataclass(frozen=True)
class Case:
    """What to rank. `scores` is keyed (option id, criterion id); absent and None both mean blank.

    Weights must add to 1 unless `rescale` is asked for (with the weighting `shares`). A bare id may
    stand for an option. `scale` is the range of direct scores and preferences.
    """

    options: Sequence[Option | str]
    criteria: Sequence[CaseCriterion]
    scores: Mapping[Cell, Number | None]
    normalisation: Normalisation | str = Normalisation.MIN_MAX
    missing: Missing | str = Missing.REFUSE
    rescale: bool = False
    weighting: Weighting | str = Weighting.SHARES
    scale: tuple[Number, Number] | None = None
    full: Number | None = None

    @cached_property
    def option_names(self) -> dict[Id, str]:
        listed = [o if isinstance(o, Option) else Option(o) for o in self.options]
        return {option.id: option.name or str(option.id) for option in listed}

    @cached_property
    def criterion_names(self) -> dict[Id, str]:
        return {criterion.id: criterion.name for criterion in self.criteria}

    @property
    def full_value(self) -> Number:
        """What a best value is worth: `full`, or what the method is usually written in."""
        if self.full is not None:
            return self.full
        return 1 if self.normalisation in _IN_ONES else 100

    @property
    def smallest_first(self) -> bool:
        """Nothing turns a column round and in every column lower is better."""
        return self.normalisation in _AS_THEY_STAND and all(
            criterion.direction == Direction.MIN for criterion in self.criteria
        )

    def where(self, option: Id, criterion: Id) -> str:
        """The cell, for a sentence."""
        return f"{self.option_names[option]} / {self.criterion_names[criterion]}"


@dataclass(frozen=True)
class Contribution:
    """`value` in the unit of the method; `points` = weight × value, what it brings to the total."""

    value: Fraction
    points: Fraction


@dataclass(frozen=True)
class Ranked:
    """One option's place. `missing` lists the criteria whose score was blank."""

    id: Id
    total: Fraction
    rank: int
    contributions: dict[Id, Contribution]
    missing: tuple[Id, ...]

    @property
    def score(self) -> float:
        return float(self.total)


@dataclass(frozen=True)
class Result:
    """`options` best first (ties in the order given); `weights` as the totals use them; `values` in
    the unit of the method (0-100 unless the case says otherwise)."""

    options: tuple[Ranked, ...]
    warnings: tuple[Sentence, ...]
    weights: dict[Id, Fraction]
    values: dict[Cell, Fraction | None]
    smallest_first: bool = False

    @cached_property
    def _places(self) -> dict[Id, Ranked]:
        return {ranked.id: ranked for ranked in self.options}

    def of(self, option: Id) -> Ranked:
        return self._places[option]

    @cached_property
    def shares(self) -> dict[Id, Fraction]:
        """The weights scaled to add to 1: what sensitivity is told in."""
        total = sum(self.weights.values(), Fraction(0))
        return {criterion: weight / total for criterion, weight in self.weights.items()}
