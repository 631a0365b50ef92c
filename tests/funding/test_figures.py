"""What the ladder and the figures say of rows given, without a database."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from funding.models import Requirement
from funding.queries.action_funding import _by_action, _funding
from funding.queries.donors import donor_table
from funding.queries.figures import Books
from funding.queries.ladder import Rung, Why, ladder
from funding.queries.rows import LedgerRow
from tests.factories.ledger_rows import promise, row

AURORA, BOREALIS, CORONA = promise(1, "Aurora"), promise(2, "Borealis"), promise(3, "Corona")
SECRET = promise(4, "Dusk", confidential=True)


def books_of(*rows: LedgerRow, needs: tuple[Requirement, ...] = ()) -> Books:
    return Books(date(2026, 9, 1), rows, ladder(rows), needs, ())


def need(year_from: int | None, year_to: int | None = None) -> Requirement:
    return Requirement(amount=Decimal(100), year_from=year_from, year_to=year_to, basis="per_year")


@pytest.mark.parametrize(
    ("unsummed", "why"),
    [
        (row("pledge", 30, None, promise=AURORA), Why.YEAR),
        (row("pledge", 30, currency="NOK", promise=AURORA), Why.RATE),
        (row("pledge", None, promise=AURORA), Why.AMOUNT),
    ],
)
def test_a_donor_whose_money_is_in_no_sum_is_listed_with_the_reason(
    unsummed: LedgerRow, why: Why
) -> None:
    (line,) = donor_table(books_of(unsummed), [2025]).rows

    assert (line.firm, line.pledged) == (0, 0)
    assert [(part.row, part.why) for part in line.unsummed] == [(unsummed, why)]


def test_the_years_reach_from_the_first_to_the_last_that_a_row_or_a_need_names() -> None:
    rows = [row("receipt", 1, 2024), row("receipt", 1, 2025)]

    assert books_of(*rows, needs=(need(2022, 2027),)).years() == list(range(2022, 2028))
    assert books_of(*rows, needs=(need(2025), need(None))).years() == [2024, 2025]
    assert books_of().years() == []


def test_a_need_holds_for_the_years_it_names() -> None:
    books = books_of(needs=(need(2022, 2023), need(None)))

    assert [books.need(year) is not None for year in range(2021, 2025)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_year_says_what_is_on_each_rung_and_what_is_for_plans() -> None:
    for_plan = promise(5, "Aurora", action_id=uuid4())
    year = books_of(
        row("receipt", 30, promise=AURORA), row("pledge", 90, promise=for_plan)
    ).coverage(2025)

    assert [year.rung(rung) for rung in (Rung.RECEIVED, Rung.SIGNED, Rung.PLEDGED)] == [30, 0, 90]
    assert year.for_plans == 90
    assert year.has_rows


def test_a_year_of_which_nothing_is_recorded_has_no_rows() -> None:
    books = books_of(row("pledge", 30, currency="NOK"), row("receipt", 1, 2024))

    assert books.coverage(2025).has_rows
    assert not books.coverage(2023).has_rows


def test_what_of_an_action_is_public_in_dollars_and_what_in_its_own_currency() -> None:
    for_plan = promise(5, "Aurora", action_id=UUID(int=9))
    rows = [
        row("agreement", 80, promise=for_plan),
        row("receipt", 30, promise=for_plan),
        row("pledge", 40, currency="EUR", promise=promise(6, "Borealis", action_id=UUID(int=9))),
        row("pledge", 99, promise=promise(7, "Corona")),
    ]
    content = {"id": str(UUID(int=9)), "cost": {"usd": "100.00", "at_least": False}}

    funding = _funding(UUID(int=9), content, _by_action(ladder(rows))[UUID(int=9)])

    assert (funding.signed, funding.received, funding.pledged, funding.gap) == (50, 30, 0, 20)
    assert [part.currency for part in funding.unsummed] == ["EUR"]
    assert {part.currency for part in funding.parts} == {"USD"}
    assert len(funding.listed) == 3


def test_a_part_that_is_not_the_whole_row_says_so() -> None:
    whole = ladder([row("pledge", 100), row("agreement", 60)])

    assert [(part.rung, part.adjusted) for part in whole.parts] == [
        (Rung.SIGNED, False),
        (Rung.PLEDGED, True),
    ]
    assert [part.adjusted for part in ladder([row("pledge", 5)]).parts] == [False]


def test_what_is_given_up_has_its_dollars_above_zero_or_none_without_a_rate() -> None:
    known = ladder([row("pledge", 100), row("lapse", -40)])
    unknown = ladder([row("pledge", 100, currency="EUR"), row("lapse", -40, currency="EUR")])

    assert [part.usd for part in known.on(Rung.GIVEN_UP)] == [40]
    assert [part.usd for part in unknown.on(Rung.GIVEN_UP)] == [None]


def test_signed_above_a_pledge_is_worth_seeing_and_an_agreement_alone_is_not() -> None:
    assert ladder([row("pledge", 50), row("agreement", 60)]).above_pledge == {1: 10}
    assert ladder([row("agreement", 60)]).above_pledge == {}
    assert ladder([row("pledge", 60), row("agreement", 60)]).above_pledge == {}


def test_only_an_imported_commitment_makes_what_was_received_unknown() -> None:
    signed = books_of(row("agreement", 60)).coverage(2025).received
    source = books_of(row("agreement", 60, imported=True)).coverage(2025).received
    came = books_of(row("receipt", 60, imported=True)).coverage(2025).received

    assert (signed.amount, source.amount, came.amount) == (0, None, 60)


def test_a_row_given_up_is_not_left_out_of_a_year() -> None:
    books = books_of(row("pledge", 30, None), row("lapse", -30, None))

    assert books.coverage(2025).left_out == ()


def test_a_confidential_row_without_a_year_lists_no_donor() -> None:
    hidden = row("pledge", None, None, promise=SECRET)

    assert donor_table(books_of(hidden), [2025]).rows == []


def rungs(*rows: Any) -> dict[tuple[str, int | None], int]:
    parts = ladder(rows).parts
    return {(part.rung.value, part.year): int(part.amount) for part in parts}


def test_what_is_cancelled_is_taken_from_its_own_year_then_from_the_latest() -> None:
    signed = [row("agreement", 100, 2024)]
    due = [row("instalment", 50, 2025), row("instalment", 50, 2026)]

    assert rungs(*signed, *due, row("cancellation", -20, 2025)) == {
        ("signed", 2025): 30,
        ("signed", 2026): 50,
        ("given_up", 2025): 20,
    }
    assert rungs(*signed, *due, row("cancellation", -20, None)) == {
        ("signed", 2025): 50,
        ("signed", 2026): 30,
        ("given_up", None): 20,
    }


def test_a_lapse_is_taken_from_the_pledge_and_never_from_what_was_signed() -> None:
    rows = (row("pledge", 100), row("agreement", 60), row("lapse", -40))

    assert rungs(*rows) == {("signed", 2025): 60, ("given_up", 2025): 40}


def test_a_cancellation_above_what_was_signed_is_taken_from_the_pledge() -> None:
    rows = (row("pledge", 100, 2026), row("agreement", 10), row("cancellation", -30))

    assert rungs(*rows) == {("pledged", 2026): 70, ("given_up", 2025): 30}


def test_an_amendment_upwards_is_signed_and_one_of_zero_changes_nothing() -> None:
    rows = (row("agreement", 10), row("amendment", 5, 2026), row("amendment", 0, 2027))

    assert rungs(*rows) == {("signed", 2025): 10, ("signed", 2026): 5}


def test_instalments_of_the_whole_agreement_leave_no_line_of_the_rest() -> None:
    assert rungs(row("agreement", 50, 2024), row("instalment", 50, 2025)) == {("signed", 2025): 50}


def test_another_currency_without_a_rate_is_left_out_of_the_promise() -> None:
    whole = ladder([row("agreement", 50), row("receipt", 10, currency="EUR")])

    assert [(part.row.currency, part.why.value) for part in whole.left_out] == [("EUR", "rate")]
    assert [part.rung for part in whole.parts] == [Rung.SIGNED]
