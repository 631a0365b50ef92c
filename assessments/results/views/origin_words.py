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


def origin_words(found: Origin | None) -> list[tuple[str, str]]:
    """Who scored and weighed, as labels with words."""
    if found is None:
        return [(_("Scores"), _("Entered by the team of the assessment; no spread is known."))]
    how = {
        "mean": _("mean of the marks"),
        "median": _("median of the marks"),
        "consensus": _("what the room agreed on"),
    }
    people = ngettext("%(count)d person", "%(count)d people", found.people)
    ways = dict(WeightJudgement.Method.choices)
    struck = [(_("Seats that do not count"), str(found.struck))] if found.struck else []
    return [
        (_("Scores"), _("Scoring session “%(title)s”") % {"title": found.title}),
        (_("In the room"), people % {"count": found.people}),
        *struck,
        (_("Several scorers"), how.get(found.aggregate, found.aggregate)),
        (_("Weights"), str(ways.get(found.weighing, "–"))),
        (_("Digest of the session"), found.digest[:12]),
    ]


def apart_words(found: Origin | None, *, of_country: bool) -> list[str]:
    """Where the room disagreed most, widest first.

    To readers outside the country the ends of a cell are shown only when several people marked it.
    """
    said = []
    for one in found.apart[:MOST_APART] if found else ():
        words = {
            "option": one.option,
            "criterion": one.criterion,
            "share": percent(scoring.as_decimal(one.size, 4)),
            "low": _short(one.low),
            "high": _short(one.high),
        }
        if of_country or one.count >= FEWEST_SHOWN:
            template = _(
                "“%(option)s” on “%(criterion)s”: marks from %(low)s to %(high)s, %(share)s of the "
                "scale."
            )
        else:
            template = _("“%(option)s” on “%(criterion)s”: marks %(share)s of the scale apart.")
        said.append(template % words)
    return said


def _short(number: Fraction) -> str:
    places = next((places for places in (0, 1, 2) if number * 10**places % 1 == 0), 2)
    return decimal_words(scoring.as_decimal(number, places))
