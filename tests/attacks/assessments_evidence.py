"""Attacks on the sources of a dossier and their files."""

from tests.attacks.attack import Attack, change, changed, copied, copy, removed

EVIDENCE = "assessments_evidence"
PLAIN = "digest = ''"
WITH_FILE = "digest <> ''"
OTHER_FILE = {"stored_as": "repeat('2', 32)"}
FILE = OTHER_FILE | {
    "file_name": "'a.pdf'",
    "media_type": "'application/pdf'",
    "size": "1",
    "digest": "repeat('2', 64)",
}
REMOVED = {"removed_at": "now()", "removed_by_id": "added_by_id", "stored_as": "''"}
TEN_MEGABYTES = 10 * 1024 * 1024
TOO_BIG, JUST_FITS = {"size": f"{TEN_MEGABYTES + 1}"}, {"size": f"{TEN_MEGABYTES}"}

ROWS: list[Attack] = [
    changed(
        "evidence_address_is_of_the_web",
        EVIDENCE,
        {"url": "'javascript:alert(1)'"},
        {"url": "'https://source.example'"},
    ),
    changed("evidence_audience_is_known", EVIDENCE, {"seen_by": "'all'"}, {"seen_by": "'bank'"}),
    changed("evidence_names_its_source", EVIDENCE, {"source": "''"}, {"source": "'A book'"}),
    changed(
        "evidence_removal_has_moment_and_person",
        EVIDENCE,
        {"removed_at": "now()"},
        {"removed_at": "now()", "removed_by_id": "added_by_id"},
    ),
    changed(
        "evidence_swept_after_removal",
        EVIDENCE,
        REMOVED | {"swept_at": "now() - interval '1 second'"},
        REMOVED | {"swept_at": "now()"},
        row=WITH_FILE,
    ),
    copied(
        "evidence_is_of_one_fact",
        EVIDENCE,
        {"question": "'team.other'", "kind": "'need'", "record_id": "gen_random_uuid()"},
        {"question": "''", "kind": "'need'", "record_id": "gen_random_uuid()"},
        row=PLAIN,
    ),
    copied(
        "evidence_is_of_one_fact",
        EVIDENCE,
        {"question": "''", "kind": "'need'", "record_id": "NULL"},
        {"question": "'team.other'", "kind": "''", "record_id": "NULL"},
        row=PLAIN,
    ),
    *(
        copied("evidence_file_is_whole", EVIDENCE, OTHER_FILE | missing, OTHER_FILE, row=WITH_FILE)
        for missing in (
            {"file_name": "''"},
            {"media_type": "''"},
            {"size": "0"},
            {"digest": "repeat('x', 64)"},
            {"stored_as": "'../../etc/passwd'"},
            {"stored_as": "''"},
        )
    ),
    copied("evidence_file_is_its_own", EVIDENCE, {}, OTHER_FILE, row=WITH_FILE),
]
TRIGGERS: list[Attack] = [
    copied("evidence_fits", EVIDENCE, FILE | TOO_BIG, FILE | JUST_FITS, row=PLAIN, event="INSERT"),
    changed(
        "evidence_still_fits",
        EVIDENCE,
        FILE | TOO_BIG,
        FILE | JUST_FITS,
        row=PLAIN,
        event="UPDATE",
    ),
    *(
        Attack(
            "evidence_is_kept",
            EVIDENCE,
            tried=change(EVIDENCE, columns, WITH_FILE),
            harmless=change(EVIDENCE, {"page": "'9'"}, WITH_FILE),
            event="UPDATE",
        )
        for columns in (
            {"question": "'team.leader'"},
            {"added_at": "now()"},
            {"digest": "repeat('2', 64)"},
            OTHER_FILE,
        )
    ),
    changed(
        "evidence_is_kept",
        EVIDENCE,
        {"removed_at": "NULL", "removed_by_id": "NULL"},
        {"removed_at": "removed_at"},
        row=WITH_FILE,
        event="UPDATE",
        before=(
            change(EVIDENCE, {"removed_at": "now()", "removed_by_id": "added_by_id"}, WITH_FILE),
        ),
    ),
    removed("evidence_is_kept", EVIDENCE, harmless=copy(EVIDENCE, {}, PLAIN)),
]
ATTACKS = [*ROWS, *TRIGGERS]
