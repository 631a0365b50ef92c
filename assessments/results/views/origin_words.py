"""Who scored and weighed, and where they disagreed, as a page says it."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import scoring
from assessments.dossiers.views.number_words import decimal_words
from assessments.models import WeightJudgement
from assessments.priorities.queries.origin import Origin
from techbank.templatetags.techbank import percent

# With fewer people in a cell its ends are somebody's own marks.
FEWEST_SHOWN = 3
MOST_APART = 8


def origin_words(origin: Origin | None) -> list[tuple[str, str]]:
    """Who scored and weighed, as labels with words."""
    if origin is None:
        return [(_("Scores"), _("Entered by the team of the assessment; no spread is known."))]
    how = {
        "mean": _("mean of the marks"),
        "median": _("median of the marks"),
        "consensus": _("what the room agreed on"),
    }
    people = ngettext("%(count)d person", "%(count)d people", origin.people)
    ways = dict(WeightJudgement.Method.choices)
    struck = [(_("Seats that do not count"), str(origin.struck))] if origin.struck else []
    return [
        (_("Scores"), _("Scoring session “%(title)s”") % {"title": origin.title}),
        (_("In the room"), people % {"count": origin.people}),
        *struck,
        (_("Several scorers"), how.get(origin.aggregate, origin.aggregate)),
        (_("Weights"), str(ways.get(origin.weighing, "–"))),
        (_("Digest of the session"), origin.digest[:12]),
    ]


def apart_words(origin: Origin | None, *, of_country: bool) -> list[str]:
    """Where the room disagreed most, widest first.

    To readers outside the country the ends of a cell are shown only when several people marked it.
    """
    sentences = []
    for difference in origin.apart[:MOST_APART] if origin else ():
        words = {
            "option": difference.option,
            "criterion": difference.criterion,
            "share": percent(scoring.as_decimal(difference.size, 4)),
            "low": _short(difference.low),
            "high": _short(difference.high),
        }
        if of_country or difference.count >= FEWEST_SHOWN:
            template = _(
                "“%(option)s” on “%(criterion)s”: marks from %(low)s to %(high)s, %(share)s of the "
                "scale."
            )
        else:
            template = _("“%(option)s” on “%(criterion)s”: marks %(share)s of the scale apart.")
        sentences.append(template % words)
    return sentences


def _short(number: Fraction) -> str:
    places = next((places for places in (0, 1, 2) if number * 10**places % 1 == 0), 2)
    return decimal_words(scoring.as_decimal(number, places))
