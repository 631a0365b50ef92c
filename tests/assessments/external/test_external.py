"""Assessments made elsewhere: every statement with its source, contradictions beside each other."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from assessments.dossiers.operations import reference
from assessments.external import queries as external
from assessments.models import Cycle, ExternalAssessment, ExternalStatement
from partners.operations import reference as partners_reference
from techbank.audit.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _loaded() -> dict[str, int]:
    partners_reference.load(at=AT)
    return reference.load()


def test_five_countries_stand_in_the_first_round_and_sixteen_in_the_second() -> None:
    values = {item.number: len(item.countries) for item in external.rounds()}

    assert values == {1: 5, 2: 16}


def test_loading_again_writes_nothing() -> None:
    assert set(reference.load().values()) == {0}


def test_loading_again_puts_back_what_the_file_says() -> None:
    ExternalStatement.objects.filter(position=10).update(statement="Something else")

    written = reference.load()["external statements"]

    assert written == ExternalStatement.objects.count()
    assert not ExternalStatement.objects.filter(statement="Something else").exists()


def test_the_only_cycle_loaded_is_the_working_one() -> None:
    assert list(Cycle.objects.values_list("code", "name")) == [("2026", "Cycle 2026–2030")]


def test_every_statement_names_its_source() -> None:
    assert not ExternalStatement.objects.filter(source_symbol="", source_title="").exists()
    assert not ExternalAssessment.objects.filter(source_symbol="", source_title="").exists()


def test_no_statement_keeps_words_of_another_script_or_names_of_files() -> None:
    text = " ".join(
        " ".join(row) for row in ExternalStatement.objects.values_list("statement", "source_title")
    )

    assert not re.search(r"[\u4e00-\u9fff]|\.txt|\b00[0-4]\b", text)


def test_each_country_of_the_second_round_shows_both_sides_of_the_contradiction() -> None:
    second = external.rounds(number=2)[0].countries

    for item in second:
        differing = [statement.subject for statement in item.statements if statement.differs]
        assert differing[:2] == ["Completion", "Start"]


def test_the_launch_in_lesotho_is_told_twice_with_both_dates() -> None:
    _country, result = external.of_country("LSO")

    launches = [
        statement.when
        for statement in result[0].statements
        if statement.subject == "Launch of the report"
    ]

    assert launches == ["6 April 2022", "4 May 2022 to 6 May 2022"]


@pytest.mark.parametrize(
    ("dated", "words"),
    [
        ("2019", "2019"),
        ("../2021", "by the end of 2021"),
        ("2022-03-31", "31 March 2022"),
        ("2019-10-14/2019-10-18", "14 October 2019 to 18 October 2019"),
        ("", ""),
    ],
)
def test_a_date_is_as_exact_as_its_source(dated: str, words: str) -> None:
    assert external.in_words(dated) == words


def test_anybody_reads_the_list(client: Client) -> None:
    page = client.get(reverse("external_assessments"))

    assert page.status_code == 200
    assert "21 assessments" in page.content.decode()


def test_the_list_can_be_narrowed_to_a_round_and_to_disagreeing_sources(client: Client) -> None:
    first = client.get(reverse("external_assessments"), {"round": "1"}).content.decode()
    differing = client.get(reverse("external_assessments"), {"differing": "on"}).content.decode()

    assert "5 assessments" in first
    assert "16 assessments" in differing


def test_a_wrong_filter_shows_everything(client: Client) -> None:
    page = client.get(reverse("external_assessments"), {"round": "9"})

    assert "21 assessments" in page.content.decode()


def test_a_country_page_shows_statements_with_their_sources(client: Client) -> None:
    text = client.get(reverse("external_assessment", args=["uga"])).content.decode()

    assert "Ministry of Science, Technology and Innovation" in text
    assert "A/76/272" in text
    assert "box after para. 27" in text


def test_a_country_without_any_is_not_found(client: Client) -> None:
    assert client.get(reverse("external_assessment", args=["AGO"])).status_code == 404


@pytest.mark.parametrize("number", [1, 2])
def test_the_list_asks_the_same_number_of_queries_however_many_countries(
    number: int, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        external.rounds(number=number)


def test_the_first_loading_is_in_the_trail_with_its_counts_and_the_second_is_not() -> None:
    rows = Entry.objects.filter(verb="reference.loaded")
    counts = rows.latest("seq").details
    before = rows.count()

    assert counts == {
        "cycles": Cycle.objects.count(),
        "external assessments": ExternalAssessment.objects.count(),
        "external statements": ExternalStatement.objects.count(),
    }
    assert set(reference.load().values()) == {0}
    assert rows.count() == before


def test_one_missing_assessment_is_loaded_again_alone_with_its_statements() -> None:
    assessment = ExternalAssessment.objects.all()[0]
    statements = assessment.statements.count()
    assessment.delete()

    counts = reference.load()

    assert counts["cycles"] == 0
    assert counts["external assessments"] == 1
    assert statements <= counts["external statements"] == ExternalStatement.objects.count()
