"""The permission table: what every actor gets at every address, declared and held by a test."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

_FILE = Path(__file__).resolve().parent.parent / "data" / "permissions.csv"


def declared_table() -> list[list[str]]:
    """The header and the rows as they stand in the data file.

    Columns: address (URL name), method, whose (the state and owner of the thing), then one column
    an actor with what she gets: yes, sign-in, second-factor, refused, hidden, state.
    """
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return list(csv.reader(rows))


def addresses() -> dict[str, str]:
    """Every URL name of the portal with its route."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(
    patterns: list[URLPattern | URLResolver], route: str, space: str = ""
) -> Iterator[tuple[str, str]]:
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, here, inner)
        else:
            yield f"{space}{one.name or one.lookup_str}", here


def undeclared() -> list[str]:
    """Names of addresses without a row: a new address is a decision, not an accident."""
    known = {row[0] for row in declared_table()[1:]}
    return sorted(set(addresses()) - known)
