"""A dossier of the invented country, at each station of its path."""

from collections.abc import Callable
from typing import Any

import pytest

from assessments.models import Assessment, Cycle
from assessments.operations import path, reference
from assessments.operations.demonstration import write_demonstration
from assessments.states import State
from partners.models import Country, Membership, User
from partners.roles import Role
from tests.factories.cast import NOON, Cast
from tests.factories.team import entrust

NOW = NOON

__all__ = ["NOW", "Cast"]


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """The fixed cast, in a world where a cycle is open."""
    reference.load()
    return cast


@pytest.fixture
def draft(cast: Cast) -> Assessment:
    """Complete and ready to be submitted; Bakari writes in every section of it."""
    one = write_demonstration(
        country=Country.objects.get(pk="XTL"),
        cycle=Cycle.objects.get(pk="2026"),
        by=cast.amara,
        at=NOW,
    )
    entrust(one, cast.bakari, by=cast.amara, at=NOW)
    return one


Walk = Callable[[str], Assessment]


@pytest.fixture
def walk(draft: Assessment, cast: Cast) -> Walk:
    """Take the dossier along its path up to a state."""
    steps: list[tuple[str, Any, User, dict[str, Any]]] = [
        (State.SUBMITTED, path.submit, cast.amara, {}),
        (State.IN_REVIEW, path.take, cast.dolma, {}),
        (State.RECOMMENDED, path.recommend, cast.dolma, {}),
        (State.APPROVED, path.approve, cast.farida, {}),
        ("released", path.release, cast.amara, {}),
        (State.PUBLISHED, path.publish, cast.farida, {}),
    ]

    def to(goal: str) -> Assessment:
        one = draft
        for reached, act, who, more in steps:
            one = act(assessment=one, by=who, at=NOW, **more)
            if reached == goal:
                break
        return one

    return to


@pytest.fixture
def second_coordinator(cast: Cast) -> User:
    """Who held no role before is a coordinator of Testland today."""
    Membership.objects.create(
        user=cast.nobody, role=Role.COORDINATOR, country_id="XTL", from_on=NOW.date()
    )
    return cast.nobody
