"""Numbers, money and days the way the reader of the document writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
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


class Reader:
    """Writes for one language. Digits are 0–9 in every language, so that figures can be compared.

    Dates come in as ISO text, amounts as decimal text; None is unknown and is said so.
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
        """A figure with its digits grouped; `places` fixes the decimals, else as given."""
        amount = Decimal(str(value))
        pattern = (
            "#,##0.####" if places is None else "#,##0" + ("." + "0" * places if places else "")
        )
        return str(format_decimal(amount, format=pattern, locale=self.locale))

    def amount(self, value: str | None, unknown_lines: int = 0) -> str:
        """An amount for a table cell; a sum with unknown lines says so."""
        if value is None or (unknown_lines and not Decimal(value)):
            return _("not known")
        shown = self.number(value, 0 if Decimal(value) == int(Decimal(value)) else 2)
        return self.floor(shown) if unknown_lines else shown

    def money(self, value: str | None, currency: str, *, at_least: bool = False) -> str:
        """Currency and amount for a sentence."""
        if value is None:
            return _("not known")
        shown = self._with_currency(self.amount(value), currency)
        return self.floor(shown) if at_least else shown

    def headline(self, value: str, currency: str, *, at_least: bool) -> str:
        """An amount to remember: `at least USD 24.7 million`."""
        amount = Decimal(value)
        short = (
            format_compact_decimal(
                amount, format_type=self.million, locale=self.locale, fraction_digits=1
            )
            if amount >= 1_000_000
            else self.number(amount, 0)
        )
        shown = self._with_currency(short, currency).replace(" ", "\u00a0")
        if not at_least:
            return shown
        # The words before the amount may stand on a line of their own: the column is narrow.
        return self.floor("\n").replace("\u00a0", " ").replace("\n", shown)

    def _with_currency(self, shown: str, currency: str) -> str:
        """On the side of the amount where the language writes it, as the screens do."""
        parts = [shown, currency] if self.locale.language in CURRENCY_AFTER else [currency, shown]
        return "\u00a0".join(parts)

    def floor(self, shown: str) -> str:
        """The words for a sum that has unknown parts."""
        return _("at least %(amount)s") % {"amount": shown}

    def percent(self, fraction: str | Decimal, places: int = 0) -> str:
        """A share between 0 and 1 as per cent."""
        pattern = "#,##0" + ("." + "0" * places if places else "") + "%"
        return str(format_percent(Decimal(str(fraction)), format=pattern, locale=self.locale))

    def day(self, iso: str | None) -> str:
        """An official day in full."""
        if not iso:
            return _("date not given")
        return str(format_date(date.fromisoformat(iso[:10]), format="long", locale=self.locale))

    def short_day(self, iso: str | None) -> str:
        """A day for charts and tables."""
        if not iso:
            return "…"
        written = SHORT_DAY.get(self.locale.language, "d MMM y")
        return str(format_date(date.fromisoformat(iso[:10]), format=written, locale=self.locale))

    def moment(self, iso: str) -> str:
        """A moment in UTC."""
        moment = datetime.fromisoformat(iso).astimezone(UTC)
        written = MOMENT.get(self.locale.language, "d MMMM y, HH:mm")
        shown = format_datetime(moment, format=written, tzinfo=UTC, locale=self.locale)
        return pgettext("a moment", "%(moment)s UTC") % {"moment": shown}

    def period(self, starts_on: str | None, ends_on: str | None) -> str:
        """From first to last day, with what is missing left open."""
        if not starts_on and not ends_on:
            return _("dates not given")
        return f"{self.short_day(starts_on)} – {self.short_day(ends_on)}"

    def unknown_lines(self, count: int) -> str:
        """How many cost lines have no amount."""
        return ngettext(
            "%(count)s cost line has no known amount.",
            "%(count)s cost lines have no known amount.",
            count,
        ) % {"count": self.number(count)}


def decimal_or_none(value: object) -> Decimal | None:
    """The number a text holds, or None when it holds none."""
    try:
        return Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
