"""Many stories of faults in real browsers: two people, three tabs, and no character lost."""

import os
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.databases import leading_to
from tests.journeys.conftest import browser, dossier, stack
from tests.journeys.recovery import stories
from tests.stack import Stack

__all__ = ["browser", "dossier", "stack"]
pytestmark = pytest.mark.soak
STORMS = int(os.environ.get("SOAK_STORMS", "40"))
FIRST, STEPS = 1000, 40


def test_forty_storms_in_real_browsers_lose_no_character(
    stack: Stack,
    browser: Browser,
    dossier: str,
    django_db_blocker: Any,
    capsys: Any,
) -> None:
    with django_db_blocker.unblock(), leading_to(stack.database), capsys.disabled():
        result = stories(stack, browser, dossier, seeds=range(FIRST, FIRST + STORMS), steps=STEPS)
        print(f"\nFaults in the browser: {result}")
    assert (result["characters lost"], result["stories"]) == (0, STORMS)
