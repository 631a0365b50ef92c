"""Attacks on the records of a dossier: needs, options, criteria, plan."""

from tests.attacks.attack import Attack, change, changed, copied, copy

BARRIER = "assessments_barrier"
CRITERION = "assessments_criterion"
INDICATOR = "assessments_indicator"
LINKED = "assessments_measure_barriers"
ORDER = "assessments_prioritisation"
STAKEHOLDER = "assessments_stakeholder"
OPTION = "assessments_technologyoption"
TOTAL = "assessments_publishedtotal"
NEW = "'00000000-0000-0000-0000-000000000001'"
FIRST = f"(SELECT id FROM {BARRIER} ORDER BY id LIMIT 1)"
LAST = f"(SELECT id FROM {BARRIER} ORDER BY id DESC LIMIT 1)"
NO_MARKS = {f"mark_{mark}": "NULL" for mark in (1, 2, 3, 4, 5)}
TWO_MARKS = NO_MARKS | {"mark_1": "1", "mark_5": "1"}
OTHER_BARRIER = (
    f"(SELECT id FROM {BARRIER} b WHERE NOT EXISTS (SELECT FROM {LINKED} m"
    " WHERE m.measure_id = original.measure_id AND m.barrier_id = b.id) LIMIT 1)"
)
OTHER_OPTION = (
    f"(SELECT id FROM {OPTION} o WHERE NOT EXISTS"
    " (SELECT FROM assessments_score s WHERE s.option_id = o.id) LIMIT 1)"
)

