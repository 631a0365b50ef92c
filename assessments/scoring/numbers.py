"""Exact numbers, and the sentences that refuse or warn."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

Id = Hashable
Number = int | float | str | Decimal | Fraction

# Nothing a country scores is larger; keeps a hostile cell from costing time.
LARGEST = 10**60
# To so many places a table may be printed, and a figure in it read.
MOST_PLACES = 12
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?", re.ASCII)
_RATIO = re.compile(r"-?[0-9]{1,80}/0*[1-9][0-9]{0,79}", re.ASCII)


def gettext_noop(template: str) -> str:
    """Mark a template for the message catalogue (makemessages knows this name)."""
    return template


@dataclass(frozen=True)
class Sentence:
    """A template with named places and what goes in them; `str()` is English."""

    template: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.values

    def in_language(self, translate: Callable[[str], str]) -> str:
        """The sentence in another language: pass `gettext`."""
        return translate(self.template) % self.values


class ScoringError(ValueError):
    """The case cannot be computed. `sentence` names the row and column that is wrong."""

    def __init__(self, template: str, **values: object) -> None:
        self.sentence = Sentence(template, {name: str(value) for name, value in values.items()})
        super().__init__(str(self.sentence))


def exact(number: object, what: str) -> Fraction:
    """The number as it is written (0.1 is one tenth); refuses text, NaN, infinity and booleans.

    `what` names the cell for the refusal.
    """
    fraction = _fraction(number)
    if fraction is None or abs(fraction) > LARGEST:
        raise ScoringError(
            gettext_noop("%(what)s: “%(written)s” is not a number that can be used."),
            what=what,
            written=_start(number),
        )
    return fraction


def _fraction(number: object) -> Fraction | None:
    if isinstance(number, bool):
        return None
    if isinstance(number, int | Fraction):
        return Fraction(number)
    if not isinstance(number, str | float | Decimal):
        return None
    written = str(number).strip()
    readable = _PLAIN_NUMBER.fullmatch(written) or _RATIO.fullmatch(written)
    return Fraction(written) if readable else None


def _start(number: object) -> str:
    """How it was written, cut short."""
    if isinstance(number, list | dict | tuple):
        return "[…]"
    # Python refuses to write out a whole number of thousands of digits.
    if isinstance(number, int) and number.bit_length() > 10_000:
        return "…"
    return str(number)[:40]


def as_decimal(number: Fraction, places: int = 2) -> Decimal:
    """For showing: rounded half away from zero, once, from the exact fraction."""
    whole = int(abs(number) * 10**places + Fraction(1, 2))
    return Decimal((int(number < 0 and whole > 0), tuple(map(int, str(whole))), -places))


def short(number: Fraction) -> str:
    """Six figures, for a sentence."""
    return f"{float(number):g}"
