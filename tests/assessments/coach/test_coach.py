"""What a donor would ask about a plan and not find: every rule, the page, who reads it."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from assessments.coach.queries.coach import Coaching, coaching
from assessments.models import (
    Action,
    Activity,
    Assessment,
    Barrier,
    CostLine,
    FundingSought,
    Measure,
    Need,
    PublishedTotal,
    Record,
    SectionAssignment,
    SectionProgress,
    Sector,
    TechnologyOption,
)
from assessments.records.operations import writing
from assessments.review.operations import path
from partners.models import User
from techbank.money.models import ExchangeRate
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
Found = set[tuple[str, UUID | None]]


def found(assessment: Assessment) -> Coaching:
    return coaching(assessment, NOW.date())


def told(assessment: Assessment) -> Found:
    """What is missing, and of which entry: the one to open, or the one to add to."""
    return {
        (str(each.missing), each.place.record or each.place.parent)
        for each in found(assessment).every
    }


def write(record: Record, **values: Any) -> None:
    type(record)._default_manager.filter(pk=record.pk).update(**values)


def add(assessment: Assessment, kind: str, by: User, /, **values: Any) -> Any:
    return writing.save_record(
        assessment=assessment,
        kind=kind,
        record_id=None,
        values=values,
        base_version=None,
        by=by,
        at=NOW,
    )


# A field left blank, and what is asked then. Everything else of the entry stays as it was.
BLANK: list[tuple[type[Record], dict[str, Any], dict[str, Any], str]] = [
    (TechnologyOption, {"ambition_target": ""}, {"ambition_target": "All"}, "No target is set."),
    (TechnologyOption, {"ambition_year": None}, {"ambition_year": 2030}, "The target has no year."),
    (
        TechnologyOption,
        {"ambition_beneficiaries": ""},
        {"ambition_beneficiaries": "Growers"},
        "It is not said who benefits.",
    ),
    (Action, {"responsible": ""}, {"responsible": "Bureau"}, "No responsible body is named."),
    (
        Activity,
        {"starts_on": None},
        {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 6, 1)},
        "Its start or its end is not set.",
    ),
    (
        Activity,
        {"ends_on": None},
        {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 6, 1)},
        "Its start or its end is not set.",
    ),
    (
        Activity,
        {"indicator": "Plants", "baseline": "", "target": "9"},
        {"baseline": "3"},
        "The indicator has no baseline or no target.",
    ),
    (
        Activity,
        {"indicator": "Plants", "baseline": "3", "target": ""},
        {"target": "9"},
        "The indicator has no baseline or no target.",
    ),
    (
        Activity,
        {"risk": "Rain", "contingency": ""},
        {"contingency": "Tents"},
        "A risk is named, and nothing to do about it.",
    ),
    (
        CostLine,
        {"amount": None},
        {"amount": Decimal("0.00")},
        "The amount is not known.",
    ),
    (CostLine, {"year": None}, {"year": 2027}, "The cost has no year."),
]


@pytest.mark.parametrize(("model", "blank", "filled", "missing"), BLANK)
def test_a_blank_is_asked_about_until_it_is_filled(
    draft: Assessment,
    model: type[Record],
    blank: dict[str, Any],
    filled: dict[str, Any],
    missing: str,
) -> None:
    rows: Any = model._default_manager.filter(assessment=draft)
    if model is TechnologyOption:
        rows = rows.filter(chosen=True)
    row = rows[0]
    write(row, **blank)
    assert (missing, row.pk) in told(draft)
    write(row, **filled)
    assert (missing, row.pk) not in told(draft)


def test_zero_is_an_amount_and_not_a_question(draft: Assessment) -> None:
    line = CostLine.objects.filter(assessment=draft)[0]
    write(line, amount=0, year=None)
    assert ("The amount is not known.", line.pk) not in told(draft)


def test_a_target_that_is_not_set_is_not_asked_for_its_year(draft: Assessment) -> None:
    option = TechnologyOption.objects.filter(assessment=draft, chosen=True)[0]
    write(option, ambition_target="", ambition_year=None)
    assert ("The target has no year.", option.pk) not in told(draft)


def test_an_option_nobody_chose_is_not_asked_about(draft: Assessment) -> None:
    option = TechnologyOption.objects.filter(assessment=draft, chosen=False)[0]
    write(option, ambition_target="")
    assert option.pk not in {record for _missing, record in told(draft)}


def test_an_action_without_an_indicator_is_asked_about_once(draft: Assessment) -> None:
    action = Action.objects.filter(assessment=draft, activities__isnull=False)[0]
    activities = list(action.activities.all())
    action.activities.update(indicator="")
    missing = ("It has no indicator.", activities[0].pk)
    assert missing in told(draft)
    write(activities[-1], indicator="Plants")
    assert missing not in told(draft)


def test_an_activity_that_begins_too_early_is_asked_about(draft: Assessment) -> None:
    activity = Activity.objects.filter(assessment=draft, predecessor__ends_on__isnull=False)[0]
    before = cast(Activity, activity.predecessor)
    ends = cast(date, before.ends_on)
    missing = ("It starts before the activity it waits for has ended.", activity.pk)
    write(activity, starts_on=ends, ends_on=ends + timedelta(days=30))
    assert missing in told(draft)
    write(activity, starts_on=ends + timedelta(days=1))
    assert missing not in told(draft)


def test_a_cost_in_a_year_without_work_is_asked_about(draft: Assessment) -> None:
    line = CostLine.objects.filter(assessment=draft).select_related("activity")[0]
    write(line.activity, starts_on=date(2027, 3, 1), ends_on=date(2028, 2, 1))
    missing = ("The cost falls into a year in which the activity does not run.", line.pk)
    for year, wanted in ((2026, True), (2027, False), (2028, False), (2029, True)):
        write(line, year=year)
        assert (missing in told(draft)) is wanted, year


def test_a_currency_without_a_rate_is_asked_about(draft: Assessment) -> None:
    missing = ("There is no exchange rate for XTS.", None)
    assert missing in told(draft)
    ExchangeRate.objects.create(
        currency="XTS", valid_from=NOW.date(), per_usd=Decimal("12.5"), source="Invented"
    )
    assert missing not in told(draft)


def test_a_printed_total_is_asked_about_while_it_differs_from_the_lines(draft: Assessment) -> None:
    agrees = PublishedTotal.objects.get(assessment=draft, action__isnull=False)
    missing = ("The published total differs from the sum of the cost lines.", agrees.pk)
    assert missing not in told(draft)
    write(agrees, amount=agrees.amount + Decimal("0.01"))
    assert missing in told(draft)
    last = found(draft).actions[-1]
    (wanted,) = [item for item in last.advice if item.place.kind == "published_total"]
    assert (wanted.place.record, wanted.place.field) == (agrees.pk, "amount")
    assert not wanted.first


# A plan that grows from nothing: each step answers one question and may raise the next.


def choose(assessment: Assessment, by: User, name: str, **values: Any) -> TechnologyOption:
    sector = Sector.objects.filter(assessment=assessment).first()
    sector = sector or add(assessment, "sector", by, key="energy")
    need = Need.objects.filter(assessment=assessment).first()
    need = need or add(assessment, "need", by, sector=sector, statement="Light", challenge="Dark")
    chosen: TechnologyOption = add(
        assessment, "option", by, name=name, need=need, screened_in=True, chosen=True, **values
    )
    return chosen


def test_a_plan_that_begins_is_asked_for_the_next_thing_only(blank: Assessment, cast: Cast) -> None:
    amara = cast.amara
    assert told(blank) == {("No technology is chosen.", None)}
    lamps = choose(
        blank,
        amara,
        "Lamps",
        ambition_target="All",
        ambition_year=2030,
        ambition_beneficiaries="Homes",
    )
    of_lamps = {("No barrier is named.", lamps.pk), ("No action brings it in.", lamps.pk)}
    assert told(blank) == of_lamps
    dear = add(blank, "barrier", amara, option=lamps, category="economic", description="Dear")
    of_lamps.remove(("No barrier is named.", lamps.pk))
    assert told(blank) == of_lamps | {("No measure answers this barrier.", dear.pk)}
    add(blank, "measure", amara, kind="financial", description="Loans", barriers=[dear])
    assert told(blank) == of_lamps | {("No action takes up this measure.", lamps.pk)}


def test_an_action_is_asked_for_the_next_thing_only(blank: Assessment, cast: Cast) -> None:
    amara = cast.amara
    lamps = choose(blank, amara, "Lamps", ambition_target="All", ambition_year=2030)
    write(lamps, ambition_beneficiaries="Homes")
    dear = add(blank, "barrier", amara, option=lamps, category="economic", description="Dear")
    loans = add(blank, "measure", amara, kind="financial", description="Loans", barriers=[dear])
    lend = add(
        blank, "action", amara, title="Lend", option=lamps, measure=loans, responsible="Bank"
    )
    sought = ("It is not said what funding is sought.", lend.pk)
    assert told(blank) == {sought, ("It has no activity.", lend.pk)}
    add(blank, "funding_sought", amara, action=lend, kind="grant")
    assert told(blank) == {("It has no activity.", lend.pk)}
    days = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}
    first = add(blank, "activity", amara, action=lend, title="Ask banks", **days)
    assert told(blank) == {
        ("It has no cost.", first.pk),
        ("It has no indicator.", first.pk),
    }
    write(first, indicator="Loans", baseline="0", target="500")
    add(blank, "cost_line", amara, activity=first, category="other", year=2027, amount=Decimal(9))
    assert told(blank) == set()
    assert found(blank).count == 0


def test_a_measure_that_answers_two_technologies_is_asked_about_once(
    blank: Assessment, cast: Cast
) -> None:
    barriers = [
        add(
            blank,
            "barrier",
            cast.amara,
            option=choose(blank, cast.amara, name),
            category="economic",
            description=f"{name} are dear",
        )
        for name in ("Lamps", "Pumps")
    ]
    add(blank, "measure", cast.amara, kind="financial", description="Loans", barriers=barriers)
    rows = [str(item.missing) for item in found(blank).every]
    assert rows.count("No action takes up this measure.") == 1


def test_what_comes_first_is_listed_first(draft: Assessment) -> None:
    option = TechnologyOption.objects.filter(assessment=draft, chosen=True)[0]
    write(option, ambition_target="", ambition_beneficiaries="")
    Action.objects.filter(assessment=draft).update(responsible="", measure=None)
    for topic in [*found(draft).technologies, *found(draft).actions]:
        firsts = [advice.first for advice in topic.advice]
        assert firsts == sorted(firsts, reverse=True)


def test_the_demonstration_leaves_few_questions(draft: Assessment) -> None:
    coached = found(draft)
    assert coached.first == 0
    assert coached.count <= 12


def test_a_half_filled_dossier_lists_what_is_open_by_technology_and_action(
    draft: Assessment,
) -> None:
    lamps, others = TechnologyOption.objects.filter(assessment=draft, chosen=True)[:2]
    FundingSought.objects.filter(assessment=draft).delete()
    write(lamps, ambition_target="")
    last = Action.objects.filter(assessment=draft).last()
    assert last is not None
    CostLine.objects.filter(activity__action=last).delete()
    last.activities.update(predecessor=None)
    last.activities.all().delete()
    coached = found(draft)
    assert [str(item.missing) for item in coached.technologies[0].advice][:1] == [
        "No target is set."
    ]
    assert coached.technologies[0].title == lamps.name
    assert others.name not in {
        topic.title for topic in coached.technologies if any(item.first for item in topic.advice)
    }
    assert [topic.number for topic in coached.actions] == ["1", "2", "3", "4", "5", "6"]
    assert [str(item.missing) for item in coached.actions[-1].advice] == [
        "It has no activity.",
        "It is not said what funding is sought.",
    ]
    assert coached.first == 2


# The page


def page_of(assessment: Assessment, person: User) -> Any:
    answer = signed_in(person).get(reverse("plan_coach", args=[assessment.pk]))
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def links(page: Any) -> dict[str, str]:
    """The way to each answer, by the words of its link."""
    return {
        " ".join(element.text_content().split()): element.get("href")
        for element in page.xpath("//ul[@class='task-list']//a")
    }


def words(page: Any) -> str:
    return " ".join(page.xpath("//main")[0].text_content().split())


def test_the_page_counts_the_questions_and_those_that_come_first(
    blank: Assessment, cast: Cast
) -> None:
    assert "One question a donor would ask, and it comes first." in words(
        page_of(blank, cast.amara)
    )
    choose(blank, cast.amara, "Lamps")
    text = words(page_of(blank, cast.amara))
    assert "4 questions a donor would ask; 3 of them first." in text
    assert len(page_of(blank, cast.amara).xpath("//span[@class='tag']")) == 3


def test_a_plan_without_open_questions_says_so(draft: Assessment, cast: Cast) -> None:
    for item in found(draft).every:
        if item.place.kind == "cost_line":
            CostLine.objects.filter(pk=str(item.place.record)).delete()
    PublishedTotal.objects.filter(assessment=draft).delete()
    ExchangeRate.objects.create(
        currency="XTS", valid_from=NOW.date(), per_usd=Decimal("12.5"), source="Invented"
    )
    assert told(draft) == set()
    assert "The plan answers all of them." in words(page_of(draft, cast.amara))


def spoil(assessment: Assessment) -> None:
    """A plan in which every rule has something to ask."""
    options = list(TechnologyOption.objects.filter(assessment=assessment, chosen=True))
    write(options[0], ambition_target="", ambition_beneficiaries="")
    write(options[1], ambition_year=None)
    actions = list(Action.objects.filter(assessment=assessment))
    Action.objects.filter(assessment=assessment).update(responsible="", measure=None)
    FundingSought.objects.filter(assessment=assessment).delete()
    CostLine.objects.filter(activity__action=actions[0]).delete()
    Activity.objects.filter(action=actions[0]).update(indicator="", starts_on=None)
    Activity.objects.filter(action=actions[1]).update(indicator="Plants", baseline="")
    CostLine.objects.filter(activity__action=actions[2]).update(amount=None, year=None)
    CostLine.objects.filter(activity__action=actions[3]).update(year=2100)
    for measure in Measure.objects.filter(assessment=assessment)[:1]:
        measure.barriers.set([])


def test_every_line_leads_to_the_place_where_it_is_answered(draft: Assessment, cast: Cast) -> None:
    spoil(draft)
    client = signed_in(cast.amara)
    ways = links(page_of(draft, cast.amara))
    assert len(ways) > 20
    for text, way in ways.items():
        address, _hash, anchor = way.partition("#")
        answer = client.get(address)
        assert answer.status_code == 200, (text, way)
        if anchor:
            assert html.fromstring(answer.content).xpath(f"//*[@id='{anchor}']"), (text, way)


ADDED: list[tuple[str, Callable[[Assessment], Record], str]] = [
    (
        "barrier",
        lambda row: TechnologyOption.objects.filter(assessment=row, chosen=True)[0],
        "option",
    ),
    (
        "action",
        lambda row: TechnologyOption.objects.filter(assessment=row, chosen=True)[0],
        "option",
    ),
    ("measure", lambda row: Barrier.objects.filter(assessment=row)[0], "barriers"),
    ("activity", lambda row: Action.objects.filter(assessment=row)[0], "action"),
    ("cost_line", lambda row: Activity.objects.filter(assessment=row)[0], "activity"),
    ("funding_sought", lambda row: Action.objects.filter(assessment=row)[0], "action"),
]


@pytest.mark.parametrize(("kind", "of", "field"), ADDED)
def test_what_is_added_from_a_question_hangs_on_what_it_was_asked_of(
    draft: Assessment, cast: Cast, kind: str, of: Callable[[Assessment], Record], field: str
) -> None:
    parent = of(draft)
    answer = signed_in(cast.amara).get(
        f"{reverse('record_add', args=[draft.pk, kind])}?parent={parent.pk}"
    )
    form = html.fromstring(answer.content).xpath("//main//form[@method='post']")[0]
    assert [value for name, value in form.form_values() if name == field] == [str(parent.pk)]


def leads_nowhere(ways: Iterable[str], person: User) -> list[str]:
    """The ways whose page has no such place."""
    client, result = signed_in(person), []
    for address, place in (way.split("#") for way in ways if "#" in way):
        page = html.fromstring(client.get(address).content)
        if not page.xpath(f"//main//*[@id='{place}']"):
            result.append(f"{address}#{place}")
    return result


def test_who_may_not_write_there_is_led_to_read(draft: Assessment, cast: Cast) -> None:
    spoil(draft)
    rows = SectionAssignment.objects.filter(assessment=draft, person=cast.bakari.pk)
    rows.exclude(section="plan").update(ended_at=NOW, ended_by=cast.amara)
    ways = links(page_of(draft, cast.bakari))
    options = reverse("section", args=[draft.pk, "options"])
    target = next(way for row, way in ways.items() if row.startswith("No target is set."))
    body = next(way for row, way in ways.items() if row.startswith("No responsible body"))
    assert target.startswith(f"{options}#record-")
    assert "/records/action/" in body
    assert leads_nowhere(ways.values(), cast.bakari) == []


def test_what_a_country_typed_reaches_the_page_as_text(draft: Assessment, cast: Cast) -> None:
    option = TechnologyOption.objects.filter(assessment=draft, chosen=True)[0]
    write(option, name="<b>Lamps</b>", ambition_target="")
    page = page_of(draft, cast.amara)
    assert "<b>Lamps</b>" in words(page)
    assert page.xpath("//main//b") == []


def keep_actions(assessment: Assessment, number: int) -> None:
    values = list(
        Action.objects.filter(assessment=assessment).values_list("pk", flat=True)[:number]
    )
    PublishedTotal.objects.filter(action__isnull=False).exclude(action__in=values).delete()
    CostLine.objects.filter(assessment=assessment).exclude(activity__action__in=values).delete()
    Activity.objects.filter(assessment=assessment).exclude(action__in=values).update(
        predecessor=None
    )
    Activity.objects.filter(assessment=assessment).exclude(action__in=values).delete()
    Action.objects.filter(assessment=assessment).exclude(pk__in=values).delete()


@pytest.mark.parametrize("actions", [1, 6])
def test_the_questions_cost_nine_queries_however_large_the_plan(
    draft: Assessment, actions: int
) -> None:
    spoil(draft)
    keep_actions(draft, actions)
    with CaptureQueriesContext(connection) as context:
        assert all(str(item.missing) for item in found(draft).every)
    assert len(context) == 9


def test_the_page_costs_as_many_queries_with_six_actions_as_with_one(
    draft: Assessment, cast: Cast
) -> None:
    spoil(draft)
    client, counts = signed_in(cast.amara), []
    address = reverse("plan_coach", args=[draft.pk])
    client.get(address)
    for actions in (6, 1):
        keep_actions(draft, actions)
        with CaptureQueriesContext(connection) as context:
            assert client.get(address).status_code == 200
        counts.append(len(context))
    assert counts[0] == counts[1] <= 30, counts


def test_another_country_and_a_donor_find_nothing(
    draft: Assessment, cast: Cast, walk: Walk
) -> None:
    address = reverse("plan_coach", args=[draft.pk])
    assert signed_in(cast.dolma).get(address).status_code == 404
    walk("in_review")
    assert signed_in(cast.chitra).get(address).status_code == 404


def test_an_officer_reads_it_of_what_was_handed_in_and_not_of_what_is_rewritten(
    draft: Assessment, cast: Cast, walk: Walk
) -> None:
    assessment = walk("in_review")
    ways = links(page_of(assessment, cast.dolma))
    assert ways
    assert all("/sections/" in way for way in ways.values())
    assert leads_nowhere(ways.values(), cast.dolma) == []
    licence = next(way for row, way in ways.items() if "inlet control" in row)
    action = CostLine.objects.get(assessment=assessment, note__contains="inlet").activity.action_id
    assert licence.endswith(f"#record-{action}")
    reading = reverse("section", args=[assessment.pk, "plan"])
    assert (
        reverse("plan_coach", args=[assessment.pk])
        in signed_in(cast.dolma).get(reading).content.decode()
    )
    assessment = path.return_sections(
        assessment=assessment, sections=["needs"], reason="When?", by=cast.dolma, at=NOW
    )
    assert page_of(assessment, cast.dolma) is not None
    SectionProgress.objects.filter(assessment=assessment, key="barriers").update(returned=True)
    address = reverse("plan_coach", args=[assessment.pk])
    assert signed_in(cast.dolma).get(address).status_code == 404
    assert address not in signed_in(cast.dolma).get(reading).content.decode()
    assert signed_in(cast.amara).get(address).status_code == 200


def test_before_submitting_the_questions_are_counted_and_forbid_nothing(
    draft: Assessment, cast: Cast
) -> None:
    client, address = signed_in(cast.amara), reverse("act", args=[draft.pk, "submit"])
    Action.objects.filter(assessment=draft).update(responsible="")
    page = html.fromstring(client.get(address).content)
    assert "Before you submit" in words(page)
    assert "6 of them first." in words(page)
    assert page.xpath(f"//main//a[@href='{reverse('plan_coach', args=[draft.pk])}']")
    assert client.post(address).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_the_section_the_tree_and_the_task_list_lead_there(draft: Assessment, cast: Cast) -> None:
    client, address = signed_in(cast.amara), reverse("plan_coach", args=[draft.pk])
    for at, times in (
        (reverse("section", args=[draft.pk, "plan"]), 2),
        (reverse("assessment", args=[draft.pk]), 1),
    ):
        page = html.fromstring(client.get(at).content)
        assert len(page.xpath(f"//main//a[@href='{address}']")) == times
