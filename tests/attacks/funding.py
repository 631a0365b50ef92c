"""Attacks on who pays: offers, promises, requirements."""

from tests.attacks.attack import Attack, changed, copied, copy

OFFER = "funding_pledgeoffer"
PROMISE = "funding_promise"
REQUIREMENT = "funding_requirement"
OPEN = "state = 'offered'"
DECIDED = {"decided_at": "now()", "decided_by_id": "offered_by_id"}
REFERENCE = {"external_reference": "'R 1'", "carried_as": "''"}

OFFERS: list[Attack] = [
    changed(
        "declined_offer_says_why",
        OFFER,
        DECIDED | {"state": "'declined'"},
        DECIDED | {"state": "'declined'", "reason": "'Too late.'"},
        row=OPEN,
    ),
    changed(
        "entered_offer_has_its_row",
        OFFER,
        DECIDED | {"state": "'entered'"},
        DECIDED
        | {
            "state": "'entered'",
            "entry_id": "(SELECT id FROM funding_ledgerentry WHERE state = 'entered' LIMIT 1)",
        },
        row=OPEN,
    ),
    changed("offer_above_zero", OFFER, {"amount": "0"}, {"amount": "0.01"}),
    changed(
        "offer_decision_has_moment_and_person",
        OFFER,
        DECIDED | {"state": "'withdrawn'", "decided_by_id": "NULL"},
        DECIDED | {"state": "'withdrawn'"},
        row=OPEN,
    ),
    changed(
        "offer_state_is_known",
        OFFER,
        DECIDED | {"state": "'lost'"},
        DECIDED | {"state": "'withdrawn'"},
        row=OPEN,
    ),
    copied(
        "funding_pledgeoffer_client_uuid_key",
        OFFER,
        {"client_uuid": "client_uuid"},
        {"client_uuid": "gen_random_uuid()"},
        row=OPEN,
    ),
    copied(
        "funding_pledgeoffer_entry_id_key",
        OFFER,
        {"entry_id": "entry_id"},
        {"entry_id": "(SELECT id FROM funding_ledgerentry WHERE state = 'entered' LIMIT 1)"},
        row="state = 'entered'",
    ),
]
PROMISES: list[Attack] = [
    changed(
        "promise_action_has_its_plan",
        PROMISE,
        {"snapshot_id": "NULL"},
        {"snapshot_id": "NULL", "action_id": "NULL"},
        row="action_id IS NOT NULL",
    ),
    copied(
        "carried_promises_come_once",
        PROMISE,
        {"carried_as": "carried_as"},
        {"carried_as": "'another'"},
        row="carried_as <> ''",
    ),
    copied(
        "one_promise_a_donor_and_reference",
        PROMISE,
        REFERENCE,
        REFERENCE | {"external_reference": "'R 2'"},
        row="carried_as = ''",
        before=(copy(PROMISE, REFERENCE, "carried_as = ''"),),
    ),
    copied(
        "a_donor_stands_once_on_a_promise",
        "funding_promisedonor",
        {"organisation_id": "organisation_id"},
        {
            "organisation_id": "(SELECT max(id) FROM partners_organisation"
            " WHERE id <> original.organisation_id)"
        },
    ),
]
REQUIREMENTS: list[Attack] = [
    changed("requirement_above_zero", REQUIREMENT, {"amount": "0"}, {"amount": "0.01"}),
    changed(
        "requirement_years_in_order",
        REQUIREMENT,
        {"year_from": "2027", "year_to": "2026"},
        {"year_from": "2026", "year_to": "2026"},
    ),
    changed(
        "requirement_years_in_order",
        REQUIREMENT,
        {"year_from": "NULL", "year_to": "2026"},
        {"year_from": "NULL", "year_to": "NULL"},
    ),
    copied(
        "one_requirement_a_source_day",
        REQUIREMENT,
        {"body": "body"},
        {"body": "'Another body'"},
    ),
]
ATTACKS = [*OFFERS, *PROMISES, *REQUIREMENTS]
