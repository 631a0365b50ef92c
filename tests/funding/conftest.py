"""What the money tests start from. Imports wait until Django is set up."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from assessments.models import Snapshot
    from partners.models import User
    from tests.funding.ground import Cast, Ledger


@pytest.fixture
def cast(db: None) -> "Cast":
    from tests.funding.ground import make_cast

    return make_cast()


@pytest.fixture
def plan(cast: "Cast") -> "Snapshot":
    from tests.funding.ground import publish

    return publish(cast.testland, cast)


@pytest.fixture
def ledger(cast: "Cast") -> "Ledger":
    from tests.funding.ground import Ledger

    return Ledger(cast)


@pytest.fixture
def signed_in(settings: Any) -> "Callable[[User], Client]":
    from django.test import Client

    settings.SECOND_FACTOR = "optional"

    def client(person: "User") -> "Client":
        browser = Client()
        browser.force_login(person)
        return browser

    return client
