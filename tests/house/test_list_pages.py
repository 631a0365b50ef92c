"""Every address that lists rows is counted at one row and at three, by a literal number."""

import ast
import csv
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

PROJECT = Path(__file__).resolve().parents[2]

# Address → the test that counts its queries with few rows and with more, below tests/.
with (Path(__file__).parent / "list_pages.csv").open(encoding="utf-8", newline="") as file:
    COUNTED = {row["address"]: row["test"] for row in csv.DictReader(file)}
# Addresses that list no rows of a table that grows: forms, acts, files, one thing, one session of
# one room; lists whose length is that of the questionnaire; pages of the library of accounts.
NO_LISTS = frozenset(
    """
account act answer_again api-country-detail api-plan api-questionnaire api-questionnaires
api_schema assessment assessment_open assignment blank_form blank_form_pdf country document_again
document_file document_snapshot document_status document_tables dossier_print_pdf endorsement
entry entry_act evidence_change evidence_file evidence_remove external_assessment healthz
home join join_session kept language ledger_add offer offer_act offer_detail offline order
outgoing person_access person_add person_invite progress_report published_documents_again
published_documents_status ranking readyz receipt record_add record_again record_edit
record_remove record_status role_end role_grant roll_forward save scores scoring_act
scoring_criteria scoring_options scoring_progress scoring_result scoring_room scoring_seat
scoring_session scoring_weights seat_leave seat_marks seat_sync section_check service_worker
set_language signed_in team_assign team_invite team_person thread_open trail_entry
trail_export trail_verify verify verify_file workbook_download workbook_return
""".split()
)


def addresses(resolver: URLResolver) -> set[str]:
    names: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            names.add(pattern.name or str(pattern.pattern))
        else:
            names |= addresses(pattern)
    return {name for name in names if not name.startswith(("account_", "mfa_", "usersessions_"))}


def test_every_address_is_counted_or_known_to_list_nothing() -> None:
    known = addresses(get_resolver())
    assert sorted(known - COUNTED.keys() - NO_LISTS) == []
    assert sorted((COUNTED.keys() | NO_LISTS) - known) == []
    assert sorted(COUNTED.keys() & NO_LISTS) == []


@pytest.mark.parametrize("place", sorted(set(COUNTED.values())))
def test_the_test_that_counts_is_there(place: str) -> None:
    path, _colons, name = place.partition("::")
    tree = ast.parse((PROJECT / "tests" / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
