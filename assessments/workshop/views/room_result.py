"""The result of a scoring session as the room screen shows it: places, spread, disagreements."""

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.dossiers.views.number_words import decimal_words
from assessments.models import Prioritisation, ScoringSession
from assessments.workshop.queries import results
from techbank.charts import Stack, stacked_bars, strip
from techbank.templatetags.techbank import percent

from .setup import weight_rows


def _tenth(number: Any, places: int = 1) -> str:
    return decimal_words(scoring.as_decimal(Fraction(number), places))


def _short(number: Any) -> str:
    """A mark in the criterion's own scale, without trailing zeros."""
    text = scoring.as_decimal(Fraction(number), 2).normalize()
    return decimal_words(text if text.as_tuple().exponent <= 0 else text.quantize(Decimal(1)))  # type: ignore[operator]


@dataclass(frozen=True)
class PlaceChange:
    """One option's place, beside the place it would have with the weight that is tried."""

    id: str
    name: str
    rank: int
    total: str
    tried_rank: int | None = None
    tried_total: str = ""


@dataclass(frozen=True)
class SpreadCell:
    """One cell: how far apart the marks are; ``drawing`` shows every mark, nobody's name."""

    words: str
    count: int
    drawing: SafeString | None


@dataclass(frozen=True)
class RoundDifference:
    option: str
    criterion: str
    low: str
    high: str
    share: str


def _places(
    outcome: results.SessionOutcome, tried: scoring.Result | None = None
) -> list[PlaceChange]:
    if outcome.result is None:
        return []
    names = {option["id"]: option["name"] for option in outcome.session.options}
    beside = {option.id: option for option in tried.options} if tried else {}
    rows = []
    for ranked in outcome.result.options:
        other = beside.get(ranked.id)
        rows.append(
            PlaceChange(
                str(ranked.id),
                names[str(ranked.id)],
                ranked.rank,
                _tenth(ranked.total),
                other.rank if other else None,
                _tenth(other.total) if other else "",
            )
        )
    return rows


def _spread(
    outcome: results.SessionOutcome, option: dict[str, Any], criterion: dict[str, Any]
) -> SpreadCell:
    key = (option["id"], criterion["id"])
    cell = outcome.combined.cells.get(key)
    if cell is None or not cell.count:
        return SpreadCell("", 0, None)
    low, high = Decimal(criterion["low"]), Decimal(criterion["high"])
    marks = [sheet[key] for sheet in outcome.sheets.values() if sheet.get(key) is not None]
    words = _spread_words(cell)
    drawing = strip(
        [float((mark - low) / (high - low)) for mark in marks if mark is not None],
        middle=float((Decimal(str(float(cell.median))) - low) / (high - low)),
        title=f"{option['name']}: {criterion['name']}",
        description=words,
        direction="rtl" if get_language_bidi() else "ltr",
    )
    return SpreadCell(words, cell.count, drawing)


def _spread_words(cell: Any) -> str:
    if cell.low == cell.high:
        return _("all %(value)s") % {"value": _short(cell.low)}
    return _("%(low)s to %(high)s, middle %(median)s") % {
        "low": _short(cell.low),
        "high": _short(cell.high),
        "median": _short(cell.median),
    }


def _differences(outcome: results.SessionOutcome) -> list[RoundDifference]:
    options = {option["id"]: option["name"] for option in outcome.session.options}
    criteria = {criterion["id"]: criterion["name"] for criterion in outcome.session.criteria}
    return [
        RoundDifference(
            options[str(disagreement.option)],
            criteria[str(disagreement.criterion)],
            _short(disagreement.low),
            _short(disagreement.high),
            percent(float(disagreement.size)),
        )
        for disagreement in outcome.disagreements
    ]


def _chart(outcome: results.SessionOutcome) -> SafeString | None:
    if outcome.result is None:
        return None
    names = {option["id"]: option["name"] for option in outcome.session.options}
    stacks = [
        Stack(
            f"{option.rank}. {names[str(option.id)]}",
            [
                float(option.contributions[c["id"]].points)
                if c["id"] in option.contributions
                else 0.0
                for c in outcome.session.criteria
            ],
            _tenth(option.total),
        )
        for option in outcome.result.options
    ]
    return stacked_bars(
        stacks,
        keys=[criterion["name"] for criterion in outcome.session.criteria],
        full=100,
        title=_("Points by criterion"),
        description=_(
            "One bar an option, best first; its parts are the points each criterion brings."
        ),
        direction="rtl" if get_language_bidi() else "ltr",
    )


def _figures(outcome: results.SessionOutcome) -> str:
    """What the slider needs to move a weight by itself: shares and values from 0 to 100."""
    values, weights = outcome.values, outcome.result.weights if outcome.result else {}
    return json.dumps(
        {
            "weights": {str(key): float(weight) for key, weight in weights.items()},
            "values": {
                option["id"]: {
                    c["id"]: values.get((option["id"], c["id"])) for c in outcome.session.criteria
                }
                for option in outcome.session.options
            },
            "missing": outcome.session.method.get("missing", "renormalise"),
        }
    )


@dataclass(frozen=True)
class Trial:
    """The weight somebody tries out: ``share`` of one, as percent in the form."""

    criterion: str
    percent: str
    share: Decimal | None


def _trial(request: HttpRequest, session: ScoringSession) -> Trial:
    ids = [row["id"] for row in session.criteria]
    criterion = request.GET.get("criterion", "")
    criterion = criterion if criterion in ids else (ids[0] if ids else "")
    written = request.GET.get("weight", "")[:8].replace(",", ".")
    try:
        number = Decimal(written)
        share = number / 100 if 0 <= number <= 100 else None
    except ArithmeticError:
        share = None
    return Trial(criterion, written, share)


def result_context(request: HttpRequest, session: ScoringSession) -> dict[str, Any]:
    """The result as the screen shows it once it was revealed."""
    outcome = results.outcome(session)
    trial = _trial(request, session)
    tried = (
        results.with_weight(outcome, trial.criterion, trial.share)
        if trial.share is not None
        else None
    )
    rows = [
        (option["name"], [_spread(outcome, option, criterion) for criterion in session.criteria])
        for option in session.options
    ]
    shares = weight_rows(session, outcome.weights)
    weighed = [(row["id"], *share) for row, share in zip(session.criteria, shares, strict=False)]
    used = Prioritisation.objects.filter(from_session=session).exists()
    return {
        "found": outcome,
        "places": _places(outcome, tried),
        "tried": tried is not None,
        "trial": trial,
        "spread": rows,
        "differences": _differences(outcome)[:20],
        "chart": _chart(outcome),
        "figures": _figures(outcome),
        "shares": shares,
        "weighed": weighed,
        "in_use": used,
    }
