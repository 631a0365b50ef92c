"""A dossier of the invented country, at each station of its path."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from assessments.models import Assessment, Cycle
from assessments.operations import path, reference
from assessments.operations.demonstration import write_demonstration
from assessments.states import State
from partners.models import Country, User
from partners.operations.demonstration import load_demonstration_people

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Cast:
    """The people of the tests, one a role, by the name they have in every test."""

    def __init__(self, people: dict[str, User]) -> None:
        self.amara = people["coordinator@testland.example"]
        self.bakari = people["contributor@testland.example"]
        self.chitra = people["coordinator@otherland.example"]
        self.dolma = people["reviewer@bank.example"]
        self.emil = people["second.reviewer@bank.example"]
        self.farida = people["approver@bank.example"]
        self.gaspard = people["funding@bank.example"]
        self.hana = people["second.funding@bank.example"]
        self.ines = people["donor@aurora.example"]
        self.jonas = people["donor@borealis.example"]
        self.kofi = people["partner@cassiopeia.example"]
        self.leila = people["auditor@bank.example"]
        self.mateo = people["administrator@bank.example"]


@pytest.fixture
def cast(db: None) -> Cast:
    reference.load()
    return Cast(load_demonstration_people(password="not used", at=NOW))


@pytest.fixture
def draft(cast: Cast) -> Assessment:
    """Complete and ready to be submitted."""
    return write_demonstration(
        country=Country.objects.get(pk="XTL"),
        cycle=Cycle.objects.get(pk="2026"),
        by=cast.amara,
        at=NOW,
    )


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
