"""Attacks on the ground: exchange rates, later work, the trail."""

from tests.attacks.attack import Attack, changed, copied, copy, emptied, kept

RATE = "money_exchangerate"
MESSAGE = "outbox_message"
TRAIL = "audit_entry"
LAST_ENTRY = "FROM audit_entry ORDER BY seq DESC LIMIT 1"

MONEY: list[Attack] = [
    copied("rate_above_zero", RATE, {"per_usd": "0"}, {"per_usd": "0.00000001"}),
    copied("rate_not_of_usd", RATE, {"currency": "'USD'"}, {"currency": "'EUR'"}),
    copied(
        "one_rate_a_day",
        RATE,
        {"valid_from": "valid_from"},
        {"valid_from": "valid_from + 1"},
    ),
    *kept("money_exchange_rate_keep", RATE, {"per_usd": "1"}),
    emptied("money_exchange_rate_whole", RATE, harmless=copy(RATE, {})),
]
OUTBOX: list[Attack] = [
    changed(
        "outbox_dead_has_a_reason",
        MESSAGE,
        {"dead_at": "now()", "done_at": "NULL", "error": "''"},
        {"dead_at": "now()", "done_at": "NULL", "error": "'It failed.'"},
    ),
    changed(
        "outbox_not_done_and_dead",
        MESSAGE,
        {"dead_at": "now()", "done_at": "now()", "error": "'It failed.'"},
        {"dead_at": "NULL", "done_at": "now()", "error": "'It failed.'"},
    ),
    copied("outbox_message_key_key", MESSAGE, {"key": "key"}, {"key": "'another'"}),
]
AUDIT: list[Attack] = [
    copied(
        "audit_entry_chain",
        TRAIL,
        {"seq": "999999", "at": "'2000-01-01'", "verb": "'lie'", "hash": "repeat('f', 64)"},
        {"seq": "0"},
        event="INSERT",
        holds=f"(SELECT seq < 999999 AND at > '2020-01-01' AND verb <> 'lie'"
        f" AND hash <> repeat('f', 64) {LAST_ENTRY})",
    ),
    copied(
        "audit_entry_chain",
        TRAIL,
        {"previous_hash": "repeat('f', 64)", "seq": "seq + 999999"},
        {"seq": "0"},
        event="INSERT",
        holds=f"(SELECT previous_hash = (SELECT hash FROM audit_entry ORDER BY seq DESC"
        f" OFFSET 1 LIMIT 1) {LAST_ENTRY})",
    ),
    *kept("audit_entry_keep", TRAIL, {"sentence": "'Nothing happened.'"}),
    emptied("audit_entry_whole", TRAIL, harmless=copy(TRAIL, {})),
]
ATTACKS = [*MONEY, *OUTBOX, *AUDIT]
