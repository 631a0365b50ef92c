"""What the database refuses of sources, and how much a dossier may keep."""

from threading import Barrier as Start
from threading import Thread as Hand
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.dossiers.operations import opening, reference
from assessments.dossiers.queries import sources
from assessments.evidence.operations import sources as acts
from assessments.models import Assessment, Cycle, Evidence
from assessments.states import State
from partners.models import Country
from techbank.exceptions import Invalid
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories.cast import make_cast
from tests.factories.evidence import QUESTION, add, fill, stored_files, upload

BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"question": "", "kind": "", "record_id": None}, "evidence_is_of_one_fact"),
    ({"question": QUESTION, "kind": "need", "record_id": uuid4()}, "evidence_is_of_one_fact"),
    ({"question": "", "kind": "need", "record_id": None}, "evidence_is_of_one_fact"),
    ({"field": "statement"}, "evidence_is_of_one_fact"),
    ({"source": ""}, "evidence_names_its_source"),
    ({"seen_by": "everybody"}, "evidence_audience_is_known"),
    ({"stored_as": "0" * 32}, "evidence_file_is_whole"),
    ({"file_name": "a.pdf"}, "evidence_file_is_whole"),
    (
        {"file_name": "a", "media_type": "b", "size": 0, "digest": "0" * 64},
        "evidence_file_is_whole",
    ),
    (
        {"file_name": "a", "media_type": "b", "size": 1, "digest": "0" * 64, "stored_as": "../up"},
        "evidence_file_is_whole",
    ),
    ({"removed_at": NOW}, "evidence_removal_has_moment_and_person"),
    ({"swept_at": NOW}, "evidence_swept_after_removal"),
    ({"url": "javascript:alert(1)"}, "evidence_address_is_of_the_web"),
    ({"url": "file:///etc/passwd"}, "evidence_address_is_of_the_web"),
]


@pytest.mark.parametrize(("values", "constraint"), BROKEN)
def test_the_database_refuses_a_row_that_does_not_hold_together(
    draft: Assessment, cast: Cast, values: dict[str, Any], constraint: str
) -> None:
    whole = {"question": QUESTION, "source": "x", "added_at": NOW, "added_by": cast.amara}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Evidence(assessment=draft, **(whole | values)).save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [
        "question = 'team.other'",
        "added_at = now()",
        "added_by_id = added_by_id + 1",
        "digest = repeat('1', 64)",
        "file_name = 'other.csv'",
        "size = 1",
        "stored_as = repeat('1', 32)",
        "stored_as = ''",
    ],
)
def test_the_database_keeps_what_was_added_to_what(
    draft: Assessment, cast: Cast, change: str
) -> None:
    add(draft, cast.amara, file=upload())

    with (
        pytest.raises(IntegrityError, match="evidence_"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE assessments_evidence SET {change}")


def test_the_database_never_deletes_or_restores_a_source(draft: Assessment, cast: Cast) -> None:
    row = add(draft, cast.amara)
    acts.remove_evidence(evidence=row, by=cast.amara, at=NOW)

    for statement in (
        "DELETE FROM assessments_evidence",
        "UPDATE assessments_evidence SET removed_at = NULL, removed_by_id = NULL",
        "UPDATE assessments_evidence SET source = 'Other'",
    ):
        with (
            pytest.raises(IntegrityError, match="evidence_is_kept"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_dossier_has_at_most_a_hundred_files(draft: Assessment, cast: Cast) -> None:
    fill(draft, cast.amara, rows=100)

    with pytest.raises(Invalid, match="100 files already") as refused:
        add(draft, cast.amara, file=upload())

    assert (refused.value.field, stored_files()) == ("file", set())
    assert add(draft, cast.amara).pk


def test_a_dossier_has_at_most_200_megabytes(draft: Assessment, cast: Cast) -> None:
    fill(draft, cast.amara, rows=20, size=10 * 1024 * 1024)

    with pytest.raises(Invalid, match="more than 200 MB"):
        add(draft, cast.amara, file=upload())

    acts.remove_evidence(evidence=Evidence.objects.all()[0], by=cast.amara, at=NOW)
    assert add(draft, cast.amara, file=upload()).has_file


def test_removing_and_adding_again_does_not_fill_the_disk(draft: Assessment, cast: Cast) -> None:
    for _round in range(2):
        fill(draft, cast.amara, rows=20, size=10 * 1024 * 1024)
        sources.live(draft).update(removed_at=NOW, removed_by=cast.amara)

    with pytest.raises(Invalid, match="until tomorrow"):
        add(draft, cast.amara, file=upload())


def test_a_file_over_ten_megabytes_is_refused_by_the_database(
    draft: Assessment, cast: Cast
) -> None:
    with pytest.raises(IntegrityError, match="evidence_file_fits"), transaction.atomic():
        fill(draft, cast.amara, rows=1, size=10 * 1024 * 1024 + 1)


def test_the_database_refuses_an_approver_who_added_a_source(
    draft: Assessment, walk: Walk, cast: Cast
) -> None:
    recommended = walk(State.RECOMMENDED)
    Evidence(
        assessment=draft, question=QUESTION, source="x", added_at=NOW, added_by=cast.farida
    ).save(force_insert=True)

    with pytest.raises(IntegrityError, match="approver added evidence"), transaction.atomic():
        Assessment.objects.filter(pk=recommended.pk).update(
            approved_by=cast.farida, approved_at=NOW
        )


def test_of_two_uploads_at_the_cap_one_is_refused(own_database: Any) -> None:
    cast = make_cast()
    reference.load()
    blank = opening.open_assessment(
        country=Country.objects.get(pk="XTL"),
        cycle=Cycle.objects.get(pk="2026"),
        title="Race",
        language="en",
        by=cast.amara,
        at=NOW,
    )
    fill(blank, cast.amara, rows=99)
    start, text = Start(2), []

    def attach() -> None:
        start.wait()
        try:
            add(blank, cast.amara, file=upload())
            text.append("added")
        except Invalid:
            text.append("refused")
        finally:
            connection.close()

    hands = [Hand(target=attach) for _hand in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert sorted(text) == ["added", "refused"]
    assert len(stored_files()) == 1
