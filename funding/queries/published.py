"""What the sources say about the gap in their own words and figures, shown beside ours.

The facts are in ``funding/data``; earmarking modalities are the Grand Bargain's A to L with
their category (codelists.codeforiati.org, EarmarkingModality, 2021-04-06).
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

_DATA = Path(__file__).resolve().parent.parent / "data"


def read_data(name: str) -> list[dict[str, str]]:
    """The rows of a file in ``funding/data``, as text by column."""
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True)
class Statement:
    """One statement of a source. ``value_percent`` is empty where it gives no figure."""

    key: str
    statement: str
    value_percent: str
    period: str
    citation: str

    @property
    def share(self) -> Decimal | None:
        """As a fraction."""
        return Decimal(self.value_percent) / 100 if self.value_percent else None


@cache
def published_gaps() -> tuple[Statement, ...]:
    """Statements of A/76/272 about shares, gap and carry-over."""
    return tuple(
        Statement(
            row["key"],
            row["statement"],
            row["value_percent"],
            row["period"],
            _citation(row["source_symbol"], row["paragraph"]),
        )
        for row in read_data("gaps")
    )


def _citation(symbol: str, paragraph: str) -> str:
    mark = "" if paragraph[:1].isalpha() else "para. "
    return f"{symbol}, {mark}{paragraph}"


@cache
def earmarking_modalities() -> tuple[tuple[str, str], ...]:
    """Codes A to L with their names, for choices."""
    return tuple((row["code"], f"{row['code']}: {row['name']}") for row in read_data("earmarking"))
