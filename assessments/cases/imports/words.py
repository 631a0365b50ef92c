"""The words in which a scoring file says its method, and what it says was printed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments import scoring
from assessments.scoring import Missing, Normalisation, ScoringError, Weighting, exact
from assessments.scoring.numbers import MOST_PLACES

# Word in the file: the method, and what goes with it.
NORMALISATIONS: dict[str, dict[str, Any]] = {
    "none": {"normalisation": Normalisation.AS_GIVEN},
    "none_priorities": {"normalisation": Normalisation.PREFERENCE},
    "none_direct_0_100": {"normalisation": Normalisation.PREFERENCE, "scale": (0, 100)},
    "none_direct_0_10": {"normalisation": Normalisation.PREFERENCE, "scale": (0, 10)},
    "none_direct_1_10": {"normalisation": Normalisation.PREFERENCE, "scale": (1, 10)},
    "none_direct_0_5": {"normalisation": Normalisation.PREFERENCE, "scale": (0, 5)},
    "value_functions": {"normalisation": Normalisation.VALUE_FUNCTIONS, "full": 100},
    "linear_explicit_range": {"normalisation": Normalisation.FIXED_RANGE, "full": 1},
    "minmax_0_100": {"normalisation": Normalisation.MIN_MAX, "full": 100},
    "minmax_0_1": {"normalisation": Normalisation.MIN_MAX, "full": 1},
    "ratio_min_over_x_or_x_over_max": {"normalisation": Normalisation.RATIO, "full": 1},
    "invert_min_then_sum": {"normalisation": Normalisation.SHARE, "full": 1},
    "x_over_reference_max": {"normalisation": Normalisation.REFERENCE, "full": 1},
}
# Without a word the weights must add to 1.
WEIGHTS: dict[str | None, dict[str, Any]] = {
    None: {"weighting": Weighting.SHARES},
    "divide_by_sum": {"weighting": Weighting.SHARES, "rescale": True},
    "as_printed": {"weighting": Weighting.AS_PRINTED},
    "raw_sum": {"weighting": Weighting.RAW_SUM},
    "ignored_unit": {"weighting": Weighting.UNIT},
}
MISSING: dict[str | None, dict[str, Any]] = {
    None: {"missing": Missing.REFUSE},
    **{str(word): {"missing": word} for word in Missing},
}
# Other names of the same rounding.
_ALSO = {"ceil": "ceiling", "trunc": "truncate", "down": "truncate", "half_away": "half_up"}


def one_of(words: Sequence[str], word: Any, what: str) -> str:
    """The word itself; refuses one that is not listed."""
    if not isinstance(word, str) or word not in words:
        raise ScoringError(
            "%(what)s: “%(word)s” is not one of: %(words)s.",
            what=what,
            word=str(word)[:60],
            words=", ".join(words),
        )
    return word


def method_words(method: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of `Case` from the file's `method`."""
    arguments: dict[str, Any] = {}
    for key, known in (
        ("normalisation", NORMALISATIONS),
        ("weights", WEIGHTS),
        ("missing", MISSING),
    ):
        word = method.get(key)
        if word is None and None in known:
            arguments.update(known[None])  # type: ignore[index]
            continue
        words = [str(item) for item in known if item is not None]
        arguments.update(known[one_of(words, word, f"method, {key}")])
    return arguments


def printed_of(
    published: Any, method: Mapping[str, Any], *, rows: Sequence[str]
) -> scoring.Printed | None:
    """What a document printed of the case, by option; None when the file says nothing of it."""
    if published is None:
        return None
    if not isinstance(published, Mapping):
        raise ScoringError("“published” is not an object.")
    rounding, places = _rounding(method.get("round"), published.get("totals"))
    tolerance = exact(method.get("tolerance") or 0, "method, tolerance")
    return scoring.Printed(
        totals=_column(published, "totals", rows),
        ranks=_column(published, "ranks", rows),
        raw_sums=_column(published, "raw_sums", rows),
        rounding=rounding,
        places=places,
        tolerance=max(tolerance, Fraction(0)),
    )


def _column(published: Mapping[str, Any], key: str, rows: Sequence[str]) -> dict[Any, Fraction]:
    given = published.get(key)
    if given is None:
        return {}
    if isinstance(given, Mapping):
        given = [given.get(option) for option in rows]
    if not isinstance(given, list) or len(given) != len(rows):
        raise ScoringError(
            "published, %(key)s: there must be %(rows)s, one for each option.",
            key=key,
            rows=len(rows),
        )
    return {
        option: exact(x, f"published, {key}, {option}")
        for option, x in zip(rows, given, strict=True)
        if x is not None
    }


def _rounding(given: Any, totals: Any) -> tuple[str, int]:
    """[mode, decimals] as the file says; else half up to the decimals that the totals have."""
    if given is None:
        return "half_up", _places(totals)
    if not isinstance(given, list) or len(given) != 2:
        raise ScoringError("method, round: not [mode, decimals].")
    mode = one_of([*scoring.ROUNDINGS, *_ALSO], given[0], "method, round")
    places = exact(given[1], "method, round")
    if places.denominator != 1 or abs(places) > MOST_PLACES:
        raise ScoringError(
            "method, round: decimals must be a whole number up to %(most)s.",
            most=MOST_PLACES,
        )
    return _ALSO.get(mode, mode), int(places)


def _places(totals: Any) -> int:
    given = totals.values() if isinstance(totals, Mapping) else totals
    numbers = [x for x in given or () if isinstance(x, Decimal) and x.is_finite()]
    most = max((-int(x.as_tuple().exponent) for x in numbers), default=MOST_PLACES)
    return min(max(most, 0), MOST_PLACES)
