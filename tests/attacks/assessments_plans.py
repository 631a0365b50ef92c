"""Attacks on what approval freezes: snapshots, their documents, and reports on them."""

from typing import Any

from tests.attacks.attack import Attack, Columns, change, changed, copied, copy, kept

SNAPSHOT = "assessments_snapshot"
DOCUMENT = "assessments_plandocument"
REPORT = "assessments_progressreport"
READY = "state = 'ready'"
NEW = "'00000000-0000-0000-0000-000000000001'"
OTHER_DIGEST = {"digest": "repeat('2', 64)"}
# Of an activity that goes on, with nothing dated.
GOES_ON = {
    "status": "'in_progress'",
    "started_on": "NULL",
    "ended_on": "NULL",
    "reached": "''",
    "measured_on": "NULL",
    "corrects_id": "NULL",
}


def reported(name: str, broken: Columns, allowed: Columns, **more: Any) -> Attack:
    """A report is written; nobody changes one."""
    return copied(name, REPORT, GOES_ON | broken, GOES_ON | allowed, **more)


def together(broken: Columns, allowed: Columns) -> Attack:
    return reported("progress_report_holds_together", broken, allowed, event="INSERT")


SNAPSHOTS: list[Attack] = [
    copied(
        "snapshot_versions_are_numbered",
        SNAPSHOT,
        {"version": "version"},
        {"version": "99"},
    ),
    *kept("snapshot_is_frozen", SNAPSHOT, {"public": "'{}'"}),
]
DOCUMENTS: list[Attack] = [
    changed(
        "failed_says_why",
        DOCUMENT,
        {"state": "'failed'", "error": "''"},
        {"state": "'failed'", "error": "'No font.'"},
    ),
    *(
        changed("ready_means_stored", DOCUMENT, missing, {"state": "'ready'"}, row=READY)
        for missing in ({"stored_as": "''"}, {"digest": "''"}, {"pages": "0"}, {"size": "0"})
    ),
    changed("steps_are_those_there_are", DOCUMENT, {"step": "7"}, {"step": "6"}),
    copied(
        "one_document_a_language",
        DOCUMENT,
        {"language": "language"},
        {"language": "'yy'"},
    ),
    changed(
        "digest_is_remembered",
        DOCUMENT,
        {"earlier_digests": "'{}'"},
        {"earlier_digests": "earlier_digests || repeat('3', 64)::varchar"},
        row=READY,
        event="UPDATE",
        before=(change(DOCUMENT, OTHER_DIGEST, READY),),
    ),
    changed(
        "digest_is_remembered",
        DOCUMENT,
        OTHER_DIGEST,
        {"digest": "digest"},
        row=READY,
        event="UPDATE",
        holds=f"(SELECT repeat('1', 64) = ANY(earlier_digests) FROM {DOCUMENT} WHERE {READY})",
    ),
]
REPORTS: list[Attack] = [
    reported(
        "no_report_corrects_itself",
        {"id": NEW, "corrects_id": NEW},
        {"id": NEW},
        behind=("progress_report_holds_together",),
    ),
    *(
        reported("nothing_is_reported_ahead", more | ahead, more | today)
        for more, ahead, today in (
            ({}, {"started_on": "until_on + 1"}, {"started_on": "until_on"}),
            ({"status": "'completed'"}, {"ended_on": "until_on + 1"}, {"ended_on": "until_on"}),
            ({"reached": "'5'"}, {"measured_on": "until_on + 1"}, {"measured_on": "until_on"}),
        )
    ),
    reported(
        "only_what_is_over_has_an_end",
        {"ended_on": "until_on"},
        {"ended_on": "until_on", "status": "'completed'"},
    ),
    reported("report_status_is_known", {"status": "'lost'"}, {"status": "'suspended'"}),
    reported(
        "reported_end_is_not_before_start",
        {"status": "'completed'", "started_on": "until_on", "ended_on": "until_on - 1"},
        {"status": "'completed'", "started_on": "until_on", "ended_on": "until_on"},
    ),
    reported(
        "what_is_not_started_has_no_start",
        {"status": "'not_started'", "started_on": "until_on"},
        {"status": "'not_started'"},
    ),
    reported(
        "what_is_reached_has_its_day",
        {"reached": "'5'"},
        {"reached": "'5'", "measured_on": "until_on"},
    ),
    reported(
        "what_is_reached_has_its_day",
        {"measured_on": "until_on"},
        {"reached": "'5'", "measured_on": "until_on"},
    ),
    reported(
        "assessments_progressreport_corrects_id_key",
        {"corrects_id": "id"},
        {"corrects_id": "NULL"},
        row=f"id IN (SELECT corrects_id FROM {REPORT})",
    ),
]
TRIGGERS: list[Attack] = [
    together({"activity": "gen_random_uuid()"}, {"activity": "activity"}),
    together(
        {"until_on": "(reported_at AT TIME ZONE 'UTC')::date + 1"},
        {"until_on": "(reported_at AT TIME ZONE 'UTC')::date"},
    ),
    *(
        together(
            {"spent": f"'{spent}'::jsonb"},
            {"spent": """'[{"currency": "USD", "amount": "1.00"}]'::jsonb"""},
        )
        for spent in (
            "{}",
            "[1]",
            '[{"currency": "USD"}]',
            '[{"currency": "usd", "amount": "1.00"}]',
            '[{"currency": "USD", "amount": "-1.00"}]',
            '[{"currency": "USD", "amount": "1.00"}, {"currency": "USD", "amount": "2.00"}]',
        )
    ),
    together({"corrects_id": NEW}, {"corrects_id": "NULL"}),
    *kept(
        "progress_report_is_kept",
        REPORT,
        {"happened": "'Nothing.'"},
        harmless=copy(REPORT, GOES_ON),
    ),
]
ATTACKS = [*SNAPSHOTS, *DOCUMENTS, *REPORTS, *TRIGGERS]
