"""The full count: random faults between devices and the server, and no character lost."""

from typing import Any

import pytest

from assessments.demonstration.operations.dossier import write_demonstration
from assessments.dossiers.operations import reference
from assessments.models import Assessment, Cycle
from partners.models import Country, Membership
from partners.roles import Role
from tests.factories.cast import NOON, Cast
from tests.factories.losses import run

pytestmark = pytest.mark.soak


@pytest.fixture
def draft(cast: Cast) -> Assessment:
    reference.load()
    Membership.objects.create(
        user=cast.nobody, role=Role.COORDINATOR, country_id="XTL", from_on=NOON.date()
    )
    return write_demonstration(
        country=Country.objects.get(pk="XTL"),
        cycle=Cycle.objects.get(pk="2026"),
        by=cast.amara,
        at=NOON,
    )


def test_three_hundred_stories_of_faults_lose_no_character(
    draft: Assessment, cast: Cast, capsys: Any
) -> None:
    losses = run(draft, (cast.amara, cast.nobody), sequences=300, steps=45)
    with capsys.disabled():
        print(f"\nFaults between device and server: {losses}")
    assert (losses["characters lost"], losses["sequences"] >= 300) == (0, True)
