"""Files after a crash, and after their source was removed."""

import os
from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings

from assessments.dossiers.queries import sources
from assessments.evidence.operations import sources as acts
from assessments.evidence.operations.sweep import sweep
from assessments.models import Assessment, Evidence
from assessments.states import State
from techbank.audit.models import Entry
from techbank.files import private_store
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories.evidence import LATER, add, stored_files, upload


def test_a_row_that_is_not_written_leaves_no_file(draft: Assessment, cast: Cast) -> None:
    with (
        mock.patch.object(acts, "_record", side_effect=RuntimeError("power cut")),
        pytest.raises(RuntimeError),
    ):
        add(draft, cast.amara, file=upload())

    assert (Evidence.objects.count(), stored_files()) == (0, set())


def test_a_process_that_dies_between_file_and_row_leaves_what_the_sweep_takes(
    draft: Assessment, cast: Cast
) -> None:
    with (
        mock.patch.object(acts, "_record", side_effect=RuntimeError("killed")),
        mock.patch.object(private_store, "forget"),
        pytest.raises(RuntimeError),
    ):
        add(draft, cast.amara, file=upload())
    (orphan,) = stored_files()
    row = add(draft, cast.amara, file=upload())
    moment = NOW.timestamp()
    for name in (orphan, row.stored_as):
        os.utime(private_store.path_of(name), (moment, moment))

    assert sweep(at=NOW + timedelta(hours=1)) == 0
    assert sweep(at=LATER) == 1
    assert stored_files() == {row.stored_as}


def test_the_disk_that_says_no_leaves_no_row(draft: Assessment, cast: Cast) -> None:
    with mock.patch("os.fsync", side_effect=OSError("full")), pytest.raises(OSError, match="full"):
        add(draft, cast.amara, file=upload())

    assert (Evidence.objects.count(), stored_files()) == (0, set())


def test_the_file_of_a_removed_source_is_swept_a_day_later(draft: Assessment, cast: Cast) -> None:
    row = add(draft, cast.amara, file=upload())
    acts.remove_evidence(evidence=row, by=cast.amara, at=NOW)

    assert sweep(at=NOW + timedelta(hours=1)) == 0
    assert stored_files() == {row.stored_as}
    assert sweep(at=LATER) == 1
    row.refresh_from_db()
    assert (stored_files(), row.stored_as, row.swept_at) == (set(), "", LATER)
    assert (row.file_name, row.digest) == ("table.csv", upload().digest)
    assert Entry.objects.latest("seq").verb == "evidence.swept"


def test_a_file_that_was_submitted_or_approved_is_not_swept(
    draft: Assessment, walk: Walk, cast: Cast
) -> None:
    row = add(draft, cast.amara, file=upload())
    walk(State.APPROVED)
    Evidence.objects.filter(pk=row.pk).update(removed_at=LATER, removed_by=cast.amara)

    assert sweep(at=LATER + timedelta(days=9)) == 0
    assert stored_files() == {row.stored_as}
    # By the snapshot alone, too.
    Assessment.objects.filter(pk=draft.pk).update(submitted_at=None)
    row.assessment.rounds.all().delete()
    row = Evidence.objects.select_related("assessment").get()
    assert sources.cited(row)


def test_names_in_the_vault_lead_nowhere_else() -> None:
    for name in ("../../etc/passwd", "0" * 31, "G" * 32, "0" * 32 + "/x", "A" * 32, ""):
        with pytest.raises(ValueError, match="not the name of a kept file"):
            private_store.path_of(name)
    assert private_store.path_of(private_store.new_name()).is_relative_to(settings.EVIDENCE_ROOT)
