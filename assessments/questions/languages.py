"""The languages a country may write its answers in, named by the Unicode CLDR.

The six of the United Nations, Portuguese, and languages spoken in the least developed countries
that the CLDR names and whose numbers and days it knows how to write.
"""

from babel import Locale, UnknownLocaleError

FIRST = ("en", "fr", "pt", "ar", "es", "ru", "zh-hans")
_SPOKEN = (
    "aa am bem bm bn dje dz fa-af ff ha ht kea km lg ln lo lu mg my ne ny om ps rn rw seh sg so st "
    "sw ti vmw wo"
)
CODES: tuple[str, ...] = (*FIRST, *_SPOKEN.split())


def _locale(code: str) -> Locale:
    language, _dash, rest = code.partition("-")
    name = f"{language}_{rest.title() if len(rest) > 2 else rest.upper()}" if rest else language
    return Locale.parse(name)


def name_of(code: str, reader: str = "en") -> str:
    """A language by its name in the reader's language; the code itself for an unknown one."""
    try:
        return str(_locale(code).get_display_name(_locale(reader)) or code)
    except (UnknownLocaleError, ValueError):
        return code


def own_name_of(code: str) -> str:
    """A language as its speakers call it."""
    return str(_locale(code).get_display_name() or code)


def offered(reader: str = "en") -> list[tuple[str, str]]:
    """(code, name) to choose from: the usual ones first, then the others by name."""

    def label(code: str) -> str:
        name, own = name_of(code, reader), own_name_of(code)
        return name if name.casefold() == own.casefold() else f"{name} ({own})"

    first = [(code, label(code)) for code in FIRST]
    others = [(code, label(code)) for code in CODES if code not in FIRST]
    return [*first, *sorted(others, key=lambda pair: pair[1].casefold())]
