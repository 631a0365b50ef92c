"""From what a person typed to what is stored, and from what is stored to what a reader sees.

Stored, so that it survives JSON: TEXT, LONG str · NUMBER str in plain decimal notation · INTEGER
and YEAR int · DATE ISO str · CHOICE key · CHOICES list of keys in the order of the question ·
YES_NO bool. Blank is None. "Not known" is a mark beside the answer, not a value.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from babel.dates import format_date
from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from django.utils.translation import gettext as _

from assessments.questions.definitions import Question, QuestionKind
from techbank.text import SURROGATE, normalised

Value = str | int | bool | list[str] | None

# Spaces people write between thousands: plain, no-break, narrow no-break, thin.
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?=\D|$)")
# Invisible marks that come along when a figure is copied from a page.
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NUMBER_SHAPE = re.compile(r"[+-]?[\d.,]*\d[\d.,]*")
_MOST_DIGITS = 18
_MOST_DECIMALS = 6
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_YES_NO = {
    "yes": True,
    "true": True,
    "on": True,
    "1": True,
    "no": False,
    "false": False,
    "0": False,
}


def fingerprint(value: Any, not_known: bool = False) -> str:
    """Twelve characters that tell whether a text is still the one a page showed."""
    canonical = json.dumps([value, not_known], ensure_ascii=False, sort_keys=True, default=str)
    return blake2b(canonical.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def clean(raw: Any, question: Question, *, locale: str = "en") -> Value:
    """The value to store for what was typed, or None for blank.

    Raises ValueError with a translated sentence a person can act on. `locale` is the reader's, for
    the separators of numbers. Whether an answer is required is not asked here: a draft may be
    incomplete.
    """
    if raw is None or raw == "" or raw == [] or (isinstance(raw, str) and not raw.strip()):
        return None
    return _CLEANERS[question.kind](raw, question, locale)


def parse_number(raw: str, locale: str = "en") -> Decimal:
    """A number as people write it: "1 234,56", "1,234.56", "١٢٣٤٫٥"; never guesses.

    Spaces may separate thousands in every language; a comma after them is the decimal sign. Raises
    ValueError with a translated sentence.
    """
    typed = _DIRECTION_MARKS.sub("", raw).strip().replace("\u2212", "-")
    text, locale = _western(typed, locale)
    grouped = _GROUPED.match(text)
    if grouped:
        text = re.sub(r"[ \u00a0\u202f\u2009]", "", grouped.group()) + text[grouped.end() :]
        if "." not in text and text.count(",") == 1:
            text, locale = text.replace(",", "."), "en"
    try:
        if not _NUMBER_SHAPE.fullmatch(text):
            raise NumberFormatError(text)
        number = parse_decimal(text, locale=_babel(locale), strict=True)
    except NumberFormatError:
        raise ValueError(_("Enter a number, such as 1250 or 12.5.")) from None
    return storable(number)


def storable(number: Decimal) -> Decimal:
    """The number itself. Raises ValueError with the sentence when it has too many digits."""
    exponent = number.as_tuple().exponent
    if abs(number) >= 10**_MOST_DIGITS or -int(exponent) > _MOST_DECIMALS:
        raise ValueError(_("Enter a number with at most 18 digits and 6 decimals."))
    return number


def _western(text: str, locale: str) -> tuple[str, str]:
    """Any decimal digits to 0-9. Arabic separators tell the notation, whatever the locale."""
    if text.isascii():
        return text, locale
    if "٫" in text or "٬" in text:
        text, locale = text.replace("٬", "").replace("٫", "."), "en"
    digits = (str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in text)
    return "".join(digits), locale


def _text(raw: Any, question: Question, _locale: str) -> str:
    typed = str(raw)
    if "\x00" in typed or SURROGATE.search(typed):
        raise ValueError(_("The text contains characters that cannot be stored."))
    text = normalised(typed).strip()
    if question.kind is QuestionKind.TEXT and "\n" in text:
        raise ValueError(_("Write this answer on one line."))
    if question.limit is not None and len(text) > question.limit:
        raise ValueError(
            _("Shorten the text to %(limit)s characters; it has %(length)s.")
            % {"limit": question.limit, "length": len(text)}
        )
    return text


def _number(raw: Any, _question: Question, locale: str) -> str:
    return format(parse_number(str(raw), locale), "f")


def _integer(raw: Any, _question: Question, locale: str) -> int:
    number = parse_number(str(raw), locale)
    if number != number.to_integral_value() or number < 0:
        raise ValueError(_("Enter a whole number, 0 or more."))
    return int(number)


def _year(raw: Any, _question: Question, _locale: str) -> int:
    text, _unused = _western(str(raw).strip(), "en")
    if not re.fullmatch(r"[0-9]{4}", text) or not _FIRST_YEAR <= int(text) <= _LAST_YEAR:
        raise ValueError(_("Enter a year with four digits, such as 2025."))
    return int(text)


def _date(raw: Any, _question: Question, _locale: str) -> str:
    try:
        return (raw if isinstance(raw, date) else date.fromisoformat(str(raw).strip())).isoformat()
    except ValueError:
        raise ValueError(_("Enter a date as year-month-day, such as 2026-09-17.")) from None


def _choice(raw: Any, question: Question, _locale: str) -> str:
    if raw not in [choice.key for choice in question.choices]:
        raise ValueError(_("Choose one of the answers listed."))
    return str(raw)


def _choices(raw: Any, question: Question, _locale: str) -> list[str]:
    chosen = list(raw) if isinstance(raw, list | tuple) else [raw]
    known = [choice.key for choice in question.choices]
    if any(key not in known for key in chosen):
        raise ValueError(_("Choose from the answers listed."))
    return [key for key in known if key in chosen]


def _yes_no(raw: Any, _question: Question, _locale: str) -> bool:
    try:
        return _YES_NO[str(raw).strip().lower()]
    except KeyError:
        raise ValueError(_("Choose yes or no.")) from None


_CLEANERS: dict[QuestionKind, Callable[[Any, Question, str], Value]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG: _text,
    QuestionKind.NUMBER: _number,
    QuestionKind.INTEGER: _integer,
    QuestionKind.YEAR: _year,
    QuestionKind.DATE: _date,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.YES_NO: _yes_no,
}


def display(value: Value, question: Question, *, locale: str = "en") -> str:
    """A stored value as plain text in the reader's way of writing; "" for blank.

    LONG comes back as the Markdown it is. Takes what `clean` gave; a choice that no longer fits
    its question is shown by its key.
    """
    if value is None or value == "" or value == []:
        return ""
    if question.kind is QuestionKind.YES_NO:
        return _("Yes") if value else _("No")
    if question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        return "; ".join(_labels([value] if isinstance(value, str) else value, question))
    if question.kind is QuestionKind.DATE:
        # As every page writes a day.
        written = "d MMMM y" if locale.startswith("en") else "long"
        return format_date(date.fromisoformat(str(value)), format=written, locale=_babel(locale))
    if question.kind in (QuestionKind.NUMBER, QuestionKind.INTEGER):
        result = format_decimal(
            Decimal(str(value)), locale=_babel(locale), decimal_quantization=False
        )
        return f"{result} {question.unit}".strip()
    return str(value)


def _labels(chosen: Any, question: Question) -> Sequence[str]:
    labels = {choice.key: str(choice.label) for choice in question.choices}
    return [labels.get(key, str(key)) for key in chosen]


def _babel(locale: str) -> str:
    """Django writes zh-hans, Babel zh_Hans."""
    language, _dash, rest = locale.replace("_", "-").partition("-")
    return f"{language}_{rest.title() if len(rest) > 2 else rest.upper()}" if rest else language
