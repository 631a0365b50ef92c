"""What the pages and the open data of a portal show of its money: figures, as people read them."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

# A day after everything that was done in the worked databases: figures of a day stay as they are.
AS_OF = "2026-11-30"
# A year with money in it, and years around where little or nothing is known.
YEARS = (2018, 2020, 2022, 2026, 2027)
LEVELS = ("received", "firm", "with_pledges")
_NUMBER = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SCRIPTS = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)


def figures(client: Client) -> dict[str, Any]:
    """The three levels of coverage of each year, from the open data."""
    by_year: dict[str, Any] = {}
    for year in YEARS:
        answer = client.get(f"{reverse('api-coverage')}?year={year}&as_of={AS_OF}")
        coverage = answer.json()
        by_year[str(year)] = {
            "requirement": coverage["requirement"],
            "waiting": coverage["rows_waiting_for_approval"],
            "left_out": len(coverage["left_out"]),
            "levels": {
                level["level"]: [
                    level["amount"],
                    level["certainty"],
                    level["gap"],
                    len(level["parts"]),
                ]
                for level in coverage["figures"]
            },
        }
    return by_year


def addresses(snapshot: str, actions: list[str]) -> list[str]:
    """The public pages with money on them: of a year, of a figure, of a plan and its actions."""
    of_a_day = f"?as_of={AS_OF}&year=2026"
    return [
        f"{reverse('funding')}{of_a_day}",
        *(f"{reverse('figure', args=[level])}{of_a_day}" for level in LEVELS),
        f"{reverse('contributions')}?as_of={AS_OF}",
        reverse("plans"),
        reverse("plan", args=[snapshot]),
        *(reverse("plan_action", args=[snapshot, action]) for action in actions),
    ]


def numbers(client: Client, address: str) -> list[str]:
    """Every number with thousands that a page shows, in its order."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return _NUMBER.findall(words(answer.content.decode()))


def words(html: str) -> str:
    """A page without its tags, as a reader has it."""
    return unescape(re.sub(r"<[^>]*>", " ", _SCRIPTS.sub(" ", html)))
