"""Attacks on who is who: countries, organisations, people, the programme."""

from tests.attacks.attack import Attack, changed, copied, copy, emptied, kept

COUNTRY = "partners_country"
MEMBERSHIP = "partners_membership"
EVENT = "partners_statusevent"
USER = "partners_user"

ATTACKS: list[Attack] = [
    changed(
        "invented_countries_have_user_assigned_codes",
        COUNTRY,
        {"fictional": "true"},
        {"fictional": "false"},
        row="iso3 NOT LIKE 'X%'",
    ),
    changed(
        "partners_country_iso2_key",
        COUNTRY,
        {"iso2": "'XS'"},
        {"iso2": "'XX'"},
        row="iso3 = 'XTL'",
    ),
    changed(
        "national_roles_have_a_country",
        MEMBERSHIP,
        {"country_id": "NULL"},
        {"country_id": "'XSL'"},
        row="role = 'coordinator'",
    ),
    changed(
        "national_roles_have_a_country",
        MEMBERSHIP,
        {"country_id": "'XSL'"},
        {"country_id": "NULL"},
        row="role = 'auditor'",
    ),
    changed(
        "outside_roles_have_an_organisation",
        MEMBERSHIP,
        {"organisation_id": "NULL"},
        {"organisation_id": "(SELECT max(id) FROM partners_organisation)"},
        row="role = 'donor'",
    ),
    changed(
        "outside_roles_have_an_organisation",
        MEMBERSHIP,
        {"organisation_id": "(SELECT max(id) FROM partners_organisation)"},
        {"organisation_id": "NULL"},
        row="role = 'auditor'",
    ),
    changed(
        "role_ends_after_it_begins",
        MEMBERSHIP,
        {"until_on": "from_on - 1"},
        {"until_on": "from_on"},
    ),
    changed(
        "role_is_known",
        MEMBERSHIP,
        {"role": "'king'"},
        {"role": "'administrator'"},
        row="role = 'auditor'",
    ),
    copied(
        "partners_organisation_name_key",
        "partners_organisation",
        {"name": "name"},
        {"name": "'Another'"},
    ),
    copied(
        "partners_project_countries_project_id_country_id_dd80fc6f_uniq",
        "partners_project_countries",
        {"country_id": "country_id"},
        {"country_id": "'XTL'"},
    ),
    copied(
        "status_changes_have_a_date",
        EVENT,
        {"takes_effect_on": "NULL"},
        {"takes_effect_on": "'2030-01-01'"},
        row="kind = 'included'",
    ),
    changed("email_in_lower_case", USER, {"email": "upper(email)"}, {"email": "lower(email)"}),
    copied(
        "partners_user_email_key",
        USER,
        {"email": "email"},
        {"email": "'another@cast.example'"},
    ),
    *kept("partners_status_event_keep", EVENT, {"takes_effect_on": "'2030-01-01'"}),
    emptied("partners_status_event_whole", EVENT, harmless=copy(EVENT, {})),
]
