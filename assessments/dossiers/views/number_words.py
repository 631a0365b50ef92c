"""Numbers that are neither money nor shares, the reader's way."""

from decimal import Decimal

from django.utils.formats import number_format


def decimal_words(number: Decimal) -> str:
    """With as many decimals as it has."""
    return str(number_format(number, use_l10n=True, force_grouping=True))
