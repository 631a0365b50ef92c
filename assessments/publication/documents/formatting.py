"""Numbers, money and days in the format of the document's language."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import ROUND_FLOOR, Decimal, InvalidOperation, localcontext
from typing import Final, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from techbank.templatetags.techbank import CURRENCY_AFTER

# The United Nations write 30 June 2026.
LOCALES: Final = {"en": "en_GB"}
# Chinese writes the year first: 2027年1月15日.
SHORT_DAY: Final = {"zh": "y年M月d日"}
MOMENT: Final = {"zh": "y年M月d日 HH:mm"}
_OUTER: Final = re.compile("^\u00a0|\u00a0$")
COLONS: Final = {"fr": "\u00a0: ", "zh": "："}
HEADLINE: Final = 16
"""Letters of an amount to remember that a line of its column holds; a longer one is parted."""


class LanguageFormatter:
    """Formats for one language. Digits are 0–9 in every language, so that figures can be compared.

    Dates are given as ISO text, amounts as decimal text; None is unknown and is shown so.
    """

    def __init__(self, language: str) -> None:
        try:
            self.locale = Locale.parse(LOCALES.get(language, language.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            self.locale = Locale("en")
        # Chinese has one way to write 24.7 million, and keeps it with the short ones.
        long = "long" in self.locale.compact_decimal_formats
        self.million: Literal["long", "short"] = "long" if long else "short"

    def number(self, value: str | int | Decimal, places: int | None = None) -> str:
        """A number with grouped digits; `places` sets the decimals, else they are as given."""
        amount = Decimal(str(value))
        pattern = (
            "#,##0.####" if places is None else "#,##0" + ("." + "0" * places if places else "")
        )
        return str(format_decimal(amount, format=pattern, locale=self.locale))

    def amount(
        self, value: str | None, unknown_lines: int = 0, *, places: int | None = None
    ) -> str:
        """An amount for a table cell; a sum with unknown lines says so.

        `places` are the decimals of its whole column, so that they are aligned.
        """
        if value is None or (unknown_lines and not Decimal(value)):
            return _("not known")
        result = self.number(value, places_of([value]) if places is None else places)
        return self.floor(result) if unknown_lines else result

    def money(
        self, value: str | None, currency: str, *, at_least: bool = False, places: int | None = None
    ) -> str:
        """Currency and amount for a sentence. A sum of “at least zero” is “not known”."""
        if value is None or (at_least and not Decimal(value)):
            return _("not known")
        result = self._with_currency(self.amount(value, places=places), currency)
        return self.floor(result) if at_least else result

    def difference(self, value: str, places: int) -> str:
        """An amount with its sign, also a plus sign."""
        amount = Decimal(value)
        sign = "+" if amount > 0 else "\u2212" if amount < 0 else ""
        # Isolated, so that the sign stays before the digits where text runs from the right.
        return f"\u2066{sign}{self.amount(str(abs(amount)), places=places)}\u2069"

    def headline(self, value: str, currency: str, *, at_least: bool, part: bool = False) -> str:
        """A headline amount: `at least USD 24.7 million`.

        With `at_least`, or as `part` of such a sum, it is never rounded up.
        """
        amount = Decimal(value)
        if at_least and not amount:
            return _("not known")
        with localcontext() as context:
            if at_least or part:
                context.rounding = ROUND_FLOOR
            short = (
                format_compact_decimal(
                    amount, format_type=self.million, locale=self.locale, fraction_digits=1
                )
                if amount >= 1_000_000
                else self.number(amount, 0)
            )
        result = self._with_currency(short, currency).replace(" ", "\u00a0")
        if len(result) > HEADLINE:
            result = " ".join(result.rsplit("\u00a0", 1))
        return self.floor(result) if at_least else result

    def _with_currency(self, text: str, currency: str) -> str:
        """The currency before or after the amount, as the language writes it and the pages do."""
        parts = [text, currency] if self.locale.language in CURRENCY_AFTER else [currency, text]
        return "\u00a0".join(parts)

    def floor(self, text: str) -> str:
        """Marks a sum that has unknown parts as “at least”. The words are not split over lines."""
        words = (_("at least %(amount)s") % {"amount": "\n"}).split("\n")
        return text.join(_OUTER.sub(" ", part.replace(" ", "\u00a0")) for part in words)

    def percent(self, fraction: str | Decimal, places: int = 0) -> str:
        """A share between 0 and 1 as per cent."""
        own = self.locale.percent_formats[None].pattern
        pattern = own.replace("#,##0", "#,##0" + ("." + "0" * places if places else ""))
        text = str(format_percent(Decimal(str(fraction)), format=pattern, locale=self.locale))
        # Else the sign changes its side with the word before the figure.
        return f"\u200e{text}\u200e" if self.locale.text_direction == "rtl" else text

    def day(self, iso: str | None) -> str:
        """A day in full."""
        if not iso:
            return _("date not given")
        return self._date(date.fromisoformat(iso[:10]), "long")

    def _date(self, day: date, written: str) -> str:
        text = str(format_date(day, format=written, locale=self.locale))
        return f"1er{text[1:]}" if self.locale.language == "fr" and day.day == 1 else text

    def short_day(self, iso: str | None) -> str:
        """A day for charts and tables."""
        if not iso:
            return "…"
        written = SHORT_DAY.get(self.locale.language, "d MMM y")
        return self._date(date.fromisoformat(iso[:10]), written)

    def moment(self, iso: str) -> str:
        """A moment in UTC."""
        moment = datetime.fromisoformat(iso).astimezone(UTC)
        written = MOMENT.get(self.locale.language, "d MMMM y, HH:mm")
        result = format_datetime(moment, format=written, tzinfo=UTC, locale=self.locale)
        return pgettext("a moment", "%(moment)s UTC") % {"moment": result}

    def period(self, starts_on: str | None, ends_on: str | None) -> str:
        """From first to last day; a missing day is shown as “…”."""
        if not starts_on and not ends_on:
            return _("dates not given")
        return f"{self.short_day(starts_on)} – {self.short_day(ends_on)}"

    @property
    def colon(self) -> str:
        """The colon with the spaces the language puts around it."""
        return COLONS.get(self.locale.language, ": ")

    def unknown_lines(self, count: int) -> str:
        """How many cost lines have no amount."""
        return ngettext(
            "%(count)s cost line has no known amount.",
            "%(count)s cost lines have no known amount.",
            count,
        ) % {"count": self.number(count)}


def places_of(values: Iterable[str | None]) -> int:
    """Decimals a column of these amounts needs: none, or two."""
    return 2 if any(value is not None and Decimal(value) % 1 for value in values) else 0


def decimal_or_none(value: object) -> Decimal | None:
    """The number a text holds, or None when it holds none."""
    try:
        return Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
