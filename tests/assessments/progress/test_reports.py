"""Reports on an approved plan: who writes them, what holds together, what the database keeps."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.dossiers.queries.sources import live
from assessments.evidence.operations.sources import EvidencedFact, remove_evidence
from assessments.models import Assessment, ProgressReport
from assessments.models.progress_reports import REPORT
from assessments.progress import operations as acts
from assessments.progress import queries
from assessments.states import State
from partners.models import User
from techbank.audit.models import Entry
from techbank.exceptions import Hidden, Invalid, Refused
from tests.assessments.conftest import Cast, Walk
from tests.factories.evidence import add, upload
from tests.factories.evidence import source as source_of
from tests.factories.progress import (
    LATER,
    LATER_ON,
    activity_id,
    new_version,
    progress_of,
    report,
    snapshot_of,
)


@pytest.fixture
def approved(walk: Walk) -> Assessment:
    return walk(State.APPROVED)


def _standing(
    assessment: Assessment, number: str = "1.1", on: date = LATER_ON
) -> queries.ActivityStanding:
    plan = queries.approved_plan(assessment)
    assert plan is not None
    standings = queries.standings(
        plan.actions, assessment=assessment.pk, language=plan.language, on=on
    )
    return next(item for item in queries.each(standings) if item.activity["number"] == number)


# Who


def test_the_coordinator_reports_and_the_trail_tells_it(approved: Assessment, cast: Cast) -> None:
    row = report(approved, cast.amara)

    entry = Entry.objects.latest("seq")
    assert (row.snapshot_id, row.status, row.reported_by) == (
        snapshot_of(approved).pk,
        "in_progress",
        cast.amara,
    )
    assert row.spent == [{"currency": "USD", "amount": "1200.50"}]
    assert (entry.verb, entry.actor_role, entry.subject_id, entry.country) == (
        "progress.reported",
        "coordinator",
        str(approved.pk),
        "XTL",
    )
    assert "Five villages" not in str(entry.details)


def test_nobody_else_reports(approved: Assessment, cast: Cast) -> None:
    others = "bakari chitra dolma farida gaspard ines kofi leila mateo nobody oumar".split()

    for name in others:
        with pytest.raises(Refused):
            report(approved, getattr(cast, name))

    assert ProgressReport.objects.count() == 0


def test_nothing_is_reported_before_approval(draft: Assessment, cast: Cast) -> None:
    with pytest.raises(Hidden):
        acts.report_progress(
            assessment=draft,
            report_id=uuid4(),
            activity_id=uuid4(),
            progress=progress_of(),
            by=cast.amara,
            at=LATER,
        )


def test_an_activity_that_is_not_in_the_plan_is_not_there(approved: Assessment, cast: Cast) -> None:
    with pytest.raises(Hidden):
        acts.report_progress(
            assessment=approved,
            report_id=uuid4(),
            activity_id=uuid4(),
            progress=progress_of(),
            by=cast.amara,
            at=LATER,
        )


def test_a_report_sent_twice_is_written_once(approved: Assessment, cast: Cast) -> None:
    same = uuid4()

    first = report(approved, cast.amara, report_id=same)
    again = report(approved, cast.amara, report_id=same, reached="6")

    assert (first.pk, again.pk, again.reached) == (same, same, "5")
    assert ProgressReport.objects.count() == 1


def test_the_same_words_from_a_form_opened_again_are_told_once(
    approved: Assessment, cast: Cast
) -> None:
    first = report(approved, cast.amara)
    correction = report(approved, cast.amara, corrects=first, reached="4")

    # What a correction stands for may be stated again; what stands there may not.
    assert report(approved, cast.amara, corrects=first, reached="4") == correction
    assert report(approved, cast.amara, reached="4") == correction
    assert report(approved, cast.amara).pk not in (first.pk, correction.pk)
    assert report(approved, cast.amara, number="1.2").activity != first.activity
    new_version(approved)
    assert report(approved, cast.amara, reached="4").pk != correction.pk
    assert ProgressReport.objects.count() == 5


def test_a_uuid_that_another_report_has_takes_nothing_from_it(
    approved: Assessment, cast: Cast
) -> None:
    first = report(approved, cast.amara)
    second = report(approved, cast.amara, report_id=first.pk, number="2.1", reached="1")

    assert second.pk != first.pk
    assert ProgressReport.objects.count() == 2


# What holds together

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"until_on": LATER_ON + timedelta(days=1)}, "until_on"),
    ({"started_on": date(2027, 10, 2)}, "started_on"),
    ({"measured_on": date(2027, 10, 2)}, "measured_on"),
    ({"status": "completed", "ended_on": date(2027, 10, 2)}, "ended_on"),
    ({"status": "completed", "ended_on": date(2027, 2, 28)}, "ended_on"),
    ({"ended_on": date(2027, 9, 1)}, "ended_on"),
    ({"status": "not_started"}, "started_on"),
    ({"measured_on": None}, "measured_on"),
    ({"reached": ""}, "reached"),
    ({"reached": "a few"}, "reached"),
    ({"spent": {"USD": Decimal("-1")}}, "spent"),
    ({"spent": {"ABC": Decimal(1)}}, "spent"),
]


@pytest.mark.parametrize(("values", "field"), WRONG)
def test_what_does_not_hold_together_is_refused_at_its_field(
    approved: Assessment, cast: Cast, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        report(approved, cast.amara, **values)

    assert refused.value.field == field
    assert ProgressReport.objects.count() == 0


def test_a_target_in_words_takes_words(approved: Assessment, cast: Cast) -> None:
    row = report(approved, cast.amara, number="2.2", reached="7 / 11")

    assert row.reached == "7 / 11"
    assert _standing(approved, "2.2").share is None


def test_what_is_not_known_stays_unknown(approved: Assessment, cast: Cast) -> None:
    row = report(approved, cast.amara, started_on=None, reached="", measured_on=None, spent=None)

    assert (row.started_on, row.reached, row.spent) == (None, "", [])
    assert _standing(approved).share is None


# Against the plan


def test_the_newest_report_tells_how_an_activity_stands(approved: Assessment, cast: Cast) -> None:
    report(approved, cast.amara, until_on=date(2027, 10, 1), reached="6")
    report(
        approved, cast.amara, until_on=date(2027, 5, 1), reached="3", measured_on=date(2027, 5, 1)
    )

    standing = _standing(approved)

    assert (standing.status, standing.share) == ("in_progress", Decimal(6) / 12)


@pytest.mark.parametrize(
    ("on", "values", "expected"),
    [
        # planned from 1 February to 30 September 2027
        (date(2027, 1, 31), None, ("", None, None, False, False)),
        (date(2027, 2, 1), None, ("", None, None, False, True)),
        (date(2027, 2, 2), None, ("", "2027-02-01", None, False, True)),
        (date(2027, 10, 1), None, ("", None, "2027-09-30", False, True)),
        (date(2027, 10, 15), {}, ("in_progress", None, "2027-09-30", True, False)),
        (date(2028, 5, 1), {}, ("in_progress", None, "2027-09-30", True, True)),
        (date(2028, 5, 1), {"status": "completed"}, ("completed", None, None, False, False)),
        (
            date(2027, 9, 1),
            {"status": "not_started", "started_on": None, "until_on": date(2027, 8, 1)},
            ("not_started", "2027-02-01", None, True, False),
        ),
    ],
)
def test_what_is_late_and_due_follows_from_the_dates(
    approved: Assessment,
    cast: Cast,
    on: date,
    values: dict[str, Any] | None,
    expected: tuple[Any, ...],
) -> None:
    if values is not None:
        report(approved, cast.amara, **({"reached": "", "measured_on": None} | values))

    result = _standing(approved, on=on)

    missed = [day.isoformat() if day else None for day in (result.missed_start, result.missed_end)]
    assert (result.status, *missed, result.late, result.due) == expected


def test_a_correction_stands_in_the_place_of_its_report(approved: Assessment, cast: Cast) -> None:
    first = report(approved, cast.amara)
    soon = LATER + timedelta(minutes=5)
    second = report(approved, cast.amara, corrects=first, reached="4", at=soon)

    assert _standing(approved).report == second
    assert queries.history(approved, second.activity) == [second, first]
    assert Entry.objects.latest("seq").verb == "progress.corrected"


def test_a_report_is_corrected_once(approved: Assessment, cast: Cast) -> None:
    first = report(approved, cast.amara)
    report(approved, cast.amara, corrects=first, reached="4")

    with pytest.raises(Invalid, match="corrected in the meantime"):
        report(approved, cast.amara, corrects=first, reached="3")


def test_a_report_on_another_activity_is_corrected_by_none(
    approved: Assessment, cast: Cast
) -> None:
    first = report(approved, cast.amara)

    with pytest.raises(Hidden):
        report(approved, cast.amara, number="2.1", reached="1", corrects=first)


def test_a_new_version_shows_the_reports_on_the_earlier_one(
    approved: Assessment, cast: Cast
) -> None:
    first = report(approved, cast.amara)
    newest = new_version(approved)

    text = _standing(approved).report
    second = report(approved, cast.amara, until_on=date(2027, 10, 2))
    corrected = report(approved, cast.amara, corrects=first, reached="4")

    assert (text, getattr(text, "version", 0)) == (first, 1)
    assert second.snapshot_id == newest.pk
    assert corrected.snapshot_id == first.snapshot_id


def test_reports_are_due_on_the_desk_of_their_own_country(approved: Assessment, cast: Cast) -> None:
    on = date(2027, 3, 15)
    due = {
        name: [item.count for item in queries.reports_due(getattr(cast, name), on)]
        for name in ("amara", "bakari", "chitra", "dolma")
    }

    assert due == {"amara": [4], "bakari": [], "chitra": [], "dolma": []}
    report(approved, cast.amara)
    assert [item.count for item in queries.reports_due(cast.amara, on)] == [3]


@pytest.mark.parametrize("number", [1, 3])
def test_standings_cost_one_query_however_many_reports(
    approved: Assessment, cast: Cast, number: int, django_assert_num_queries: Any
) -> None:
    for day in range(1, number + 1):
        report(approved, cast.amara, until_on=date(2027, 10, day))
    plan = queries.approved_plan(approved)
    assert plan is not None

    with django_assert_num_queries(1):
        queries.standings(plan.actions, assessment=approved.pk, language=plan.language, on=LATER_ON)
    with django_assert_num_queries(2):
        queries.reports_due(cast.amara, LATER_ON)


# Sources


def _of(row: ProgressReport) -> EvidencedFact:
    return EvidencedFact(kind=REPORT, record_id=row.pk)


def test_a_source_with_a_file_is_added_to_a_report(approved: Assessment, cast: Cast) -> None:
    row = report(approved, cast.amara)

    added = add(approved, cast.amara, fact=_of(row), file=upload(), at=LATER)

    assert list(live(approved)) == [added]
    remove_evidence(evidence=added, by=cast.amara, at=LATER)
    assert list(live(approved)) == []


def test_a_source_of_a_report_is_never_public(approved: Assessment, cast: Cast) -> None:
    row = report(approved, cast.amara)

    with pytest.raises(Invalid):
        add(approved, cast.amara, fact=_of(row), sourced=source_of(seen_by="public"), at=LATER)


def test_only_who_reports_adds_a_source_and_only_to_a_report_of_the_dossier(
    approved: Assessment, cast: Cast
) -> None:
    row = report(approved, cast.amara)

    for other in (cast.bakari, cast.chitra, cast.dolma, cast.leila):
        with pytest.raises(Refused):
            add(approved, other, fact=_of(row), at=LATER)
    with pytest.raises(Hidden):
        add(approved, cast.amara, fact=EvidencedFact(kind=REPORT, record_id=uuid4()), at=LATER)


# The database

BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"status": "finished"}, "report_status_is_known"),
    ({"status": "not_started"}, "what_is_not_started_has_no_start"),
    ({"ended_on": date(2027, 9, 1)}, "only_what_is_over_has_an_end"),
    (
        {"status": "completed", "ended_on": date(2027, 2, 1)},
        "reported_end_is_not_before_start",
    ),
    ({"started_on": date(2027, 10, 2)}, "nothing_is_reported_ahead"),
    ({"measured_on": date(2027, 10, 2)}, "nothing_is_reported_ahead"),
    ({"until_on": LATER_ON + timedelta(days=1)}, "nothing_is_reported_ahead"),
    ({"measured_on": None}, "what_is_reached_has_its_day"),
    ({"reached": ""}, "what_is_reached_has_its_day"),
    ({"spent": {"USD": "1.00"}}, "spending_is_sums_by_currency"),
    ({"spent": [{"currency": "USD", "amount": "-1.00"}]}, "spending_is_sums_by_currency"),
    ({"spent": [{"currency": "USD", "amount": None}]}, "spending_is_sums_by_currency"),
    ({"spent": [{"currency": "usd", "amount": "1.00"}]}, "spending_is_sums_by_currency"),
    ({"spent": [{"currency": "USD", "amount": "1.00"}] * 2}, "spending_is_sums_by_currency"),
    ({"spent": ["USD"]}, "spending_is_sums_by_currency"),
    ({"activity": uuid4()}, "report_is_of_an_approved_activity"),
]


def _row(assessment: Assessment, by: User, **values: Any) -> ProgressReport:
    facts = vars(progress_of()) | {
        "snapshot": snapshot_of(assessment),
        "activity": activity_id(assessment),
        "spent": [],
        "reported_at": LATER,
        "reported_by": by,
    }
    return ProgressReport(**(facts | values))


@pytest.mark.parametrize(("values", "constraint"), BROKEN)
def test_the_database_refuses_a_report_that_does_not_hold_together(
    approved: Assessment, cast: Cast, values: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _row(approved, cast.amara, **values).save(force_insert=True)


def test_the_database_lets_a_report_correct_an_earlier_one_of_its_activity_once(
    approved: Assessment, cast: Cast
) -> None:
    first = report(approved, cast.amara)
    other = activity_id(approved, "2.1")
    _row(approved, cast.amara, corrects=first).save(force_insert=True)

    for values, text in (
        ({"corrects": first}, "corrects_id"),
        ({"corrects": first, "activity": other}, "a_report_corrects_an_earlier_one"),
        (
            {"corrects": first, "reported_at": LATER - timedelta(hours=1)},
            "a_report_corrects_an_earlier_one",
        ),
    ):
        with pytest.raises(IntegrityError, match=text), transaction.atomic():
            _row(approved, cast.amara, **values).save(force_insert=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessments_progressreport SET reached = '99'",
        "UPDATE assessments_progressreport SET happened = ''",
        "UPDATE assessments_progressreport SET reported_by_id = reported_by_id + 1",
        "UPDATE assessments_progressreport SET corrects_id = NULL",
        "DELETE FROM assessments_progressreport",
    ],
)
def test_the_database_keeps_every_report_as_it_was_written(
    approved: Assessment, cast: Cast, statement: str
) -> None:
    report(approved, cast.amara)

    with (
        pytest.raises(IntegrityError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_refuses_a_report_on_a_plan_that_is_not_approved(
    approved: Assessment, cast: Cast
) -> None:
    snapshot = snapshot_of(approved)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessments_assessment SET state = 'in_review', approved_by_id = NULL,"
            " approved_at = NULL WHERE id = %s",
            [approved.pk],
        )

    with pytest.raises(IntegrityError, match="approved_activity"), transaction.atomic():
        _row(approved, cast.amara, snapshot=snapshot).save(force_insert=True)
