"""Filters and tags that write sums, shares, days and long texts in the reader's format.

Separators come from Django's formats of the active language, the same that form fields read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import formats, numberformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from techbank.money.values import Money
from techbank.text import CURRENT
from techbank.text import passage as text_as_passage
from techbank.text import prose as text_as_prose
from techbank.web.interrupted_posts import MARK, mark_for

register = template.Library()

NO_BREAK_SPACE = "\u00a0"
LEFT_TO_RIGHT_MARK = "\u200e"
# Languages that write the currency after the sum; the others write it before.
CURRENCY_AFTER = frozenset({"fr", "pt", "es", "ru"})

Amount = Money | Decimal | int | str | None


@dataclass(frozen=True)
class ErrorLine:
    """One line of the error summary: ``target`` is the id of the field, or empty."""

    text: str
    target: str


@register.filter
def money(value: Amount, currency: str = "") -> str:
    """The exact sum with two decimals; with its currency when given or part of the value."""
    return _sum(value, currency, places=2)


@register.filter
def signed(value: Decimal | str | None, currency: str = "") -> str:
    """As ``money``, with a plus sign before sums above zero: for differences."""
    if value is None or Decimal(value) <= 0:
        return money(value, currency)
    return _with_currency(f"{LEFT_TO_RIGHT_MARK}+{_number(Decimal(value), 2)}", currency)


@register.filter
def whole(value: Amount, currency: str = "") -> str:
    """The sum rounded half up to whole units, for headline figures."""
    return _sum(value, currency, places=0)


@register.filter
def whole_down(value: Amount, currency: str = "") -> str:
    """The sum rounded down, for “at least”: the true sum may not be less."""
    if isinstance(value, Money):
        return whole_down(value.amount, value.currency)
    if value is None or value == "":
        return gettext("not known")
    return whole(Decimal(value).to_integral_value(ROUND_FLOOR), currency)


@register.filter
def percent(fraction: Decimal | float | str | None, places: int = 0) -> str:
    """A fraction (0.134) as a percentage (13%), rounded half up."""
    if fraction is None or fraction == "":
        return gettext("not known")
    number = _number(Decimal(str(fraction)) * 100, places)
    return gettext("%(number)s%%") % {"number": number}


@register.filter
def localdate(value: date | datetime | str | None) -> str:
    """A day; an official moment is shown as its day in UTC."""
    if value is None or value == "":
        return gettext("not known")
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = value.astimezone(UTC)
    return _day(value)


@register.filter
def moment(value: datetime | str | None) -> str:
    """Day, time and the name of the reader's time zone."""
    if value is None or value == "":
        return gettext("not known")
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    local = timezone.localtime(value)
    return gettext("%(day)s, %(time)s (%(zone)s)") % {
        "day": _day(local),
        "time": local.strftime("%H:%M"),
        "zone": timezone.get_current_timezone_name(),
    }


@register.filter
def prose(text: str | None, dialect: int = CURRENT) -> SafeString:
    """A long answer as safe HTML, read in a dialect of `techbank.text`."""
    return text_as_prose(text, dialect)


@register.filter
def passage(text: str | None, dialect: int = CURRENT) -> SafeString:
    """A long field of a record as safe HTML, read in a dialect of `techbank.text`."""
    return text_as_passage(text, dialect)


@register.filter
def at(mapping: Mapping[str, Any], key: Any) -> Any:
    """The value of a mapping under a key; an empty text when the key is missing."""
    return mapping.get(str(key), "")


@register.filter
def short_digest(digest: str) -> str:
    """The first twelve characters of a digest, in groups of four, to compare by eye."""
    return " ".join(digest[start : start + 4] for start in range(0, min(12, len(digest)), 4))


@register.simple_tag
def svg(drawing: str) -> SafeString:
    """A drawing made by techbank.charts; raises ``ValueError`` for anything else than SVG."""
    if not drawing.lstrip().startswith("<svg"):
        raise ValueError("not an SVG drawing")
    return mark_safe(drawing)  # noqa: S308  (charts escape every text they draw)


@register.simple_tag(takes_context=True)
def form_problems(context: Context) -> list[ErrorLine]:
    """What is wrong with the page's ``form``, or its ``forms``, in the order of the fields."""
    forms = context.get("forms") or [context.get("form")]
    return [problem for form in forms for problem in _problems(form)]


@register.inclusion_tag("components/menu_link.html", takes_context=True)
def menu_link(context: Context, name: str, label: str) -> dict[str, str]:
    """A menu entry by URL name; nothing when no page has this name."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return {"url": "", "label": label, "current": ""}
    return {"url": url, "label": label, "current": _current(context, name, url)}


def _day(value: date) -> str:
    """The format of the language; in English the day comes first, as in UN documents."""
    english = (get_language() or "").startswith("en")
    return formats.date_format(value, "j F Y" if english else "DATE_FORMAT")


def _current(context: Context, name: str, url: str) -> str:
    """The value of aria-current: this page, or a page of this part of the portal."""
    path = getattr(context.get("request"), "path", "")
    if path == url:
        return "page"
    inside = url != "/" and path.startswith(url)
    return "true" if inside or context.get("nav") == name else ""


def _problems(form: Any) -> Iterable[ErrorLine]:
    """Problems of a form or of every form of a formset."""
    if form is None or not getattr(form, "is_bound", False):
        return
    if hasattr(form, "non_form_errors"):
        yield from (ErrorLine(str(text), "") for text in form.non_form_errors())
        for part in form.forms:
            yield from _problems(part)
        return
    yield from (ErrorLine(str(text), "") for text in form.non_field_errors())
    for field in form:
        for text in field.errors:
            yield ErrorLine(_with_label(field.label, str(text)), field.auto_id)


def _with_label(label: str, problem: str) -> str:
    if label.endswith(("?", "؟", "？", ".", ":")):
        return f"{label} {problem}"
    return gettext("%(label)s: %(problem)s") % {"label": label, "problem": problem}


def _sum(value: Amount, currency: str, places: int) -> str:
    if isinstance(value, Money):
        return _sum(value.amount, value.currency, places)
    if value is None or value == "":
        return gettext("not known")
    return _with_currency(_number(Decimal(value), places), currency)


def _with_currency(number: str, currency: str) -> str:
    if not currency:
        return number
    if (get_language() or "").split("-")[0] in CURRENCY_AFTER:
        return f"{number}{NO_BREAK_SPACE}{currency}"
    return f"{currency}{NO_BREAK_SPACE}{number}"


def _number(value: Decimal, places: int) -> str:
    """Grouped by three in every language: amounts are compared across languages.

    A mark keeps the minus sign before the digits where text runs from right to left.
    """
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    point = formats.get_format("DECIMAL_SEPARATOR")
    # Django has none for Chinese, where long sums are as hard to read as elsewhere.
    separator = formats.get_format("THOUSAND_SEPARATOR") or (
        "," if point == "." else NO_BREAK_SPACE
    )
    text = numberformat.format(
        abs(rounded),
        point,
        places,
        grouping=3,
        thousand_sep=separator,
        force_grouping=True,
        use_l10n=True,
    )
    return f"{LEFT_TO_RIGHT_MARK}\u2212{text}" if rounded < 0 else str(text)


@register.simple_tag(takes_context=True)
def keep_if_signed_out(context: dict[str, Any]) -> SafeString:
    """For forms that take long to fill in: what is sent after the session ended is kept."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', MARK, mark_for(user))
