"""The currencies amounts may be given in.

Source: the Currency codelist of the IATI Standard (ISO 4217; CC BY 4.0, "IATI Standard"), active
codes only. XTS is the code ISO 4217 reserves for testing; the invented country uses it.
"""

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("currencies.csv")


@cache
def _read() -> dict[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return {row["code"]: row["name"] for row in csv.DictReader(rows)}


CURRENCIES: dict[str, str] = _read()


def is_currency(code: str) -> bool:
    """True for a code an amount may be given in; codes are upper case."""
    return code in CURRENCIES
