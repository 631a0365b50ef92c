"""Whatever goes round the operations, the database keeps the ledger as it was written."""

from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import psycopg2
import pytest
from django.db import IntegrityError, connection, transaction

from funding.models import LedgerEntry, PledgeOffer
from tests.funding.ground import AT, Ledger, action_ids, make_cast

ENTRIES = "funding_ledgerentry"


def refused(sql: str, *values: Any) -> None:
    """The statement fails for what the database holds to be true."""
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "change",
    [
        "amount = 1",
        "usd = 1",
        "year = 1999",
        "kind = 'pledge'",
        "currency = 'EUR'",
        "reason = 'other'",
        "document_reference = 'other'",
        "entered_by_id = approved_by_id",
        "state = 'entered', approved_at = NULL, approved_by_id = NULL",
        "approved_at = now()",
    ],
)
def test_an_approved_row_cannot_be_changed(ledger: Ledger, change: str) -> None:
    row = ledger.row("receipt", "100")

    refused(f"UPDATE {ENTRIES} SET {change} WHERE id = %s", row.pk)


@pytest.mark.parametrize("state", ["entered", "approved"])
def test_a_row_cannot_be_deleted(ledger: Ledger, state: str) -> None:
    row = ledger.row("receipt", "100", approve=state == "approved")

    refused(f"DELETE FROM {ENTRIES} WHERE id = %s", row.pk)


def test_not_even_the_owner_empties_the_ledger(own_database: Any) -> None:
    Ledger(make_cast()).row("receipt", "100")
    owner = psycopg2.connect(own_database.env["DATABASE_OWNER_URL"])

    with (
        closing(owner),
        owner.cursor() as cursor,
        pytest.raises(psycopg2.IntegrityError, match="append-only"),
    ):
        cursor.execute(f"TRUNCATE {ENTRIES} CASCADE")


def test_the_amount_cannot_change_on_the_way_to_approval(ledger: Ledger) -> None:
    row = ledger.row("receipt", "100", approve=False)

    refused(
        f"UPDATE {ENTRIES} SET state = 'approved', approved_at = %s, approved_by_id = %s,"
        " amount = 1000, usd = 1000 WHERE id = %s",
        AT,
        ledger.people.grace.pk,
        row.pk,
    )


def test_nobody_approves_what_they_entered(ledger: Ledger) -> None:
    row = ledger.row("receipt", "100", approve=False)

    refused(
        f"UPDATE {ENTRIES} SET state = 'approved', approved_at = %s, approved_by_id = entered_by_id"
        " WHERE id = %s",
        AT,
        row.pk,
    )


def test_an_approval_names_its_person(ledger: Ledger) -> None:
    row = ledger.row("receipt", "100", approve=False)

    refused(f"UPDATE {ENTRIES} SET state = 'approved', approved_at = %s WHERE id = %s", AT, row.pk)


def test_a_rejection_says_why(ledger: Ledger) -> None:
    row = ledger.row("receipt", "100", approve=False)

    refused(
        f"UPDATE {ENTRIES} SET state = 'rejected', rejected_at = %s, rejected_by_id = %s"
        " WHERE id = %s",
        AT,
        ledger.people.grace.pk,
        row.pk,
    )


def copied(row: LedgerEntry, **changes: Any) -> None:
    """Write the row once more with changes, as a mistaken program would; it must fail."""
    columns = {
        field.attname: getattr(row, field.attname)
        for field in LedgerEntry._meta.concrete_fields
        if field.attname != "id"
    }
    fresh: dict[str, Any] = {
        "state": "entered",
        "approved_at": None,
        "approved_by_id": None,
        **changes,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(**{**columns, **fresh})


def test_signs_fit_kinds(ledger: Ledger) -> None:
    row = ledger.row("receipt", "100")

    copied(row, amount=-100, usd=-100)
    copied(row, kind="refund")
    copied(row, kind="write_off")
    copied(row, kind="amendment", amount=0, usd=0)


def test_dollars_need_a_rate_and_a_currency(ledger: Ledger) -> None:
    row = ledger.row("receipt", "100")

    copied(row, currency="EUR")
    copied(row, currency="")
    copied(row, usd=99)
    copied(row, usd=None)
    copied(row, amount=None)


def test_the_year_is_that_of_the_value_date(ledger: Ledger) -> None:
    copied(ledger.row("receipt", "100"), year=2024)


def test_a_row_does_not_begin_approved(ledger: Ledger) -> None:
    row = ledger.row("receipt", "100")

    copied(row, state="approved", approved_at=AT, approved_by_id=ledger.people.grace.pk)


def test_an_imported_row_has_no_people(ledger: Ledger) -> None:
    row = ledger.row("receipt", "100")

    copied(row, imported=True, known_on=AT.date(), state="approved")
    copied(row, entered_by_id=None, entered_at=None)


def test_a_reversal_repeats_its_row(ledger: Ledger) -> None:
    row = ledger.row("receipt", "100")
    other = ledger.row("receipt", "70")

    taken_back = {"kind": "reversal", "reverses_id": row.pk, "amount": -100, "usd": -100}
    copied(row, **{**taken_back, "amount": -50, "usd": -50})
    copied(other, **taken_back)
    copied(row, **{**taken_back, "reverses_id": None})


def test_an_offer_in_the_ledger_has_its_row(plan: Any, cast: Any) -> None:
    offer = PledgeOffer.objects.create(
        client_uuid=plan.pk,
        donor=cast.aurora,
        snapshot=plan,
        action_id=action_ids(plan)[0],
        action_title="One",
        amount=10,
        currency="USD",
        offered_at=datetime(2026, 9, 1, tzinfo=UTC),
        offered_by=cast.dora,
    )

    refused("UPDATE funding_pledgeoffer SET state = 'entered' WHERE id = %s", offer.pk)
    refused("UPDATE funding_pledgeoffer SET amount = 0 WHERE id = %s", offer.pk)
    refused(
        "UPDATE funding_pledgeoffer SET state = 'declined', decided_at = now(), decided_by_id = %s"
        " WHERE id = %s",
        cast.faith.pk,
        offer.pk,
    )
