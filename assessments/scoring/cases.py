"""What goes into a ranking and what comes out: words, exact numbers and refusals."""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Id = Hashable
Number = int | float | str | Decimal | Fraction

# Nothing a country scores is larger; keeps a hostile cell from costing time.
LARGEST = 10**60
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?", re.ASCII)
_RATIO = re.compile(r"[0-9]{1,40}/0*[1-9][0-9]{0,39}", re.ASCII)


def gettext_noop(template: str) -> str:
    """Mark a template for the message catalogue (makemessages knows this name)."""
    return template


class Direction(StrEnum):
    MAX = "max"
    MIN = "min"


class Normalisation(StrEnum):
    MIN_MAX = "min_max"
    FIXED_RANGE = "fixed_range"
    DIRECT = "direct"


class Missing(StrEnum):
    REFUSE = "refuse"
    ZERO = "zero"
    RENORMALISE = "renormalise"


@dataclass(frozen=True)
class Sentence:
    """A template with named places and what goes in them; `str()` is English."""

    template: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.values

    def said(self, translate: Callable[[str], str]) -> str:
        """The sentence in another language: pass `gettext`."""
        return translate(self.template) % self.values


class ScoringError(ValueError):
    """The case cannot be computed. `sentence` names the row and column that is wrong."""

    def __init__(self, template: str, **values: object) -> None:
        self.sentence = Sentence(template, {name: str(value) for name, value in values.items()})
        super().__init__(str(self.sentence))


@dataclass(frozen=True)
class Option:
    id: Id
    name: str = ""


@dataclass(frozen=True)
class Criterion:
    """A column. `low` and `high` are used by the fixed range; `group` by `two_level`."""

    id: Id
    name: str
    weight: Number
    direction: Direction | str = Direction.MAX
    low: Number | None = None
    high: Number | None = None
    group: str = ""


@dataclass(frozen=True)
class Case:
    """What to rank. `scores` is keyed (option id, criterion id); absent and None both mean blank.

    Weights must add to 1 unless `rescale` is asked for. A bare id may stand for an option.
    """

    options: Sequence[Option | str]
    criteria: Sequence[Criterion]
    scores: Mapping[tuple[Id, Id], Number | None]
    normalisation: Normalisation | str = Normalisation.MIN_MAX
    missing: Missing | str = Missing.REFUSE
    rescale: bool = False

    @property
    def option_names(self) -> dict[Id, str]:
        listed = [o if isinstance(o, Option) else Option(o) for o in self.options]
        return {option.id: option.name or str(option.id) for option in listed}


@dataclass(frozen=True)
class Contribution:
    """`value` in 0-100; `points` = weight × value, the part of the total it brings."""

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
    """`options` best first (ties in the order given); `weights` add to 1; `values` in 0-100."""

    options: tuple[Ranked, ...]
    warnings: tuple[Sentence, ...]
    weights: dict[Id, Fraction]
    values: dict[tuple[Id, Id], Fraction | None]

    def of(self, option: Id) -> Ranked:
        return next(ranked for ranked in self.options if ranked.id == option)


def exact(number: Number, what: str) -> Fraction:
    """The number as it is written (0.1 is one tenth); refuses text, NaN, infinity and booleans.

    `what` names the cell for the refusal.
    """
    found = _fraction(number)
    if found is None or abs(found) > LARGEST:
        raise ScoringError(
            gettext_noop("%(what)s: “%(written)s” is not a number that can be used."),
            what=what,
            written=str(number)[:40],
        )
    return found


def _fraction(number: Number) -> Fraction | None:
    if isinstance(number, bool):
        return None
    if isinstance(number, int | Fraction):
        return Fraction(number)
    written = str(number).strip()
    readable = _PLAIN_NUMBER.fullmatch(written) or _RATIO.fullmatch(written)
    return Fraction(written) if readable else None


def as_decimal(number: Fraction, places: int = 2) -> Decimal:
    """For showing: rounded half away from zero, once, from the exact fraction."""
    whole = int(abs(number) * 10**places + Fraction(1, 2))
    return Decimal((int(number < 0 and whole > 0), tuple(map(int, str(whole))), -places))
