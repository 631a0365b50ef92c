"""Stakeholders, events, linked plans, indicators, factsheets and cause trees."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import (
    Assessment,
    Barrier,
    Event,
    Indicator,
    LinkedPlan,
    Record,
    Sector,
    Snapshot,
    Stakeholder,
    TechnologyOption,
)
from assessments.plan.queries.causes import DEEPEST, cause_tree
from assessments.publication.queries.snapshot_context import later_fields, lists_of
from assessments.questions import questionnaire
from assessments.questions.record_definitions import FieldKind, RecordField
from assessments.reading.queries import contents, progress
from assessments.records.forms.context import IndicatorForm, StakeholderForm
from assessments.records.forms.described import form_field
from assessments.records.forms.needs import OptionForm, SectorForm
from assessments.records.forms.plan import BarrierForm
from assessments.records.operations import removing, states, writing
from assessments.states import State
from techbank.exceptions import Hidden, Invalid
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories.cast import enter


def save(
    assessment: Assessment, by: Any, kind: str, record: Record | None = None, **values: Any
) -> Record:
    return writing.save_record(
        assessment=assessment,
        kind=kind,
        record_id=record.pk if record else None,
        values=values,
        base_version=None,
        by=by,
        at=NOW,
    )


def barrier(draft: Assessment, start: str) -> Barrier:
    return Barrier.objects.get(assessment=draft, description__startswith=start)


# What the database refuses


@pytest.mark.parametrize(
    ("table", "change", "where", "constraint"),
    [
        ("stakeholder", "organisation = '', name = ''", "NOT consent", "stakeholder_has_a_name"),
        ("stakeholder", "consent = true", "name = ''", "consent_is_given_by_a_person"),
        ("event", "women = -1", "true", "women_check"),
        ("linkedplan", "link = 'javascript:alert(1)'", "true", "link_of_a_plan_is_an_address"),
        ("linkedplan", "link = 'https://a b'", "true", "link_of_a_plan_is_an_address"),
        ("indicator", "value = 1", "no_data", "no_data_has_no_value"),
        ("indicator", "rank = 1", "no_data", "no_data_has_no_value"),
        ("indicator", "key = 'own', name = ''", "true", "own_indicator_is_named"),
        ("technologyoption", "catalogue_entry = ''", "chosen", "match_needs_an_entry"),
        ("barrier", "caused_by_id = id", "true", "barrier_causes_have_no_circle"),
    ],
)
def test_what_must_never_be_is_refused_by_the_database(
    draft: Assessment, table: str, change: str, where: str, constraint: str
) -> None:
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE assessments_{table} SET {change} WHERE {where}")


def test_the_votes_are_the_sum_of_the_marks_no_matter_who_writes_them(draft: Assessment) -> None:
    result = barrier(draft, "Too few technicians")
    assert (result.mark_3, result.mark_4, result.mark_5, result.votes) == (2, 5, 13, 91)
    Barrier.objects.filter(pk=result.pk).update(votes=7)
    result.refresh_from_db()
    assert result.votes == 91
    Barrier.objects.filter(pk=result.pk).update(mark_5=12)
    result.refresh_from_db()
    assert result.votes == 86


def test_a_circle_of_causes_is_refused_by_the_database(draft: Assessment) -> None:
    first, second = barrier(draft, "Too few"), barrier(draft, "Every plant")
    assert first.caused_by_id == second.pk
    with pytest.raises(IntegrityError, match="barrier_causes_have_no_circle"), transaction.atomic():
        Barrier.objects.filter(pk=second.pk).update(caused_by=first)


# What the acts say


def test_a_circle_of_causes_is_refused_with_the_chain(draft: Assessment, cast: Cast) -> None:
    first, second = barrier(draft, "Too few"), barrier(draft, "Every plant")
    with pytest.raises(Invalid) as refused:
        save(draft, cast.amara, "barrier", second, caused_by=first)
    assert refused.value.field == "caused_by"
    assert str(refused.value.sentence) == (
        f"These barriers would cause each other in a circle: {second} → {first} → {second}."
    )


def test_a_cause_in_use_is_not_removed(draft: Assessment, cast: Cast) -> None:
    cause = barrier(draft, "Makers of drip lines")
    for measure in cause.measures.all():
        measure.barriers.remove(cause)
    with pytest.raises(Invalid, match="There is no rule for sharing"):
        removing.remove_record(
            assessment=draft, kind="barrier", record_id=cause.pk, by=cast.amara, at=NOW
        )


def test_one_figure_an_indicator_year_and_edition(draft: Assessment, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        save(draft, cast.amara, "indicator", key="sdg_9_5_1", value=Decimal(2), year=2023)
    assert refused.value.field == "key"
    other = save(draft, cast.amara, "indicator", key="sdg_9_5_1", value=Decimal(2), year=2024)
    assert (
        str(other)
        == "Research and development expenditure as a share of GDP, in per cent (SDG 9.5.1)"
    )


def test_a_stakeholder_of_another_country_is_hidden(draft: Assessment, cast: Cast) -> None:
    with pytest.raises(Hidden):
        states.get_record(assessment=draft, kind="stakeholder", record_id=uuid4())


# Forms


def test_a_stakeholder_needs_a_name_and_consent_a_person(draft: Assessment) -> None:
    sent = {"sector": "public", "role": "expert", "consent": "on"}
    form = StakeholderForm(sent, assessment=draft)
    assert set(form.errors) == {"organisation", "consent"}
    form = StakeholderForm(sent | {"name": "A person"}, assessment=draft)
    assert form.errors == {}


def test_no_data_stands_beside_no_figure(draft: Assessment) -> None:
    form = IndicatorForm({"key": "ftri_ict", "value": "0.4", "no_data": "on"}, assessment=draft)
    assert list(form.errors) == ["value"]
    own = IndicatorForm({"key": "own", "value": "0.4"}, assessment=draft)
    assert list(own.errors) == ["name"]


def test_an_address_begins_with_http(draft: Assessment) -> None:
    field = form_field(RecordField("link", FieldKind.LINK, "Link"))
    assert field.clean(" https://example.org/plan ") == "https://example.org/plan"
    with pytest.raises(Exception, match="begins with https"):
        field.clean("javascript:alert(1)")


def test_a_match_needs_an_entry_of_the_catalogue(draft: Assessment) -> None:
    form = OptionForm({"catalogue_match": "same"}, assessment=draft)
    assert "catalogue_entry" in form.errors


def test_the_marks_make_the_votes(draft: Assessment) -> None:
    sent = {"mark_2": "3", "mark_5": "4", "votes": "1"}
    form = BarrierForm(sent, assessment=draft)
    form.is_valid()
    assert form.cleaned_data["votes"] == 26


def test_a_dossier_of_an_earlier_version_is_asked_what_it_was_asked(draft: Assessment) -> None:
    draft.questionnaire = "2026.1"
    assert set(SectorForm(assessment=draft).stored) == {"key", "name", "reason", "sdg_targets"}
    with pytest.raises(Hidden):
        StakeholderForm(assessment=draft)


def test_text_fields_say_their_language_and_run_their_own_way(draft: Assessment) -> None:
    draft.language = "ps"
    attributes = OptionForm(assessment=draft).fields["description"].widget.attrs
    assert (attributes["lang"], attributes["dir"]) == ("ps", "auto")
    assert OptionForm(assessment=draft).fields["currency"].widget.attrs["lang"] == "en"


# Completeness


def missing(draft: Assessment, section: str) -> list[str]:
    return [str(item) for item in progress.missing_in(draft, section)]


def test_a_section_without_its_records_is_not_complete(draft: Assessment) -> None:
    Stakeholder.objects.all().delete()
    Event.objects.all().delete()
    assert missing(draft, "team") == [
        "Name at least one stakeholder.",
        "Add at least one meeting or consultation.",
    ]
    Sector.objects.update(linked_plan=None)
    LinkedPlan.objects.all().delete()
    Indicator.objects.filter(key="ftri_skills").delete()
    Indicator.objects.filter(key="ftri_ict").update(no_data=False, value=Decimal("0.4"))
    assert missing(draft, "sti_system") == [
        "Add at least one plan or review the assessment builds on.",
        "Give a figure for “Frontier technology readiness: skills”, or say that no data is "
        "published.",
        "Give the edition in which “Frontier technology readiness: ICT deployment” was published.",
    ]


def test_an_earlier_version_is_complete_without_them(draft: Assessment) -> None:
    Stakeholder.objects.all().delete()
    Assessment.objects.filter(pk=draft.pk).update(questionnaire="2026.1")
    draft.refresh_from_db()
    assert not any("stakeholder" in item for item in missing(draft, "team"))


# The tree


def _chain(count: int) -> list[Barrier]:
    rows = [Barrier(description=f"Barrier {number}") for number in range(count)]
    for effect, cause in zip(rows[1:], rows, strict=False):
        effect.caused_by_id = cause.pk
    return rows


def test_the_tree_has_root_causes_at_the_margin() -> None:
    root, item, other, deep = (Barrier(description=word) for word in ("root", "a", "b", "c"))
    item.caused_by_id = other.caused_by_id = root.pk
    deep.caused_by_id = item.pk
    tree = cause_tree([deep, other, item, root])
    assert [(str(b.barrier), b.depth, b.opens, len(b.closes)) for b in tree] == [
        ("root", 0, True, 0),
        ("b", 1, False, 0),
        ("a", 1, True, 0),
        ("c", 2, False, 2),
    ]


def test_a_long_chain_is_drawn_without_end() -> None:
    tree = cause_tree(_chain(1_000))
    assert len(tree) == 1_000
    assert tree[-1].depth == DEEPEST
    opened = sum(item.opens for item in tree)
    assert opened == sum(len(item.closes) for item in tree) == DEEPEST


def test_the_tree_stands_in_the_section_and_on_the_check_page(
    draft: Assessment, cast: Cast
) -> None:
    browser = enter(Client(), cast.amara)
    for name in ("section", "section_check"):
        text = browser.get(reverse(name, args=[draft.pk, "barriers"])).content.decode()
        assert text.count('class="cause-tree"') == 1
        tree = text[text.index('class="cause-tree"') :]
        assert tree.index("Every plant is built") < tree.index("<ul>") < tree.index("Too few")


# Pages


@pytest.mark.parametrize("section", ["team", "sti_system", "sectors", "options", "barriers"])
def test_a_section_page_takes_the_same_queries_with_many_records(
    draft: Assessment, cast: Cast, section: str
) -> None:
    browser = enter(Client(), cast.amara)
    address = reverse("section", args=[draft.pk, section])
    with CaptureQueriesContext(connection) as before:
        browser.get(address)
    need = TechnologyOption.objects.filter(assessment=draft).first()
    assert need is not None
    cause = barrier(draft, "Every plant")
    for number in range(20):
        shared = {"assessment": draft, "updated_at": NOW, "updated_by": cast.amara}
        Stakeholder.objects.create(organisation=f"{number}", **shared)
        Event.objects.create(title="x", held_on=date(2026, 1, 1), place="y", **shared)
        plan = LinkedPlan.objects.create(title=f"{number}", **shared)
        Indicator.objects.create(key="own", name=f"{number}", **shared)
        Sector.objects.create(key="other", name=f"{number}", linked_plan=plan, **shared)
        TechnologyOption.objects.create(name=f"{number}", need=need.need, **shared)
        cause = Barrier.objects.create(
            option=need, description=f"{number}", caused_by=cause, **shared
        )
    with CaptureQueriesContext(connection) as after:
        browser.get(address)
    assert len(after) == len(before)


@pytest.mark.parametrize("kind", ["stakeholder", "event", "linked_plan", "indicator"])
def test_a_record_of_each_new_kind_is_added_and_listed(
    draft: Assessment, cast: Cast, kind: str
) -> None:
    sent = {
        "stakeholder": {"organisation": "Union", "sector": "private", "role": "consulted"},
        "event": {"title": "Visit", "held_on": "2026-03-01", "place": "<b>Valley</b>"},
        "linked_plan": {"kind": "roadmap", "title": "Roadmap", "link": "https://x.example"},
        "indicator": {"key": "own", "name": "Patents", "value": "1 234,5"},
    }[kind]
    browser = enter(Client(), cast.amara)
    answer = browser.post(reverse("record_add", args=[draft.pk, kind]), sent, follow=True)
    text = answer.content.decode()
    assert "Saved:" in text
    assert "<b>Valley</b>" not in text


def test_a_reviewer_reads_every_fact_of_the_new_kinds(draft: Assessment) -> None:
    section = questionnaire(draft.questionnaire).section("sti_system")
    plans, indicators = contents.records_of(draft, section, NOW.date())
    facts = {fact.label: fact.value for fact in plans.records[0].facts}
    assert facts["Kind"] == "National development plan"
    first = indicators.records[0]
    assert (first.title, first.facts[0].value) == (
        "Research and development expenditure as a share of GDP, in per cent (SDG 9.5.1)",
        "0.14 %",
    )
    assert indicators.records[2].facts[0].value == "no data"


# The snapshot


def test_the_snapshot_keeps_them_and_the_public_one_no_names_without_consent(walk: Walk) -> None:
    walk(State.APPROVED)
    snapshot = Snapshot.objects.get()
    assert [len(snapshot.full[name]) for name in ("stakeholders", "events")] == [8, 4]
    assert [len(snapshot.full[name]) for name in ("linked_plans", "indicators")] == [3, 8]
    full = {row["organisation"]: row for row in snapshot.full["stakeholders"]}
    public = {row["organisation"]: row for row in snapshot.public["stakeholders"]}
    assert full["National Agricultural Institute"]["name"] == "Meerim Example (invented)"
    assert public["National Agricultural Institute"]["name"] == ""
    assert public["Testland Polytechnic"]["name"] == "Daniyar Example (invented)"
    for row in snapshot.public["stakeholders"]:
        assert {"contact", "sex", "consent"} & set(row) == set()
    assert "Meerim" not in str(snapshot.public)
    assert ".example" not in str(snapshot.public["stakeholders"])
    indicator = snapshot.public["indicators"][0]
    assert (indicator["value"], indicator["year"]) == ("0.14", 2023)
    option = next(row for row in snapshot.public["options"] if row["chosen"])
    assert (option["catalogue_entry"], option["catalogue_match"]) == ("small_hydropower", "same")
    caused = [row for row in snapshot.public["barriers"] if row["caused_by"]]
    assert len(caused) == 2


def test_a_snapshot_of_an_earlier_version_has_the_shape_it_had(draft: Assessment) -> None:
    option = TechnologyOption.objects.filter(assessment=draft)[0]
    assert lists_of({"event": list(Event.objects.all())}, "2026.1") == {}
    assert later_fields(option, "option", "2026.1") == {}
    assert "sub_sector" in later_fields(option, "option", "2026.2")
