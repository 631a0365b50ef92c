"""Attacks on the dossier, its answers, its review and its history."""

from tests.attacks.attack import Attack, Columns, changed, copied, copy, kept, removed

DOSSIER = "assessments_assessment"
ROUND = "assessments_reviewround"
ROLL = "assessments_rollforward"
REVISION = "assessments_revision"
RECORD_REVISION = "assessments_recordrevision"
EXTERNAL = "assessments_externalassessment"
WAITS = "state = 'recommended'"
APPROVER = "(SELECT id FROM partners_user WHERE email = 'approver@bank.example')"
OTHER_APPROVER = "(SELECT id FROM partners_user WHERE email = 'auditor@bank.example')"
APPROVED = {"state": "'approved'", "approved_at": "now()", "approved_by_id": APPROVER}
APPROVED_BY_OTHER = APPROVED | {"approved_by_id": OTHER_APPROVER}
NEW = "'00000000-0000-0000-0000-000000000001'"
# A dossier that begins its life as approved; what it holds is written before.
NEW_APPROVED = APPROVED | {"id": NEW, "country_id": "'AFG'"}
NEW_APPROVED_BY_OTHER = APPROVED_BY_OTHER | {"id": NEW, "country_id": "'AFG'"}
WAITING = f"(SELECT id FROM {DOSSIER} WHERE {WAITS})"


def wrote(dossier: str) -> tuple[str, ...]:
    """The approver wrote an answer in that dossier."""
    return (copy(REVISION, {"assessment_id": dossier, "written_by_id": APPROVER}),)


def wrote_record(dossier: str) -> tuple[str, ...]:
    return (copy(RECORD_REVISION, {"assessment_id": dossier, "written_by_id": APPROVER}),)


def added_source(dossier: str) -> tuple[str, ...]:
    values = {"assessment_id": dossier, "added_by_id": APPROVER}
    return (copy("assessments_evidence", values, "digest = ''"),)


