"""A dossier of the invented country, at each station of its path."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import override_settings

from assessments.demonstration.operations.dossier import write_demonstration
from assessments.dossiers.operations import opening, reference
from assessments.models import Assessment, Cycle
from assessments.review.operations import path
from assessments.states import State
from partners.models import Country, Membership, User
from partners.roles import Role
from tests.databases import CHEAP_HASHERS
from tests.factories.cast import NOON, Cast, make_cast, make_world
from tests.factories.team import entrust

NOW = NOON

__all__ = ["NOW", "Cast"]


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In each module of this folder, first what does without the worked dossier.

    It is written once a module, and then stands there for all tests that follow.
    """
    order = {path: number for number, path in enumerate(dict.fromkeys(item.path for item in items))}

    def later(item: pytest.Item) -> bool:
        return HERE in item.path.parents and "draft" in getattr(item, "fixturenames", ())

    items.sort(key=lambda row: (order[row.path], later(row)))


def _commits(request: pytest.FixtureRequest) -> bool:
    """Whether a test of the module needs commits of its own, and so no transaction around it."""
    items = (item for item in request.session.items if item.path == request.path)
    return any("own_database" in getattr(item, "fixturenames", ()) for item in items)


def _worked(cast: Cast) -> Assessment:
    result = write_demonstration(
        country=Country.objects.get(pk="XTL"),
        cycle=Cycle.objects.get(pk="2026"),
        by=cast.amara,
        at=NOW,
    )
    entrust(result, cast.bakari, by=cast.amara, at=NOW)
    return result


@pytest.fixture(scope="module")
def people(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[dict[str, int] | None]:
    """Who is who, made once a module, in a transaction around its tests: each undoes its own part.

    None where a test of the module needs commits.
    """
    if _commits(request):
        yield None
        return
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(PASSWORD_HASHERS=CHEAP_HASHERS):
            cast = make_cast()
        reference.load()
        yield {
            field.name: getattr(cast, field.name).pk
            for field in fields(cast)
            if field.name != "world"
        }
        transaction.set_rollback(True)


def _cast_of(people: dict[str, int]) -> Cast:
    result = User.objects.in_bulk(people.values())
    return Cast(world=make_world(), **{name: result[number] for name, number in people.items()})


@pytest.fixture(scope="module")
def worked(people: dict[str, int] | None, django_db_blocker: Any) -> UUID | None:
    """The worked dossier, written once a module: it takes longer than most tests."""
    if people is None:
        return None
    with django_db_blocker.unblock():
        written: UUID = _worked(_cast_of(people)).pk
    return written


@pytest.fixture
def cast(people: dict[str, int] | None, db: None) -> Cast:
    """The fixed cast, in a world where a cycle is open."""
    if people is None:
        made = make_cast()
        reference.load()
        return made
    return _cast_of(people)


@pytest.fixture
def draft(worked: UUID | None, cast: Cast) -> Assessment:
    """Complete and ready to be submitted; Bakari writes in every section of it."""
    return _worked(cast) if worked is None else Assessment.objects.get(pk=worked)


@pytest.fixture
def blank(cast: Cast) -> Assessment:
    """Opened, and nothing written in it."""
    return opening.open_assessment(
        country=Country.objects.get(pk="XTL"),
        cycle=Cycle.objects.get(pk="2026"),
        title="Needs of Testland",
        language="en",
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
        assessment = draft
        for reached, act, who, more in steps:
            assessment = act(assessment=assessment, by=who, at=NOW, **more)
            if reached == goal:
                break
        return assessment

    return to


@pytest.fixture
def second_coordinator(cast: Cast) -> User:
    """Who held no role before is a coordinator of Testland today."""
    Membership.objects.create(
        user=cast.nobody, role=Role.COORDINATOR, country_id="XTL", from_on=NOW.date()
    )
    return cast.nobody
