"""The permission table: what every actor gets at every address, declared and checked by a test."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

_FILE = Path(__file__).resolve().parent.parent / "data" / "permissions.csv"
# What a cell may say: an answer or a way on (yes), or which of the doors stayed shut.
WORDS = frozenset(
    ("yes", "sign-in", "second-factor", "refused", "hidden", "state", "not-allowed", "bad")
)


def declared_table() -> list[list[str]]:
    """The header and the rows as they are in the data file.

    Columns: address (URL name), method, whose (the object of the address and what is requested of
    it; "-" when it has no owner), then one column an actor with the response: ``yes`` (2xx, or a
    redirect that asks for nothing), ``sign-in``, ``second-factor``, ``refused`` (403), ``hidden``
    (404), ``state`` (409), ``not-allowed`` (405), ``bad`` (400).
    """
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return list(csv.reader(rows))


def addresses() -> dict[str, str]:
    """Every URL name of the portal with its route."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(
    patterns: list[URLPattern | URLResolver], route: str, space: str = ""
) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, here, inner)
        else:
            yield f"{space}{pattern.name or pattern.lookup_str}", here


def _declared() -> set[str]:
    return {row[0] for row in declared_table()[1:]}


def undeclared() -> list[str]:
    """Names of addresses without a row: access to a new address has to be decided."""
    return sorted(set(addresses()) - _declared())


def unknown() -> list[str]:
    """Names in the table that no longer have an address."""
    return sorted(_declared() - set(addresses()))