APPROVAL: list[Attack] = [
    changed(
        "approval_has_moment_and_person",
        DOSSIER,
        APPROVED | {"approved_at": "NULL"},
        APPROVED,
        row=WAITS,
    ),
    changed(
        "approved_means_somebody_approved",
        DOSSIER,
        {"state": "'approved'"},
        APPROVED,
        row=WAITS,
    ),
    changed(
        "approved_means_somebody_approved",
        DOSSIER,
        APPROVED | {"state": "'recommended'"},
        APPROVED,
        row=WAITS,
    ),
    changed(
        "approver_is_not_author",
        DOSSIER,
        APPROVED | {"opened_by_id": APPROVER},
        APPROVED,
        row=WAITS,
    ),
    changed(
        "approver_is_not_author",
        DOSSIER,
        APPROVED | {"submitted_by_id": APPROVER},
        APPROVED,
        row=WAITS,
    ),
    changed(
        "approver_is_not_recommender",
        DOSSIER,
        APPROVED | {"recommended_by_id": APPROVER},
        APPROVED,
        row=WAITS,
    ),
    changed(
        "approver_is_not_recommender",
        DOSSIER,
        APPROVED | {"recommended_by_id": "NULL"},
        APPROVED,
        row=WAITS,
    ),
    changed(
        "assessment_state_is_known",
        DOSSIER,
        {"state": "'lost'"},
        {"state": "'withdrawn'"},
        row=WAITS,
    ),
    changed(
        "published_means_released",
        DOSSIER,
        APPROVED | {"state": "'published'", "published_at": "now()"},
        APPROVED | {"state": "'published'", "published_at": "now()", "released_at": "now()"},
        row=WAITS,
    ),
    copied(
        "one_open_assessment_a_country_and_cycle",
        DOSSIER,
        {"state": "'drafting'"},
        {"state": "'withdrawn'"},
        row=WAITS,
    ),
]
APPROVERS: list[Attack] = [
    *(
        changed(
            trigger,
            DOSSIER,
            APPROVED,
            APPROVED_BY_OTHER,
            row=WAITS,
            event="UPDATE",
            before=made(WAITING),
        )
        for trigger, made in (
            ("approver_wrote_nothing", wrote),
            ("approver_wrote_nothing", wrote_record),
            ("approver_added_no_evidence", added_source),
        )
    ),
    *(
        copied(
            trigger,
            DOSSIER,
            NEW_APPROVED,
            NEW_APPROVED_BY_OTHER,
            row=WAITS,
            event="INSERT",
            before=made(NEW),
        )
        for trigger, made in (
            ("approver_wrote_nothing", wrote),
            ("approver_wrote_nothing", wrote_record),
            ("approver_added_no_evidence", added_source),
        )
    ),
]
ANSWERS: list[Attack] = [
    copied("one_answer_a_question", "assessments_answer", {"key": "key"}, {"key": "'another'"}),
    changed(
        "not_known_has_no_value",
        "assessments_answer",
        {"not_known": "true"},
        {"not_known": "true", "value": "NULL"},
        row="value IS NOT NULL",
    ),
    copied(
        "one_progress_a_section",
        "assessments_sectionprogress",
        {"key": "key"},
        {"key": "'another'"},
    ),
    copied(
        "assessments_revision_client_uuid_key",
        REVISION,
        {"client_uuid": "client_uuid"},
        {"client_uuid": "gen_random_uuid()"},
    ),
]
REVIEW: list[Attack] = [
    changed(
        "endorsement_had_participants",
        "assessments_endorsement",
        {"women": "0", "men": "0"},
        {"women": "1", "men": "0"},
    ),
    changed(
        "resolution_has_moment_and_person",
        "assessments_thread",
        {"resolved_at": "now()", "resolved_by_id": "NULL"},
        {"resolved_at": "NULL", "resolved_by_id": "NULL"},
    ),
    copied("rounds_are_numbered", ROUND, {"number": "number"}, {"number": "99"}),
    copied(
        "one_open_round",
        ROUND,
        {"number": "99", "outcome": "'open'"},
        {"number": "99", "outcome": "'returned'"},
        before=(copy(ROUND, {"number": "98", "outcome": "'open'"}),),
    ),
]
CYCLES: list[Attack] = [
    changed(
        "cycle_ends_after_it_starts",
        "assessments_cycle",
        {"ends_on": "starts_on"},
        {"ends_on": "starts_on + 1"},
    ),
    copied("one_external_assessment_a_round", EXTERNAL, {"round": "round"}, {"round": "9"}),
    copied(
        "a_roll_goes_somewhere",
        ROLL,
        {"from_version": "'2099.1'", "to_version": "'2099.1'"},
        {"to_version": "'2099.1'"},
    ),
    copied(
        "a_version_is_reached_once",
        ROLL,
        {"to_version": "to_version"},
        {"to_version": "'2099.1'"},
    ),
    *kept("roll_forward_is_kept", ROLL, {"report": "'[]'"}),
]
GROWS = {"version": "version + 1"}


def history(name: str, table: str, other_address: Columns, text: str) -> list[Attack]:
    """What was written may only grow, and stays where it was written."""
    row = f"outcome = 'saved' AND length({text}::text) > 100"
    shortened = GROWS | {text.strip('"'): "'{}'"}
    return [
        changed(name, table, GROWS | other_address, GROWS, row=row, event="UPDATE"),
        changed(name, table, shortened, GROWS, row=row, event="UPDATE"),
        changed(name, table, {"version": "version + 2"}, GROWS, row=row, event="UPDATE"),
        removed(name, table, harmless=copy(table, {})),
    ]


HISTORY: list[Attack] = [
    *history("revision_is_kept", REVISION, {"key": "'another'"}, "value"),
    *history(
        "record_revision_is_kept",
        RECORD_REVISION,
        {"record_id": "gen_random_uuid()"},
        '"values"',
    ),
]
ATTACKS = [*APPROVAL, *APPROVERS, *ANSWERS, *REVIEW, *CYCLES, *HISTORY]
