"""How much of a dossier is kept: the last that is taken, and the sentence for the next."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.dossiers.operations import limits
from assessments.models import Assessment, IssuedWorkbook, WorkbookReturn
from techbank.exceptions import Invalid
from tests.assessments.conftest import NOW, Cast

DAY = timedelta(days=1)
TODAY = r"done {most} times for this assessment today, which is the limit"


def _issue(assessment: Assessment, cast: Cast, number: int, at: datetime) -> list[IssuedWorkbook]:
    return IssuedWorkbook.objects.bulk_create(
        IssuedWorkbook(
            assessment=assessment,
            questionnaire=assessment.questionnaire,
            language="en",
            sections=["team"],
            contents={},
            issued_at=at,
            issued_by=cast.amara,
        )
        for _each in range(number)
    )


def _bring_back(
    issued: IssuedWorkbook, cast: Cast, number: int, at: datetime, *, settled: bool
) -> None:
    facts: dict[str, Any] = {"outcome": "discarded", "settled_at": at, "settled_by": cast.amara}
    there = WorkbookReturn.objects.count()
    WorkbookReturn.objects.bulk_create(
        WorkbookReturn(
            issued=issued,
            assessment=issued.assessment,
            file_name="a.xlsx",
            file_digest=f"{there + each:064}",
            file_size=1,
            cells={},
            returned_at=at,
            returned_by=cast.amara,
            **(facts if settled else {}),
        )
        for each in range(number)
    )


def test_thirty_workbooks_are_issued_in_a_day(blank: Assessment, cast: Cast) -> None:
    _issue(blank, cast, 7, NOW - DAY)
    _issue(blank, cast, 29, NOW - DAY + timedelta(seconds=1))
    limits.require_room_for_workbook(blank, NOW)
    _issue(blank, cast, 1, NOW)

    with pytest.raises(Invalid, match=TODAY.format(most=30)):
        limits.require_room_for_workbook(blank, NOW)
    limits.require_room_for_workbook(blank, NOW + DAY)


def test_a_thousand_workbooks_are_issued_in_all(blank: Assessment, cast: Cast) -> None:
    _issue(blank, cast, 999, NOW - 30 * DAY)
    limits.require_room_for_workbook(blank, NOW)
    _issue(blank, cast, 1, NOW - 30 * DAY)

    with pytest.raises(Invalid, match="has 1000 workbooks, which is the limit"):
        limits.require_room_for_workbook(blank, NOW)


def test_twenty_returned_workbooks_wait_to_be_checked(blank: Assessment, cast: Cast) -> None:
    [issued] = _issue(blank, cast, 1, NOW - 30 * DAY)
    _bring_back(issued, cast, 50, NOW - 9 * DAY, settled=True)
    _bring_back(issued, cast, 19, NOW - 9 * DAY, settled=False)
    limits.require_room_for_return(blank, NOW)
    _bring_back(issued, cast, 1, NOW - 9 * DAY, settled=False)

    with pytest.raises(Invalid, match="20 uploaded workbooks are still to be checked"):
        limits.require_room_for_return(blank, NOW)


def test_sixty_workbooks_come_back_in_a_day(blank: Assessment, cast: Cast) -> None:
    [issued] = _issue(blank, cast, 1, NOW - 30 * DAY)
    _bring_back(issued, cast, 9, NOW - DAY, settled=True)
    _bring_back(issued, cast, 59, NOW - DAY + timedelta(seconds=1), settled=True)
    limits.require_room_for_return(blank, NOW)
    _bring_back(issued, cast, 1, NOW, settled=True)

    with pytest.raises(Invalid, match=TODAY.format(most=60)):
        limits.require_room_for_return(blank, NOW)
    limits.require_room_for_return(blank, NOW + DAY)


def test_thirty_prints_are_made_in_a_day() -> None:
    limits.require_room_for_print(29)

    with pytest.raises(Invalid, match=TODAY.format(most=30)):
        limits.require_room_for_print(30)


@pytest.mark.parametrize(
    "require", [limits.require_room_for_workbook, limits.require_room_for_return]
)
def test_of_two_who_take_the_last_place_the_second_waits(blank: Assessment, require: Any) -> None:
    with CaptureQueriesContext(connection) as context:
        require(blank, NOW)

    assert "pg_advisory_xact_lock" in context[0]["sql"]
    assert "COUNT(" in context[1]["sql"]
