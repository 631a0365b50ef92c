"""Attacks on the ledger."""

from typing import Any

from tests.attacks.attack import (
    Attack,
    Columns,
    change,
    changed,
    copied,
    copy,
    emptied,
    removed,
)

LEDGER = "funding_ledgerentry"
WAITS = "state = 'entered'"
COUNTS = "state = 'approved' AND NOT imported"
SECOND_OFFICER = "(SELECT id FROM partners_user WHERE email = 'second.funding@bank.example')"
OTHER_SIGN = {"amount": "-amount", "usd": "-usd"}
APPROVED = {"state": "'approved'", "approved_at": "now()", "approved_by_id": SECOND_OFFICER}
REJECTED = {"state": "'rejected'", "rejected_at": "now()", "rejected_by_id": SECOND_OFFICER}
REVERSAL = OTHER_SIGN | {
    "kind": "'reversal'",
    "reverses_id": "id",
    "state": "'entered'",
    "approved_at": "NULL",
    "approved_by_id": "NULL",
}


def written(name: str, broken: Columns, allowed: Columns, **more: Any) -> Attack:
    """A row that waits for approval is entered once more."""
    return copied(name, LEDGER, broken, allowed, row=WAITS, **more)


def stamped(name: str, broken: Columns, allowed: Columns) -> Attack:
    """A row that waits is approved or rejected."""
    return changed(name, LEDGER, broken, allowed, row=WAITS)


ROWS: list[Attack] = [
    written("ledger_kind_is_known", {"kind": "'gift'"}, {"kind": "'amendment'"}),
    written(
        "ledger_state_is_known",
        {"state": "'lost'"},
        {"state": "'entered'"},
        behind=("ledger_rows_begin", "ledger_state_fits_stamps"),
    ),
    written("ledger_sign_fits_kind", OTHER_SIGN, OTHER_SIGN | {"kind": "'refund'"}),
    written("ledger_sign_fits_kind", {"kind": "'write_off'"}, {"kind": "'pledge'"}),
    written(
        "ledger_sign_fits_kind",
        {"kind": "'amendment'", "amount": "0", "usd": "0"},
        {"kind": "'amendment'"},
    ),
    written(
        "ledger_amount_has_currency",
        {"currency": "''", "usd": "NULL"},
        {"currency": "'EUR'", "usd": "NULL"},
    ),
    written("ledger_usd_has_its_rate", {"usd": "usd + 1"}, {"usd": "amount"}),
    written(
        "ledger_usd_has_its_rate",
        {"currency": "'EUR'", "per_usd": "0.9"},
        {"currency": "'EUR'", "per_usd": "0.9", "rate_source": "'A bank'"},
    ),
    written("ledger_dollars_are_dollars", {"usd": "NULL"}, {"usd": "NULL", "currency": "'EUR'"}),
    written("ledger_year_is_of_value_date", {"year": "year + 1"}, {"year": "year"}),
    written(
        "ledger_only_instalments_are_due",
        {"due_on": "value_on"},
        {"due_on": "value_on", "kind": "'instalment'"},
    ),
    written(
        "ledger_only_instalments_are_due",
        {"due_on": "value_on + 400", "kind": "'instalment'"},
        {"due_on": "value_on", "kind": "'instalment'"},
    ),
    written("ledger_reversal_names_its_row", {"kind": "'reversal'"}, {"kind": "'amendment'"}),
    written(
        "ledger_imported_or_entered_by_somebody",
        {"known_on": "current_date"},
        {"known_on": "NULL"},
    ),
    written(
        "ledger_imported_or_entered_by_somebody",
        {"entered_by_id": "NULL"},
        {"entered_by_id": SECOND_OFFICER},
    ),
    Attack(
        "ledger_reversed_once",
        LEDGER,
        tried=copy(LEDGER, REVERSAL, f"kind = 'agreement' AND {COUNTS}"),
        harmless=copy(LEDGER, REVERSAL, f"kind = 'receipt' AND {COUNTS}"),
        before=(copy(LEDGER, REVERSAL, f"kind = 'agreement' AND {COUNTS}"),),
    ),
]
STAMPS: list[Attack] = [
    stamped("ledger_state_fits_stamps", APPROVED | {"approved_by_id": "NULL"}, APPROVED),
    stamped(
        "ledger_state_fits_stamps",
        APPROVED | {"rejected_at": "now()"},
        APPROVED | {"rejected_at": "NULL"},
    ),
    stamped(
        "ledger_rejection_says_why",
        REJECTED | {"rejected_reason": "''"},
        REJECTED | {"rejected_reason": "'Another account.'"},
    ),
    stamped(
        "ledger_approver_is_not_enterer",
        APPROVED | {"approved_by_id": "entered_by_id"},
        APPROVED,
    ),
    stamped(
        "ledger_approved_after_entered",
        APPROVED | {"approved_at": "entered_at - interval '1 second'"},
        APPROVED | {"approved_at": "entered_at"},
    ),
]
TRIGGERS: list[Attack] = [
    written("ledger_rows_begin", APPROVED, {"state": "'entered'"}, event="INSERT"),
    copied(
        "ledger_rows_begin",
        LEDGER,
        REVERSAL | {"amount": "-amount - 1", "usd": "-usd - 1"},
        REVERSAL,
        row=COUNTS,
        event="INSERT",
    ),
    changed(
        "ledger_rows_stay",
        LEDGER,
        APPROVED | {"amount": "1000", "usd": "1000"},
        APPROVED,
        row=WAITS,
        event="UPDATE",
    ),
    Attack(
        "ledger_rows_stay",
        LEDGER,
        tried=change(LEDGER, {"reason": "'Another.'"}, COUNTS),
        harmless=change(LEDGER, APPROVED, WAITS),
        event="UPDATE",
    ),
    removed("ledger_rows_are_kept", LEDGER, row=COUNTS, harmless=copy(LEDGER, {}, WAITS)),
    removed("ledger_rows_are_kept", LEDGER, row=WAITS, harmless=copy(LEDGER, {}, WAITS)),
    emptied("ledger_is_kept", LEDGER, harmless=copy(LEDGER, {}, WAITS)),
]
ATTACKS = [*ROWS, *STAMPS, *TRIGGERS]
