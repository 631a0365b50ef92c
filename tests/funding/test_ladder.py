"""The ladder: no dollar stands on two rungs."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from funding.queries.ladder import Ladder, Rung, Why, ladder
from funding.queries.rows import LedgerRow
from tests.factories.ledger_rows import row


def rungs(rows: Sequence[LedgerRow]) -> dict[str, dict[int | None, Decimal]]:
    values: dict[str, dict[int | None, Decimal]] = {}
    for part in ladder(rows).parts:
        years = values.setdefault(str(part.rung), {})
        years[part.year] = years.get(part.year, Decimal(0)) + (part.usd or 0)
    return values


def on(steps: Ladder, rung: Rung) -> Decimal:
    return sum((part.amount for part in steps.on(rung)), Decimal(0))


def test_an_agreement_uses_up_the_pledge_and_a_receipt_the_agreement() -> None:
    rows = [row("pledge", 100), row("agreement", 60), row("receipt", 25)]

    assert rungs(rows) == {"received": {2025: 25}, "signed": {2025: 35}, "pledged": {2025: 40}}


def test_an_agreement_above_the_pledge_leaves_no_pledge_and_is_told() -> None:
    steps = ladder([row("pledge", 100), row("agreement", 130)])

    assert on(steps, Rung.PLEDGED) == 0
    assert on(steps, Rung.SIGNED) == 130
    assert steps.above_pledge == {1: 30}


def test_what_is_signed_within_a_pledge_or_without_any_is_not_above_it() -> None:
    within = [row("pledge", 100), row("agreement", 60)]
    without = [row("agreement", 60), row("receipt", 70)]

    assert [ladder(rows).above_pledge for rows in (within, without)] == [{}, {}]


def test_a_receipt_before_any_agreement_stands_alone() -> None:
    assert rungs([row("receipt", 40)]) == {"received": {2025: 40}}


def test_a_receipt_on_a_bare_pledge_is_not_counted_as_pledged_too() -> None:
    assert rungs([row("pledge", 100), row("receipt", 40)]) == {
        "received": {2025: 40},
        "pledged": {2025: 60},
    }


def test_a_pledge_cancelled_after_part_payment_owes_nothing() -> None:
    rows = [row("pledge", 100), row("agreement", 100), row("receipt", 40)]

    steps = ladder([*rows, row("cancellation", -60)])

    assert [on(steps, rung) for rung in Rung] == [40, 0, 0, 60]


def test_an_instalment_short_by_a_cent_leaves_a_cent() -> None:
    rows = [row("agreement", "100.00"), row("instalment", "100.00"), row("receipt", "99.99")]

    assert rungs(rows)["signed"] == {2025: Decimal("0.01")}


def test_three_instalments_of_two_million_add_to_two_million() -> None:
    shares = ["666666.67", "666666.67", "666666.66"]
    lines = [row("instalment", share, 2025 + at) for at, share in enumerate(shares)]

    steps = ladder([row("agreement", "2000000.00"), *lines])

    assert on(steps, Rung.SIGNED) == Decimal("2000000.00")


def test_money_that_comes_late_counts_in_the_year_it_came() -> None:
    lines = [row("instalment", 50, 2024), row("instalment", 50, 2025)]

    steps = rungs([row("agreement", 100, 2024), *lines, row("receipt", 50, 2025)])

    assert steps == {"received": {2025: 50}, "signed": {2025: 50}}


def test_what_no_instalment_covers_stays_in_the_year_of_the_agreement() -> None:
    steps = rungs([row("agreement", 100, 2024), row("instalment", 30, 2025)])

    assert steps["signed"] == {2025: 30, 2024: 70}


def test_instalments_never_add_to_what_was_signed() -> None:
    steps = rungs([row("agreement", 100), row("instalment", 80, 2025), row("instalment", 80, 2026)])

    assert steps["signed"] == {2025: 80, 2026: 20}


def test_a_refund_lowers_what_was_received() -> None:
    assert rungs([row("receipt", 100), row("refund", -30)])["received"] == {2025: 70}


def test_a_receipt_in_another_currency_uses_up_the_agreement_by_way_of_dollars() -> None:
    rows = [row("agreement", 1000, currency="NOK", per_usd="10"), row("receipt", 40)]

    assert rungs(rows) == {"received": {2025: 40}, "signed": {2025: 60}}


def test_a_rate_that_moved_leaves_no_false_rest() -> None:
    rows = [
        row("agreement", 1000, currency="NOK", per_usd="8"),
        row("receipt", 1000, currency="NOK", per_usd="10"),
    ]

    assert rungs(rows) == {"received": {2025: 100}}


def test_without_a_rate_nothing_is_in_dollars_and_the_original_is_kept() -> None:
    part = ladder([row("receipt", 1_000_000, currency="NOK")]).parts[0]

    assert (part.usd, part.amount, part.currency) == (None, 1_000_000, "NOK")


def test_an_unknown_amount_is_left_out_and_said() -> None:
    assert [item.why for item in ladder([row("agreement", None)]).left_out] == [Why.AMOUNT]


def test_a_lapse_takes_from_the_pledge_and_never_from_what_was_signed() -> None:
    rows = [row("pledge", 100), row("agreement", 60), row("lapse", -30)]

    assert rungs(rows) == {"signed": {2025: 60}, "pledged": {2025: 10}, "given_up": {2025: 30}}


def test_a_pledge_that_was_raised_is_larger_and_a_lowered_one_smaller() -> None:
    raised = [row("pledge", 100), row("pledge_change", 50, 2026)]
    lowered = [row("pledge", 100), row("pledge_change", -40)]

    assert rungs(raised) == {"pledged": {2025: 100, 2026: 50}}
    assert rungs(lowered) == {"pledged": {2025: 60}, "given_up": {2025: 40}}


def test_an_amendment_adds_to_what_was_signed_or_gives_a_part_of_it_up() -> None:
    added = [row("agreement", 100), row("amendment", 50)]
    lowered = [row("agreement", 100), row("amendment", -30)]

    assert rungs(added) == {"signed": {2025: 150}}
    assert rungs(lowered) == {"signed": {2025: 70}, "given_up": {2025: 30}}


def test_more_cancelled_than_signed_is_taken_from_the_pledge() -> None:
    rows = [row("pledge", 100), row("agreement", 20), row("cancellation", -50)]

    assert rungs(rows) == {"pledged": {2025: 50}, "given_up": {2025: 50}}


def test_what_is_cancelled_is_taken_from_its_year_and_then_from_the_latest() -> None:
    lines = [row("instalment", 40, year) for year in (2024, 2025, 2026)]
    signed = [row("agreement", 120, 2024), *lines]

    assert rungs([*signed, row("cancellation", -50, 2024)])["signed"] == {2025: 40, 2026: 30}
    assert rungs([*signed, row("cancellation", -50, None)])["signed"] == {2024: 40, 2025: 30}


def test_a_refund_gives_nothing_up() -> None:
    steps = ladder([row("agreement", 100), row("receipt", 100), row("refund", -30)])

    assert [on(steps, rung) for rung in Rung] == [70, 30, 0, 0]


def test_instalments_that_add_to_what_was_signed_are_all_of_it() -> None:
    steps = ladder([row("agreement", 100), row("instalment", 60), row("instalment", 40, 2026)])

    assert [(part.year, part.amount) for part in steps.on(Rung.SIGNED)] == [(2025, 60), (2026, 40)]


def test_a_row_without_a_rate_is_left_out_of_a_promise_in_dollars_and_the_rest_counts() -> None:
    steps = ladder([row("agreement", 100), row("receipt", 900, currency="NOK")])

    assert [(item.why, item.row.amount) for item in steps.left_out] == [(Why.RATE, 900)]
    assert [on(steps, rung) for rung in Rung] == [0, 100, 0, 0]


def test_dollars_in_a_promise_of_another_currency_are_left_out_where_it_has_no_rate() -> None:
    steps = ladder([row("agreement", 900, currency="NOK"), row("receipt", 40)])

    assert [(item.why, item.row.kind) for item in steps.left_out] == [(Why.RATE, "receipt")]
    assert [(part.rung, part.usd) for part in steps.parts] == [(Rung.SIGNED, None)]


MONEY = st.integers(min_value=1, max_value=10_000)
GROWS = st.sampled_from(["pledge", "agreement", "instalment", "receipt"])
SHRINKS = st.sampled_from(["cancellation", "lapse", "write_off", "refund"])
YEARS = st.sampled_from([2023, 2024, 2025, None])
ROWS = st.lists(
    st.one_of(
        st.builds(row, GROWS, MONEY, YEARS),
        st.builds(row, SHRINKS, MONEY.map(lambda amount: -amount), YEARS),
    ),
    max_size=12,
)


@given(ROWS)
def test_the_rungs_never_add_up_to_more_than_was_ever_promised(rows: list[LedgerRow]) -> None:
    steps = ladder(rows)
    kinds = ("pledge", "agreement", "receipt")
    most = max(sum(r.amount or 0 for r in rows if r.kind == kind) for kind in kinds)

    received, signed, pledged = (
        on(steps, rung) for rung in (Rung.RECEIVED, Rung.SIGNED, Rung.PLEDGED)
    )

    assert signed >= 0
    assert pledged >= 0
    assert max(received, Decimal(0)) + signed + pledged <= most


@given(st.lists(st.builds(row, GROWS, MONEY, YEARS), max_size=12))
def test_without_losses_every_promised_dollar_stands_on_one_rung(rows: list[LedgerRow]) -> None:
    steps = ladder(rows)
    kinds = ("pledge", "agreement", "receipt")
    most = max(sum(r.amount or 0 for r in rows if r.kind == kind) for kind in kinds)

    three = (Rung.RECEIVED, Rung.SIGNED, Rung.PLEDGED)
    assert sum(on(steps, rung) for rung in three) == most


@given(ROWS)
def test_a_row_is_on_one_rung_or_left_out_and_never_both(rows: list[LedgerRow]) -> None:
    steps = ladder(rows)
    ids = [part.row.id for part in steps.parts] + [item.row.id for item in steps.left_out]

    assert len(ids) == len(set(ids))
