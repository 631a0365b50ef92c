"""Figures and names inside the sentences about a result, written the reader's way."""

from collections.abc import Iterable
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from assessments.scoring import as_decimal
from techbank.templatetags.techbank import percent

_ISOLATE, _POP = "\u2068", "\u2069"


def percent_words(share: Fraction, places: int = 1) -> str:
    """Per cent with at most so many decimals, none when it needs none."""
    number = as_decimal(share, places + 2)
    needed = max(0, -int((number * 100).normalize().as_tuple().exponent))
    return percent(number, min(places, needed))


def share_words(share: float) -> str:
    """How often, in whole per cent; what is nearly never or nearly always keeps a decimal."""
    if share in (0.0, 1.0) or 0.005 <= share < 0.995:
        return percent(share)
    return percent(min(max(share, 0.001), 0.999), 1)


def points_words(points: Fraction) -> str:
    return str(number_format(as_decimal(points, 1), use_l10n=True, force_grouping=True))


def margin_words(margin: Fraction) -> str:
    """A lead that one decimal would show as zero gets more decimals."""
    places = next((places for places in (1, 2, 4) if as_decimal(margin, places)), 9)
    return str(number_format(as_decimal(margin, places), use_l10n=True))


def names_words(names: Iterable[str]) -> str:
    return " · ".join(f"“{own(name)}”" for name in names)


def own(name: str) -> str:
    """A name keeps its own direction inside a sentence that runs the other way."""
    return f"{_ISOLATE}{name}{_POP}" if get_language_bidi() else name


def rank_keys(count: int, most: int) -> list[str]:
    """The names of at most ``most`` parts: ranks by number, the last for all that are lower."""
    keys = [_("Rank %(rank)d") % {"rank": place} for place in range(1, min(count, most) + 1)]
    if count > most:
        keys[-1] = _("Rank %(rank)d and lower") % {"rank": most}
    return keys


def draws_words(draws: int, seed: int, half_width: float) -> str:
    """The small print of the shares: how they were drawn and how exact they are."""
    return _(
        "%(draws)s weightings drawn by lot, seed %(seed)s; 95 of 100 such estimates lie within "
        "±%(bound)s points of a per cent figure. Method: Lahdelma and Salminen 2001 (SMAA)."
    ) % {
        "draws": number_format(draws, use_l10n=True, force_grouping=True),
        "seed": seed,
        "bound": number_format(round(half_width * 100, 1), use_l10n=True),
    }
