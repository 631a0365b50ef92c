"""The real list, recording a decision, and what the database refuses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from partners.models import Country, StatusEvent
from partners.operations import reference
from partners.operations.status import StatusDecision, record_status
from partners.queries.countries import countries_on, ldcs_on, may_use_bank, status_of
from partners.queries.history import history
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused
from tests.factories.cast import NOON, TODAY, Cast, enter

SCHEDULED = StatusDecision(
    kind=StatusEvent.Kind.GRADUATION_SCHEDULED,
    takes_effect_on=date(2029, 11, 24),
    decided_by="General Assembly",
    decided_on=date(2026, 11, 19),
    source_symbol="A/RES/81/1",
)


@pytest.fixture
def real(db: None) -> None:
    reference.load(at=NOON - timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2021, 7, 23), 46),
        (date(2023, 12, 12), 46),
        (date(2023, 12, 14), 45),
        (date(2024, 12, 14), 44),
        (date(2026, 11, 20), 44),
        (date(2026, 11, 24), 41),
    ],
)
def test_the_number_of_ldcs_is_the_known_one(real: None, day: date, number: int) -> None:
    assert len(ldcs_on(day)) == number


def test_south_sudan_is_listed_from_the_end_of_2012(real: None) -> None:
    assert "SSD" not in {country.pk for country in ldcs_on(date(2012, 12, 30))}
    assert "SSD" in {country.pk for country in ldcs_on(date(2012, 12, 31))}


def test_bangladesh_is_scheduled_and_its_request_is_pending(real: None) -> None:
    status = status_of(Country.objects.get(pk="BGD"), TODAY)
    assert (status.is_ldc, status.scheduled_on) == (True, date(2026, 11, 24))
    assert (status.scheduled_confirmed, status.decision_pending) == (False, True)


def test_a_graduate_may_use_the_bank_for_five_years_and_no_longer(real: None) -> None:
    bhutan, vanuatu = Country.objects.get(pk="BTN"), Country.objects.get(pk="VUT")
    assert may_use_bank(bhutan, TODAY) is True
    assert may_use_bank(vanuatu, TODAY) is False


def test_invented_countries_are_never_counted_and_may_use_the_bank(real: None) -> None:
    before = len(ldcs_on(TODAY))
    reference.load_invented()
    testland = Country.objects.get(pk="XTL")
    assert len(ldcs_on(TODAY)) == before
    assert status_of(testland, TODAY).is_ldc is False
    assert may_use_bank(testland, TODAY) is True


def test_loading_again_adds_nothing(real: None) -> None:
    entries = Entry.objects.count()
    assert set(reference.load(at=NOON).values()) == {0}
    assert Entry.objects.count() == entries


def test_loading_again_keeps_what_an_officer_recorded(real: None, cast: Cast) -> None:
    nepal = Country.objects.get(pk="NPL")
    record_status(country=nepal, decision=SCHEDULED, by=cast.dolma, at=NOON)
    reference.load(at=NOON + timedelta(days=1))
    assert status_of(nepal, date(2027, 1, 1)).is_ldc is True


def test_a_recorded_decision_counts_without_a_release(real: None, cast: Cast) -> None:
    nepal = Country.objects.get(pk="NPL")
    record_status(country=nepal, decision=SCHEDULED, by=cast.dolma, at=NOON)
    assert len(ldcs_on(date(2026, 11, 24))) == 42
    assert status_of(nepal, TODAY).scheduled_on == date(2029, 11, 24)
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.verb, entry.country) == ("country.status_recorded", "NPL")
    assert (entry.actor_name, entry.actor_role) == ("Dolma", "reviewing officer")


def test_the_past_can_be_asked_as_it_was_known(real: None, cast: Cast) -> None:
    nepal = Country.objects.get(pk="NPL")
    record_status(country=nepal, decision=SCHEDULED, by=cast.dolma, at=NOON)
    day, earlier = date(2026, 11, 24), NOON - timedelta(hours=1)
    assert len(ldcs_on(day, known_at=earlier)) == 41


def test_history_shows_what_was_superseded(real: None, cast: Cast) -> None:
    nepal = Country.objects.get(pk="NPL")
    record_status(country=nepal, decision=SCHEDULED, by=cast.dolma, at=NOON)
    rows = [(item.event.kind, item.superseded) for item in history(nepal)]
    assert rows == [
        ("graduation_scheduled", False),
        ("extension_requested", False),
        ("graduation_scheduled", True),
        ("included", False),
    ]


@pytest.mark.parametrize("name", ["amara", "gaspard", "ines", "leila", "mateo", "nobody"])
def test_only_officers_record_a_status(real: None, cast: Cast, name: str) -> None:
    nepal = Country.objects.get(pk="NPL")
    with pytest.raises(Refused):
        record_status(country=nepal, decision=SCHEDULED, by=getattr(cast, name), at=NOON)


def test_the_same_decision_twice_is_refused(real: None, cast: Cast) -> None:
    nepal = Country.objects.get(pk="NPL")
    record_status(country=nepal, decision=SCHEDULED, by=cast.dolma, at=NOON)
    with pytest.raises(Invalid, match="already recorded"):
        record_status(country=nepal, decision=SCHEDULED, by=cast.emil, at=NOON)


def test_a_change_of_status_needs_its_day(real: None, cast: Cast) -> None:
    undated = replace(SCHEDULED, takes_effect_on=None)
    with pytest.raises(Invalid) as refusal:
        record_status(
            country=Country.objects.get(pk="NPL"), decision=undated, by=cast.dolma, at=NOON
        )
    assert refusal.value.field == "takes_effect_on"


def test_an_invented_country_gets_no_status(cast: Cast) -> None:
    with pytest.raises(Invalid):
        record_status(country=cast.world.testland, decision=SCHEDULED, by=cast.dolma, at=NOON)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE partners_statusevent SET kind = 'graduated'",
        "DELETE FROM partners_statusevent",
    ],
)
def test_the_database_keeps_status_events(real: None, statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="only ever added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_wants_a_day_for_a_change(real: None) -> None:
    with pytest.raises(IntegrityError, match="status_changes_have_a_date"), transaction.atomic():
        StatusEvent.objects.create(
            country_id="NPL", kind="graduated", takes_effect_on=None, recorded_at=NOON
        )


def test_the_database_wants_user_assigned_codes_for_invented_countries(db: None) -> None:
    with pytest.raises(IntegrityError, match="user_assigned"), transaction.atomic():
        Country.objects.create(iso3="ABC", iso2="AB", name_en="Abc", fictional=True)


def test_countries_cost_two_queries_however_many(
    real: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(2):
        countries_on(TODAY)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_countries_costs_three_queries(
    db: None, client: Client, django_assert_num_queries: Callable[[int], Any], number: int
) -> None:
    for iso3 in ("AFG", "AGO", "BEN")[:number]:
        Country.objects.create(iso3=iso3, iso2=iso3[:2], name_en=iso3)
        StatusEvent.objects.create(
            country_id=iso3, kind="included", takes_effect_on=date(1971, 1, 1), recorded_at=NOON
        )
    with django_assert_num_queries(3):
        answer = client.get("/countries/")
    assert len(answer.context["standings"]) == number


def test_the_page_of_a_past_day_shows_the_list_of_that_day(real: None, client: Client) -> None:
    answer = client.get("/countries/", {"on": "2021-07-23", "show": "ldc"})
    assert len(answer.context["standings"]) == 46
    assert "BTN" in {standing.country.pk for standing in answer.context["standings"]}


def test_a_day_that_cannot_be_read_is_named_and_kept(real: None, client: Client) -> None:
    answer = client.get("/countries/", {"on": "yesterday"})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"on"}
    assert 'value="yesterday"' in answer.content.decode()


def test_regions_filter_the_page(real: None, client: Client) -> None:
    answer = client.get("/countries/", {"region": "Oceania"})
    assert {standing.country.region for standing in answer.context["standings"]} == {"Oceania"}


def test_a_remembered_day_is_shown_as_its_year(real: None, client: Client) -> None:
    page = client.get("/countries/VUT/").content.decode()
    assert "Graduated in 2020" in page
    assert "4 December 2020" not in page


def test_an_unknown_country_is_not_found(real: None, client: Client) -> None:
    assert client.get("/countries/ZZZ/").status_code == 404


def test_an_officer_records_a_decision_on_the_page(
    real: None, cast: Cast, client: Client, without_second_factor: None
) -> None:
    enter(client, cast.dolma)
    typed = {
        "kind": "graduation_scheduled",
        "takes_effect_on": "2029-11-24",
        "decided_by": "General Assembly",
        "source_symbol": "A/RES/81/1",
    }
    answer = client.post("/countries/NPL/status/", typed, follow=True)
    assert answer.redirect_chain == [("/countries/NPL/", 302)]
    assert "24 November 2029" in answer.content.decode()


def test_an_error_keeps_what_was_typed(
    real: None, cast: Cast, client: Client, without_second_factor: None
) -> None:
    enter(client, cast.dolma)
    typed = {"kind": "graduated", "takes_effect_on": "", "note": "Said in plenary"}
    answer = client.post("/countries/NPL/status/", typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"takes_effect_on"}
    assert "Said in plenary" in answer.content.decode()
    assert "Error:" in answer.content.decode()


def test_a_coordinator_is_refused_with_a_sentence_and_the_trail_keeps_it(
    real: None, cast: Cast, client: Client
) -> None:
    answer = enter(client, cast.amara).get("/countries/NPL/status/")
    assert answer.status_code == 403
    assert "This needs one of these roles" in answer.content.decode()
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.verb, entry.actor_name) == ("access.refused", "Amara")


def test_the_command_prints_one_code_a_line(real: None, capsys: Any) -> None:
    call_command("ldcs", "--on", "2021-07-23")
    lines = capsys.readouterr().out.split()
    assert len(lines) == 46
    assert lines == sorted(lines)
