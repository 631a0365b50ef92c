"""What the demonstration tells of its plan's progress: real content, and called invented."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.demonstration.operations.reports import write_reports
from assessments.dossiers.queries.sources import live
from assessments.models import Assessment, ProgressReport
from assessments.progress import queries
from assessments.states import State
from tests.assessments.conftest import NOW, Cast, Walk


@pytest.fixture
def published(walk: Walk) -> Assessment:
    return walk(State.PUBLISHED)


def _standings(assessment: Assessment) -> dict[str, queries.ActivityStanding]:
    plan = queries.approved_plan(assessment)
    assert plan is not None
    standings = queries.standings(
        plan.actions, assessment=assessment.pk, language=plan.language, on=NOW.date()
    )
    return {item.activity["number"]: item for item in queries.each(standings)}


def test_one_is_on_time_one_late_one_corrected_and_most_wait(
    published: Assessment, cast: Cast
) -> None:
    write_reports(assessment=published, by=cast.amara, at=NOW)

    standings = _standings(published)
    reported = {number: item for number, item in standings.items() if item.report}
    assert {number: item.late for number, item in reported.items()} == {
        "1.1": False,
        "5.1": False,
        "6.1": True,
    }
    assert standings["6.1"].missed_start is not None
    assert standings["5.1"].share == Decimal(240) / 1800
    assert standings["2.1"].status == ""


def test_the_correction_names_its_report_and_has_a_source(
    published: Assessment, cast: Cast
) -> None:
    write_reports(assessment=published, by=cast.amara, at=NOW)

    correction = ProgressReport.objects.exclude(corrects=None).get()
    assert correction.corrects is not None
    assert (correction.corrects.reached, correction.reached) == ("420", "240")
    assert correction.reported_at > correction.corrects.reported_at
    assert [item.record_id for item in live(published)] == [correction.pk]


def test_every_text_of_a_report_says_that_it_is_invented(published: Assessment, cast: Cast) -> None:
    rows = write_reports(assessment=published, by=cast.amara, at=NOW)

    texts = [text for row in rows for text in (row.happened, row.obstacles) if text]
    texts += [item.source for item in live(published)]
    assert len(texts) == 5
    assert [text for text in texts if "nvented" not in text] == []


def test_told_on_an_earlier_day_nothing_is_reported_ahead(
    published: Assessment, cast: Cast
) -> None:
    early = NOW - timedelta(days=40)

    rows = write_reports(assessment=published, by=cast.amara, at=early)

    assert {row.until_on for row in rows} == {early.date()}
