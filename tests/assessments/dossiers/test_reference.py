"""Loading what the portal knows before anybody writes, and how often that may be done."""

import pytest

from assessments.dossiers.operations import reference
from assessments.models import Cycle, ExternalAssessment, ExternalStatement
from partners.operations import reference as countries
from techbank.audit.models import Entry
from tests.factories.cast import NOON as NOW


def _loaded_entries() -> list[Entry]:
    return list(Entry.objects.filter(verb="reference.loaded").order_by("seq"))


@pytest.mark.django_db
def test_loading_says_how_many_rows_it_wrote_and_nothing_the_second_time() -> None:
    countries.load(at=NOW)
    before = len(_loaded_entries())

    first, again = reference.load(), reference.load()

    assert first == {
        "cycles": Cycle.objects.count(),
        "external assessments": 21,
        "external statements": ExternalStatement.objects.count(),
    }
    assert again == dict.fromkeys(first, 0)
    [entry] = _loaded_entries()[before:]
    assert entry.sentence == (
        "Reference data were loaded from assessments/data: 1 cycles, 21 external assessments,"
        f" {first['external statements']} external statements"
    )
    assert entry.details == first


@pytest.mark.django_db
def test_an_assessment_that_was_missing_is_added_and_stays_with_the_next_loading() -> None:
    countries.load(at=NOW)
    reference.load()
    ExternalAssessment.objects.filter(country="BTN").delete()
    before = len(_loaded_entries())

    written = reference.load()

    assert (written["cycles"], written["external assessments"]) == (0, 1)
    assert written["external statements"] == ExternalStatement.objects.count()
    assert set(reference.load().values()) == {0}
    [entry] = _loaded_entries()[before:]
    assert "cycles" not in entry.sentence
    assert "1 external assessments" in entry.sentence


@pytest.mark.django_db
def test_without_countries_only_the_cycle_is_loaded() -> None:
    assert reference.load() == {"cycles": 1, "external assessments": 0, "external statements": 0}
    [entry] = _loaded_entries()
    assert entry.sentence == "Reference data were loaded from assessments/data: 1 cycles"
