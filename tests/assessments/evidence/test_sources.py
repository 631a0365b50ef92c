"""Sources of facts and attached files: who adds, changes and removes them."""

from unittest import mock
from uuid import uuid4

import pytest

from assessments.dossiers.queries import sources
from assessments.evidence.operations import sources as acts
from assessments.evidence.operations.sources import EvidencedFact
from assessments.models import Assessment, Evidence
from assessments.questions.definitions import Audience
from assessments.records.operations import removing
from assessments.review.operations import path
from assessments.states import State
from techbank.audit.models import Entry
from techbank.exceptions import Hidden, Invalid, Refused, Stale
from techbank.files import private_store
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories import files
from tests.factories.evidence import QUESTION, add, of_need, source, stored_files, upload


def test_audiences_are_those_of_answers() -> None:
    assert set(Evidence.SeenBy.values) == set(Audience)


def test_a_source_with_a_file_is_added_to_an_answer(draft: Assessment, cast: Cast) -> None:
    row = add(draft, cast.amara, file=upload())

    assert (row.address, row.source, row.page, row.version) == (
        QUESTION,
        "Statistics Office, Yearbook 2025",
        "12",
        1,
    )
    assert private_store.path_of(row.stored_as).read_bytes() == files.CSV
    assert stored_files() == {row.stored_as}
    entry = Entry.objects.latest("seq")
    assert (entry.verb, entry.actor_id, entry.subject_id) == (
        "evidence.added",
        str(cast.amara.pk),
        str(draft.pk),
    )


def test_a_source_is_added_to_a_field_of_a_record(draft: Assessment, cast: Cast) -> None:
    row = add(draft, cast.amara, fact=of_need(draft, "statement"))

    by_address = sources.by_address(sources.live(draft))
    assert by_address[row.address] == [row]
    assert by_address[str(row.record_id)] == [row]


def test_sending_twice_makes_one_and_keeps_one_file(draft: Assessment, cast: Cast) -> None:
    same = uuid4()

    first = add(draft, cast.amara, evidence_id=same, file=upload())
    again = add(draft, cast.amara, evidence_id=same, file=upload())

    assert (again.pk, again.stored_as) == (first.pk, first.stored_as)
    assert Evidence.objects.count() == 1
    assert stored_files() == {first.stored_as}


def test_an_id_of_somebody_elses_row_takes_nothing_from_it(draft: Assessment, cast: Cast) -> None:
    first = add(draft, cast.amara)
    with mock.patch("assessments.dossiers.operations.editing.may_edit", return_value=True):
        second = add(draft, cast.bakari, evidence_id=first.pk)

    assert second.pk != first.pk
    assert Evidence.objects.get(pk=first.pk).added_by == cast.amara


def test_only_who_may_write_in_the_section_adds_a_source(draft: Assessment, cast: Cast) -> None:
    for other in (cast.chitra, cast.dolma, cast.leila, cast.mateo, cast.ines):
        with pytest.raises(Refused):
            add(draft, other, file=upload())

    assert (Evidence.objects.count(), stored_files()) == (0, set())


def test_nothing_is_added_changed_or_removed_once_it_is_submitted(
    draft: Assessment, walk: Walk, cast: Cast
) -> None:
    row = add(draft, cast.amara, file=upload())
    submitted = walk(State.SUBMITTED)

    for act in (
        lambda: add(submitted, cast.amara, file=upload()),
        lambda: acts.change_source(
            evidence=row, source=source("Other"), base_version=1, by=cast.amara, at=NOW
        ),
        lambda: acts.remove_evidence(evidence=row, by=cast.amara, at=NOW),
    ):
        with pytest.raises(Refused, match="cannot be changed"):
            act()
    assert stored_files() == {row.stored_as}


def test_a_fact_of_another_dossier_is_hidden(draft: Assessment, cast: Cast) -> None:
    for fact in (
        EvidencedFact(kind="need", record_id=uuid4()),
        EvidencedFact(kind="nothing", record_id=uuid4()),
        EvidencedFact(question="team.nothing"),
        of_need(draft, "no_such_field"),
    ):
        with pytest.raises(Hidden):
            add(draft, cast.amara, fact=fact, file=upload())

    assert stored_files() == set()


def test_a_source_is_seen_by_no_more_people_than_the_answer(draft: Assessment, cast: Cast) -> None:
    internal = EvidencedFact(question="endorsement.internal_note")

    for wider in (Audience.PUBLIC, Audience.BANK):
        with pytest.raises(Invalid, match="Choose fewer") as refused:
            add(draft, cast.amara, fact=internal, sourced=source(seen_by=wider))
        assert refused.value.field == "seen_by"
    assert add(draft, cast.amara, fact=internal, sourced=source(seen_by=Audience.COUNTRY)).pk


def test_a_change_based_on_an_old_version_is_stale(draft: Assessment, cast: Cast) -> None:
    row = add(draft, cast.amara)
    acts.change_source(evidence=row, source=source("First"), base_version=1, by=cast.amara, at=NOW)

    with pytest.raises(Stale) as stale:
        acts.change_source(
            evidence=row, source=source("Second"), base_version=1, by=cast.amara, at=NOW
        )

    assert stale.value.theirs == row
    assert Evidence.objects.get().source == "First"


def test_the_same_change_twice_is_one(draft: Assessment, cast: Cast) -> None:
    row = add(draft, cast.amara)
    for _again in range(2):
        row = acts.change_source(
            evidence=row, source=source("New"), base_version=1, by=cast.amara, at=NOW
        )

    assert row.version == 2
    assert Entry.objects.filter(verb="evidence.changed").count() == 1


def test_a_file_is_attached_later_but_never_replaced(draft: Assessment, cast: Cast) -> None:
    row = add(draft, cast.amara)
    row = acts.change_source(
        evidence=row, source=source(), base_version=1, upload=upload(), by=cast.amara, at=NOW
    )
    assert stored_files() == {row.stored_as}

    with pytest.raises(Invalid, match="has its file"):
        acts.change_source(
            evidence=row, source=source(), base_version=2, upload=upload(), by=cast.amara, at=NOW
        )
    assert stored_files() == {row.stored_as}


def test_removing_a_record_removes_its_sources(draft: Assessment, cast: Cast) -> None:
    line = draft.costlines.first()
    assert line is not None
    row = add(draft, cast.amara, fact=EvidencedFact(kind="cost_line", record_id=line.pk))

    removing.remove_record(
        assessment=draft, kind="cost_line", record_id=line.pk, by=cast.amara, at=NOW
    )

    assert Evidence.objects.get(pk=row.pk).removed_by == cast.amara
    assert list(sources.live(draft)) == []


def test_who_added_a_source_does_not_review(draft: Assessment, walk: Walk, cast: Cast) -> None:
    with mock.patch("assessments.dossiers.operations.editing.may_edit", return_value=True):
        add(draft, cast.dolma)
    submitted = walk(State.SUBMITTED)

    with pytest.raises(Refused, match="You wrote in this dossier"):
        path.take(assessment=submitted, by=cast.dolma, at=NOW)
