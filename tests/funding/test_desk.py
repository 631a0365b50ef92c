"""The desk: what waits for whom, and what an officer finds in the ledger."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from funding.models import LedgerEntry
from funding.operations.ledger import reject_entry
from funding.operations.offers import withdraw_offer
from funding.queries import ledger as rows
from funding.queries import permissions
from funding.queries.desk import Desk, desk
from partners.models import Membership, User
from partners.roles import Role
from techbank.exceptions import Hidden
from tests.factories.team import entrust
from tests.funding.ground import AT, TODAY, Cast, Ledger
from tests.funding.test_operations import _offer


@pytest.fixture
def busy(cast: Cast, ledger: Ledger, plan: Any) -> Cast:
    """Two rows wait, a third was rejected, and two donors have made an offer."""
    for hours, amount in ((2, "20"), (3, "10")):
        ledger.row("pledge", amount, approve=False, at=AT - timedelta(hours=hours))
    row = ledger.row("pledge", "30", approve=False)
    reject_entry(entry=row, reason="No letter.", by=cast.grace, at=AT)
    ledger.row("pledge", "40")
    _offer(cast, plan, at=AT + timedelta(hours=1))
    _offer(cast, plan, donor=cast.borealis, by=cast.ben)
    return cast


def _amounts(items: Any) -> list[int] | None:
    return None if items is None else [int(item.amount) for item in items]


def test_the_first_officer_finds_offers_to_decide_and_own_rows_that_were_rejected(
    busy: Cast,
) -> None:
    table = desk(busy.faith, TODAY)

    assert table.offers_to_decide is not None
    assert [str(offer.donor) for offer in table.offers_to_decide] == [
        "Borealis Agency",
        "Aurora Fund",
    ]
    assert _amounts(table.rows_rejected) == [30]
    assert (table.rows_to_approve, table.own_offers) == (None, None)
    assert not table.is_clear


def test_the_second_officer_finds_rows_to_approve_oldest_first(busy: Cast) -> None:
    table = desk(busy.grace, TODAY)

    assert _amounts(table.rows_to_approve) == [10, 20]
    assert (table.offers_to_decide, table.rows_rejected) == (None, None)
    assert not table.is_clear


def test_nobody_finds_their_own_rows_among_those_to_approve(busy: Cast) -> None:
    Membership.objects.create(user=busy.faith, role=Role.FUNDING_APPROVER, from_on=TODAY)

    table = desk(User.objects.get(pk=busy.faith.pk), TODAY)

    assert table.rows_to_approve == []


def test_a_donor_finds_own_offers_that_were_not_withdrawn(busy: Cast, plan: Any) -> None:
    withdraw_offer(offer=_offer(busy, plan, amount=Decimal(7)), by=busy.dora, at=AT)

    table = desk(busy.dora, TODAY)

    assert _amounts(table.own_offers) == [250_000]
    assert (table.offers_to_decide, table.rows_to_approve) == (None, None)
    assert table.is_clear


def test_an_auditor_has_nothing_to_do_with_offers_and_rows(busy: Cast) -> None:
    table = desk(busy.ada, TODAY)

    assert (table.offers_to_decide, table.rows_to_approve, table.rows_rejected) == (
        None,
        None,
        None,
    )
    assert (table.own_offers, table.is_clear) == (None, True)


def test_a_list_of_the_desk_is_as_long_as_asked_for(busy: Cast) -> None:
    first, second = (desk(person, TODAY, longest=1) for person in (busy.faith, busy.grace))

    assert len(first.offers_to_decide or []) == 1
    assert _amounts(second.rows_to_approve) == [10]


def test_a_list_of_the_desk_shows_the_twenty_oldest(cast: Cast, ledger: Ledger) -> None:
    first = ledger.row("pledge", "1", approve=False, at=AT - timedelta(days=30))
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            promise=first.promise,
            kind="pledge",
            amount=number,
            usd=number,
            currency="USD",
            year=2025,
            entered_at=AT - timedelta(days=30 - number),
            entered_by=cast.faith,
        )
        for number in range(2, 23)
    )

    assert _amounts(desk(cast.grace, TODAY).rows_to_approve) == list(range(1, 21))


def _with_team(cast: Cast, plan: Any) -> User:
    """Zora of Testland's team, with two sections; one of them is called ready."""
    zora = User.objects.create_user("zora@example.org", "x" * 12, full_name="Zora")
    Membership.objects.create(
        user=zora, role=Role.CONTRIBUTOR, country=cast.testland, from_on=TODAY
    )
    dossier = plan.assessment
    type(dossier).objects.filter(pk=dossier.pk).update(
        **{
            "state": "drafting",
            **{
                f"{stamp}_{half}": None
                for stamp in ("submitted", "recommended", "approved", "released", "published")
                for half in ("at", "by")
            },
        }
    )
    ready, _open = entrust(dossier, zora, by=cast.nora, at=AT, sections=["team", "needs"])
    type(ready).objects.filter(pk=ready.pk).update(ready_at=AT)
    return zora