PEOPLE: list[Attack] = [
    changed(
        "consent_is_given_by_a_person",
        STAKEHOLDER,
        {"consent": "true", "name": "''", "organisation": "'A mill'"},
        {"consent": "true", "name": "'A miller'", "organisation": "''"},
    ),
    changed(
        "stakeholder_has_a_name",
        STAKEHOLDER,
        {"consent": "false", "name": "''", "organisation": "''"},
        {"consent": "false", "name": "''", "organisation": "'A mill'"},
    ),
]
SYSTEM: list[Attack] = [
    changed(
        "link_of_a_plan_is_an_address",
        "assessments_linkedplan",
        {"link": "'javascript:alert(1)'"},
        {"link": "'https://plan.example'"},
    ),
    changed(
        "link_of_a_plan_is_an_address",
        "assessments_linkedplan",
        {"link": "'https://plan.example and more'"},
        {"link": "''"},
    ),
    changed(
        "no_data_has_no_value",
        INDICATOR,
        {"no_data": "true", "value": "1", "rank": "NULL"},
        {"no_data": "true", "value": "NULL", "rank": "NULL"},
    ),
    changed(
        "own_indicator_is_named",
        INDICATOR,
        {"key": "'own'", "name": "''"},
        {"key": "'own'", "name": "'Mills'"},
    ),
    copied(
        "one_figure_an_indicator_and_year",
        INDICATOR,
        {"year": "NULL", "edition": "'first'"},
        {"year": "NULL", "edition": "'second'"},
        before=(copy(INDICATOR, {"year": "NULL", "edition": "'first'"}),),
    ),
]
NEEDS: list[Attack] = [
    copied(
        "a_sector_is_chosen_once",
        "assessments_sector",
        {"name": "name"},
        {"name": "'Another'"},
    ),
    changed(
        "chosen_means_screened_in",
        OPTION,
        {"chosen": "true", "screened_in": "false"},
        {"chosen": "true", "screened_in": "true"},
    ),
    changed(
        "match_needs_an_entry",
        OPTION,
        {"catalogue_match": "'exact'", "catalogue_entry": "''"},
        {"catalogue_match": "'exact'", "catalogue_entry": "'mill'"},
    ),
    changed(
        "option_costs_are_not_negative",
        OPTION,
        {"capital_cost": "-0.01"},
        {"capital_cost": "0"},
    ),
    changed(
        "option_costs_are_not_negative",
        OPTION,
        {"running_cost": "-0.01"},
        {"running_cost": "0"},
    ),
]
PRIORITIES: list[Attack] = [
    changed(
        "criterion_range_has_a_width",
        CRITERION,
        {"low": "1", "high": "1"},
        {"low": "1", "high": "1.0001"},
    ),
    changed("weight_is_a_share_of_one", CRITERION, {"weight": "1.0001"}, {"weight": "1"}),
    changed("weight_is_a_share_of_one", CRITERION, {"weight": "-0.0001"}, {"weight": "0"}),
    copied(
        "one_score_a_cell",
        "assessments_score",
        {"option_id": "option_id"},
        {"option_id": OTHER_OPTION},
    ),
    changed(
        "a_reasoned_order_has_its_reason",
        ORDER,
        {"kind": "'reasoned'", "reason": "''"},
        {"kind": "'reasoned'", "reason": "'Water comes first.'"},
    ),
    changed(
        "a_reasoned_order_is_a_list",
        ORDER,
        {"order": "'{}'", "reason": "'Water comes first.'"},
        {"order": "'[]'", "reason": "'Water comes first.'"},
    ),
]
PLAN: list[Attack] = [
    copied(
        "assessments_measure_barr_measure_id_barrier_id_a175d259_uniq",
        LINKED,
        {"barrier_id": "barrier_id"},
        {"barrier_id": OTHER_BARRIER},
    ),
    changed(
        "activity_ends_after_it_starts",
        "assessments_activity",
        {"starts_on": "'2027-01-02'", "ends_on": "'2027-01-01'"},
        {"starts_on": "'2027-01-01'", "ends_on": "'2027-01-01'"},
    ),
    changed(
        "cost_is_not_negative",
        "assessments_costline",
        {"amount": "-0.01"},
        {"amount": "0"},
    ),
    changed("published_total_has_a_source", TOTAL, {"source": "''"}, {"source": "'A report'"}),
    changed("published_total_is_not_negative", TOTAL, {"amount": "-0.01"}, {"amount": "0"}),
    copied(
        "one_published_total_a_place",
        TOTAL,
        {"year": "NULL", "action_id": "NULL", "page": "'1'"},
        {"year": "NULL", "action_id": "NULL", "page": "'2'"},
        before=(copy(TOTAL, {"year": "NULL", "action_id": "NULL", "page": "'1'"}),),
    ),
]
BARRIERS: list[Attack] = [
    changed(
        "votes_are_the_sum_of_the_marks",
        BARRIER,
        TWO_MARKS | {"votes": "7"},
        TWO_MARKS | {"votes": "6"},
        behind=("votes_follow_the_marks",),
    ),
    changed(
        "votes_are_the_sum_of_the_marks",
        BARRIER,
        TWO_MARKS | {"votes": "NULL"},
        NO_MARKS | {"votes": "NULL"},
        behind=("votes_follow_the_marks",),
    ),
    changed(
        "votes_follow_the_marks",
        BARRIER,
        TWO_MARKS | {"votes": "7"},
        NO_MARKS | {"votes": "7"},
        row=f"id = {FIRST}",
        event="UPDATE",
        holds=f"(SELECT votes = 6 FROM {BARRIER} WHERE id = {FIRST})",
    ),
    copied(
        "votes_follow_the_marks",
        BARRIER,
        TWO_MARKS | {"votes": "7", "id": NEW},
        NO_MARKS | {"votes": "7", "id": NEW},
        event="INSERT",
        holds=f"(SELECT votes = 6 FROM {BARRIER} WHERE id = {NEW})",
    ),
    changed(
        "causes_go_back",
        BARRIER,
        {"caused_by_id": FIRST},
        {"caused_by_id": "NULL"},
        row=f"id = {LAST}",
        event="UPDATE",
        before=(
            f"UPDATE {BARRIER} SET caused_by_id = NULL",
            change(BARRIER, {"caused_by_id": LAST}, f"id = {FIRST}"),
        ),
    ),
    copied(
        "causes_go_back",
        BARRIER,
        {"id": NEW, "caused_by_id": NEW},
        {"id": NEW, "caused_by_id": "NULL"},
        event="INSERT",
    ),
]
ATTACKS = [*PEOPLE, *SYSTEM, *NEEDS, *PRIORITIES, *PLAN, *BARRIERS]
