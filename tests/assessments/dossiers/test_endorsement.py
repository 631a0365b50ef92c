"""The national endorsement: what is recorded, and the figures that do not hold together."""

from datetime import timedelta
from typing import Any

import pytest

from assessments.dossiers.operations.endorsement import record_endorsement
from assessments.models import Assessment, Endorsement
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused
from tests.assessments.conftest import NOW, Cast

TODAY = NOW.date()


def _record(assessment: Assessment, cast: Cast, **changes: Any) -> Endorsement:
    values: dict[str, Any] = {
        "held_on": TODAY - timedelta(days=3),
        "place": " Hall of the Chambers ",
        "women": 29,
        "men": 25,
        "by_sector": {"public": 40, "private": 14},
        "minutes": "The order of technologies was endorsed.",
        "by": cast.amara,
        **changes,
    }
    return record_endorsement(assessment=assessment, at=NOW, **values)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "held_on", "The workshop lies in the future"),
        ({"place": "  "}, "place", "where the workshop was held"),
        ({"women": -1, "men": 55}, "", "cannot be negative"),
        ({"by_sector": {"public": 55, "private": -1}}, "", "cannot be negative"),
        ({"women": 0, "men": 0, "by_sector": {}}, "women", "how many women and men"),
        (
            {"women": 30},
            "by_sector",
            "The participants by sector add up to 54, women and men to 55. Make both the same.",
        ),
    ],
)
def test_an_endorsement_whose_facts_do_not_hold_is_sent_back_with_its_field(
    blank: Assessment, cast: Cast, changes: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence) as refusal:
        _record(blank, cast, **changes)

    assert refusal.value.field == field
    assert not Endorsement.objects.filter(assessment=blank).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"held_on": TODAY},
        {"women": 54, "men": 0},
        {"women": 27, "men": 27},
        {"women": 0, "men": 1, "by_sector": {"public": 1, "private": 0}},
    ],
)
def test_a_workshop_of_today_of_women_only_of_halves_or_of_a_single_person_is_recorded(
    blank: Assessment, cast: Cast, changes: dict[str, Any]
) -> None:
    row = _record(blank, cast, **changes)

    assert {name: getattr(row, name) for name in changes} == changes


def test_a_correction_replaces_what_was_recorded_and_both_stand_in_the_trail(
    blank: Assessment, cast: Cast
) -> None:
    first = _record(blank, cast)
    again = _record(blank, cast, women=30, by_sector={"public": 41, "private": 14})

    assert again == first == Endorsement.objects.get(assessment=blank)
    assert (again.women, again.men, again.place) == (30, 25, "Hall of the Chambers")
    assert (again.by_sector, again.recorded_by) == ({"public": 41, "private": 14}, cast.amara)
    entries = Entry.objects.filter(verb="endorsement.recorded").order_by("seq")
    assert [entry.details["women"] for entry in entries] == [29, 30]
    assert entries[0].sentence == (
        "Amara recorded the national endorsement of “Needs of Testland” on 2026-11-17."
    )
    assert (entries[0].country, entries[0].subject_id) == ("XTL", str(blank.pk))
    assert entries[0].actor_role == "coordinator"


@pytest.mark.parametrize("who", ["bakari", "chitra", "dolma", "mateo"])
def test_only_the_coordinator_of_the_country_records_it(
    blank: Assessment, cast: Cast, who: str
) -> None:
    with pytest.raises(Refused):
        _record(blank, cast, by=getattr(cast, who))