def _sections(table: Desk) -> tuple[list[str], list[str]]:
    return (
        [item.section for item in table.ready_for_review],
        [item.section for item in table.own_sections],
    )


def test_the_coordinator_finds_what_is_ready_and_a_contributor_what_is_left_to_write(
    cast: Cast, plan: Any
) -> None:
    zora = _with_team(cast, plan)

    assert _sections(desk(cast.nora, TODAY)) == (["team"], [])
    assert _sections(desk(zora, TODAY)) == ([], ["needs"])
    assert _sections(desk(cast.faith, TODAY)) == ([], [])


# --- the ledger as officers read it -------------------------------------------------------------


def test_the_ledger_is_narrowed_by_state_kind_and_donor(cast: Cast, ledger: Ledger) -> None:
    borealis = ledger.promise(donors=[cast.borealis])
    ledger.row("pledge", "10", approve=False)
    ledger.row("agreement", "20")
    ledger.row("agreement", "30", promise=borealis, at=AT + timedelta(hours=1))

    assert _amounts(rows.entries(kind="agreement")) == [30, 20]
    assert _amounts(rows.entries(donor="aurora").order_by("amount")) == [10, 20]
    assert _amounts(rows.entries(state="entered")) == [10]
    assert _amounts(rows.entries(state="approved", donor="BOREALIS")) == [30]
    assert rows.entries().count() == 3


def test_a_row_or_promise_that_is_not_there_is_not_found(
    cast: Cast, ledger: Ledger, signed_in: Any
) -> None:
    row = ledger.row("pledge", "10")

    assert rows.get_entry(row.pk) == row
    assert rows.get_promise(row.promise_id) == row.promise
    assert list(rows.rows_of(row.promise)) == [row]
    with pytest.raises(Hidden):
        rows.get_entry(uuid4())
    with pytest.raises(Hidden):
        rows.get_promise(row.promise_id + 1)
    assert signed_in(cast.faith).get(reverse("entry", args=[uuid4()])).status_code == 404


# --- the permission table -----------------------------------------------------------------------


def test_the_permission_table_names_the_addresses_of_the_portal() -> None:
    header, *lines = permissions.declared_table()
    routes = permissions.addresses()

    assert header[:3] == ["address", "method", "whose"]
    assert {len(line) for line in lines} == {len(header)}
    assert {cell for line in lines for cell in line[3:]} <= permissions.WORDS
    assert {line[0] for line in lines} == set(routes)
    assert routes["plan_action"].endswith("plans/<uuid:plan_id>/actions/<uuid:action_id>/")


def test_an_address_without_a_row_and_a_row_without_an_address_are_named_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    header, *lines = permissions.declared_table()
    shorter = [line for line in lines if line[0] not in ("plan", "desk", "entry")]
    more = [["zoo", "GET", "-"], ["attic", "GET", "-"]]
    monkeypatch.setattr(permissions, "declared_table", lambda: [header, *more, *shorter])

    assert permissions.undeclared() == ["desk", "entry", "plan"]
    assert permissions.unknown() == ["attic", "zoo"]


def test_the_rows_of_a_promise_come_in_the_order_of_their_years(ledger: Ledger) -> None:
    promise = ledger.row("agreement", "100").promise
    late, soon = (ledger.due(promise, year, "40") for year in (2027, 2026))

    assert [row.year for row in rows.rows_of(promise)] == [2025, soon.year, late.year]
