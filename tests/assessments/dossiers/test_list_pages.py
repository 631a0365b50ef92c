"""Lists of a dossier cost the same queries at one and at three rows, by a literal number."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.answers.operations import answers
from assessments.models import Assessment, Need
from assessments.records.operations import writing
from techbank.audit.record import record
from tests.assessments.conftest import NOW, Cast
from tests.assessments.workbook.filling import issue
from tests.factories.cast import signed_in

pytestmark = pytest.mark.usefixtures("without_second_factor")

ANSWER = "team.lead_ministry"


@dataclass(frozen=True)
class ListPage:
    """A page of a dossier, what adds one row to its list, and what it costs in queries."""

    name: str
    args: Callable[[Assessment], tuple[Any, ...]]
    grow: Callable[[Assessment, Cast, int], None]
    queries: int


def _answer(dossier: Assessment, cast: Cast, number: int) -> None:
    base = dossier.answers.filter(key=ANSWER).values_list("version", flat=True).first() or 0
    answers.save_answers(
        assessment=dossier,
        section="team",
        written=[answers.Written(ANSWER, f"Ministry {number}", False, base, uuid4())],
        by=cast.amara,
        at=NOW + timedelta(hours=number),
    )


def _need(dossier: Assessment, cast: Cast, number: int) -> None:
    need = Need.objects.filter(assessment=dossier)[0]
    writing.save_record(
        assessment=dossier,
        kind="need",
        record_id=need.pk,
        values={"statement": f"Statement {number}"},
        base_version=None,
        by=cast.amara,
        at=NOW + timedelta(hours=number),
    )


def _workbook(dossier: Assessment, cast: Cast, number: int) -> None:
    issue(dossier, cast.amara, sections=["needs"])


def _trail(dossier: Assessment, cast: Cast, number: int) -> None:
    record(
        verb="answer.saved",
        sentence=f"Saved {number}",
        by=cast.amara,
        subject=dossier,
        country=dossier.country_id,
    )


def _of(*names: str) -> Callable[[Assessment], tuple[Any, ...]]:
    return lambda dossier: (dossier.pk, *names)


def _first_need(dossier: Assessment) -> tuple[Any, ...]:
    return (dossier.pk, "need", Need.objects.filter(assessment=dossier)[0].pk)


PAGES = [
    ListPage("history", _of(ANSWER), _answer, 8),
    ListPage("record_history", _first_need, _need, 7),
    ListPage("workbook", _of(), _workbook, 6),
    ListPage("dossier_trail", _of(), _trail, 5),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_list_of_a_dossier_costs_the_same_at_one_and_three_rows(
    draft: Assessment, cast: Cast, page: ListPage
) -> None:
    browser = signed_in(cast.amara)
    address = reverse(page.name, args=page.args(draft))
    counts = []
    for rows in ((1,), (2, 3)):
        for number in rows:
            page.grow(draft, cast, number)
        browser.get(address)
        with CaptureQueriesContext(connection) as context:
            assert browser.get(address).status_code == 200
        counts.append(len(context))
    assert counts == [page.queries, page.queries]
