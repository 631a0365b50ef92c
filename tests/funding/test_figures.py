"""What the figures say of rows given: donors, years, levels, plans. Without a database."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from assessments.models import Snapshot
from funding.models import Requirement
from funding.queries.action_funding import ActionFunding, _by_action, _funding
from funding.queries.donors import DonorTable, donor_table, in_kind
from funding.queries.figures import Books
from funding.queries.ladder import Rung, Why, ladder
from funding.queries.plans import FundedAction, FundedPlan, in_order, priorities
from funding.queries.published import published_gaps
from funding.queries.rows import LedgerRow
from tests.factories.ledger_rows import promise, row

AURORA, BOREALIS, CORONA = promise(1, "Aurora"), promise(2, "Borealis"), promise(3, "Corona")
SECRET = promise(4, "Dusk", confidential=True)


def books_of(*rows: LedgerRow, needs: tuple[Requirement, ...] = ()) -> Books:
    return Books(date(2026, 9, 1), rows, ladder(rows), needs, ())


def need(year_from: int | None, year_to: int | None = None) -> Requirement:
    return Requirement(amount=Decimal(100), year_from=year_from, year_to=year_to, basis="per_year")


def rows_of_three_donors() -> Books:
    return books_of(
        row("receipt", 30, promise=AURORA),
        row("pledge", 90, promise=BOREALIS),
        row("agreement", 50, promise=CORONA),
        row("receipt", 20, promise=CORONA),
        row("pledge", 7, promise=SECRET),
    )


def sums(table: DonorTable) -> dict[str, tuple[int, int, int]]:
    return {
        line.donor: (int(line.received), int(line.signed), int(line.pledged)) for line in table.rows
    }


def test_donors_come_by_firm_money_and_confidential_ones_are_only_counted() -> None:
    table = donor_table(rows_of_three_donors(), [2025])

    assert list(sums(table).items()) == [
        ("Corona", (20, 30, 0)),
        ("Aurora", (30, 0, 0)),
        ("Borealis", (0, 0, 90)),
    ]
    assert [line.firm for line in table.rows] == [50, 30, 0]
    assert (table.firm, table.confidential) == (80, 1)


def test_of_two_donors_without_firm_money_the_one_who_pledged_more_comes_first() -> None:
    small, large = row("pledge", 5, promise=AURORA), row("pledge", 6, promise=BOREALIS)

    assert list(sums(donor_table(books_of(small, large), [2025]))) == ["Borealis", "Aurora"]


def test_money_of_another_year_is_in_no_sum_and_lists_no_donor() -> None:
    assert donor_table(books_of(row("receipt", 30, 2024, promise=AURORA)), [2025]).rows == []


def test_what_is_given_up_lists_no_donor() -> None:
    books = books_of(row("pledge", 30, promise=AURORA), row("lapse", -30, promise=AURORA))

    assert donor_table(books, [2025]).rows == []


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


def test_in_kind_is_listed_apart_without_confidential_rows() -> None:
    open_row = row("pledge", None, promise=promise(1, "Aurora", in_kind=True))
    hidden = row("pledge", None, promise=promise(2, "Dusk", in_kind=True, confidential=True))

    assert in_kind([row("pledge", 5), open_row, hidden]) == [open_row]
    assert open_row.kind_label == "Pledge"


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


def test_a_row_without_a_year_is_left_out_once_though_it_stands_on_two_rungs() -> None:
    rows = [row("agreement", 50, None), row("receipt", 20, 2025), row("pledge", 90, None)]

    left_out = books_of(*rows).coverage(2025).left_out

    assert [(part.row, part.why) for part in left_out] == [(rows[0], Why.YEAR), (rows[2], Why.YEAR)]


def action(
    cost: int | None, signed: int = 0, received: int = 0, pledged: int = 0, at_least: bool = False
) -> FundedAction:
    known = None if cost is None else Decimal(cost)
    funding = ActionFunding(
        uuid4(), known, at_least, Decimal(pledged), Decimal(signed), Decimal(received)
    )
    return FundedAction({"id": str(funding.action_id)}, funding)


def plan(*actions: FundedAction) -> FundedPlan:
    return FundedPlan(cast(Snapshot, SimpleNamespace(public={})), actions)


def test_a_surplus_of_one_action_fills_no_gap_of_another() -> None:
    covered, open_action = action(100, signed=30, received=90, pledged=5), action(50, received=20)
    whole = plan(covered, open_action)

    assert (covered.funding.firm, covered.funding.gap) == (120, -20)
    assert (whole.cost, whole.pledged, whole.firm, whole.gap) == (150, 5, 140, 30)
    assert not whole.at_least


def test_a_cost_that_is_not_known_makes_the_sum_at_least() -> None:
    assert plan(action(100), action(None)).at_least
    assert plan(action(100, at_least=True)).at_least
    assert plan(action(None)).cost is None
    assert plan(action(None)).gap is None
    assert plan(action(100), action(None)).gap == 100


@pytest.mark.parametrize("sort", ["cost", "gap", "funded", "number"])
def test_actions_come_the_largest_first_and_unknown_ones_last(sort: str) -> None:
    unknown, small, large = action(None), action(10), action(100, signed=20)
    order = in_order([unknown, small, large], sort)

    assert (
        order
        == {
            "cost": [large, small, unknown],
            "gap": [large, small, unknown],
            "funded": [large, unknown, small],
            "number": [unknown, small, large],
        }[sort]
    )


def content(*ranks: int, chosen: bool = False) -> dict[str, Any]:
    ids = [str(UUID(int=rank)) for rank in ranks]
    ranked = zip(ids, ranks, strict=True)
    results = [{"option": key, "rank": rank, "total": "0.5"} for key, rank in ranked]
    options = [{"id": key, "chosen": chosen} for key in ids]
    return {"options": options, "prioritisation": {"results": None if chosen else results}}


def test_priorities_come_by_rank_and_no_more_than_asked_for() -> None:
    listed = priorities(content(3, 1, 2), 2)

    half = Decimal("0.5")
    assert [(item["rank"], item["points"]) for item in listed] == [(1, half), (2, half)]
    assert len(priorities(content(*range(1, 15)))) == 10


def test_chosen_options_of_a_reasoned_order_have_no_rank() -> None:
    listed = priorities(content(3, 1, 2, chosen=True), 2)

    assert [(item["option"]["id"], item["rank"]) for item in listed] == [
        (str(UUID(int=3)), None),
        (str(UUID(int=1)), None),
    ]


def test_statements_of_the_source_name_their_paragraph_or_table_and_share() -> None:
    gaps = published_gaps()
    shares = {gap.share for gap in gaps}

    assert all(0 <= share <= 1 for share in shares if share is not None)
    assert shares - {None}
    assert any(", para. " in gap.citation for gap in gaps)
    assert not any("para. t" in gap.citation.lower() for gap in gaps)


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
