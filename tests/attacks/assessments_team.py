"""Attacks on who works on which section, and on workbooks that went out and came back."""

from tests.attacks.attack import Attack, Columns, changed, copied, copy, kept, removed

WORK = "assessments_sectionassignment"
ISSUED = "assessments_issuedworkbook"
RETURNED = "assessments_workbookreturn"
READY = {"ready_at": "now()"}
ACCEPTED = READY | {"accepted_at": "now()", "accepted_by_id": "assigned_by_id"}
SENT_BACK = {
    "sent_back_at": "now()",
    "sent_back_by_id": "assigned_by_id",
    "sent_back_note": "'Which year?'",
}
ENDED = {"ended_at": "now()", "ended_by_id": "assigned_by_id"}
SETTLED = {"outcome": "'accepted'", "settled_at": "now()", "settled_by_id": "returned_by_id"}


def worked(name: str, broken: Columns, allowed: Columns) -> Attack:
    """Something becomes of a section on which somebody still works."""
    return changed(name, WORK, broken, allowed, row="ready_at IS NULL")


ASSIGNMENTS: list[Attack] = [
    worked(
        "acceptance_has_moment_and_person",
        ACCEPTED | {"accepted_by_id": "NULL"},
        ACCEPTED,
    ),
    worked("accepted_means_ready", ACCEPTED | {"ready_at": "NULL"}, ACCEPTED),
    worked(
        "nobody_accepts_their_own_section", ACCEPTED | {"accepted_by_id": "person_id"}, ACCEPTED
    ),
    worked("end_of_work_has_moment_and_person", ENDED | {"ended_by_id": "NULL"}, ENDED),
    worked("end_of_work_has_moment_and_person", ENDED | {"ended_at": "NULL"}, ENDED),
    worked(
        "sending_back_has_moment_and_person",
        SENT_BACK | {"sent_back_by_id": "NULL"},
        SENT_BACK,
    ),
    worked("sent_back_says_why", SENT_BACK | {"sent_back_note": "''"}, SENT_BACK),
    worked("reminder_is_known", {"reminded": "'month'"}, {"reminded": "'week'"}),
    copied(
        "a_section_is_assigned_once_a_person",
        WORK,
        {"section": "section"},
        {"section": "'another'"},
        row="ended_at IS NULL",
    ),
]
WORKBOOKS: list[Attack] = [
    *kept("issued_workbook_is_frozen", ISSUED, {"contents": "'[]'"}),
    copied("a_workbook_is_looked_at_once", RETURNED, {"file_digest": "file_digest"}, {}),
    changed(
        "settled_returns_have_moment_and_person",
        RETURNED,
        SETTLED | {"settled_by_id": "NULL"},
        SETTLED,
    ),
    changed(
        "workbook_return_is_kept",
        RETURNED,
        SETTLED | {"cells": "'[]'"},
        SETTLED,
        event="UPDATE",
    ),
    removed("workbook_return_is_kept", RETURNED, harmless=copy(RETURNED, {})),
]
ATTACKS = [*ASSIGNMENTS, *WORKBOOKS]
