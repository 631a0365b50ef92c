"""Which sources a snapshot and a plan have."""

import json
from typing import Any

import pytest

from assessments.evidence.operations import sources
from assessments.models import Assessment, Snapshot
from assessments.publication.documents.dossier import Dossier
from assessments.publication.documents.sources import sources as printed_sources
from assessments.questions.definitions import Audience
from assessments.states import State
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories import files
from tests.factories.evidence import add, of_need, source, upload


@pytest.fixture
def frozen(draft: Assessment, walk: Walk, cast: Cast) -> Snapshot:
    open_to_all = source("Open report", seen_by=Audience.PUBLIC, url="https://example.org/r")
    add(draft, cast.amara, sourced=open_to_all, file=upload("amara secret.csv"))
    add(draft, cast.amara, sourced=source("Bank only"))
    add(draft, cast.amara, sourced=source("Country only", seen_by=Audience.COUNTRY))
    add(
        draft, cast.amara, fact=of_need(draft), sourced=source("Of a need", seen_by=Audience.PUBLIC)
    )
    removed = add(draft, cast.amara, sourced=source("Removed", seen_by=Audience.PUBLIC))
    sources.remove_evidence(evidence=removed, by=cast.amara, at=NOW)
    return walk(State.APPROVED).snapshots.get()


def evidence_of(projection: dict[str, Any]) -> list[dict[str, Any]]:
    answers = [a for section in projection["sections"] for a in section["answers"]]
    return [item for row in [*answers, *projection["needs"]] for item in row.get("evidence", [])]


def test_the_snapshot_has_the_sources_of_each_answer_and_record(frozen: Snapshot) -> None:
    full = {item["source"]: item for item in evidence_of(frozen.full)}
    report = full["Open report"]

    assert set(full) == {"Open report", "Bank only", "Of a need"}
    assert report["page"] == "12"
    assert report["url"] == "https://example.org/r"
    assert report["file"] == {
        "name": "amara secret.csv",
        "media_type": "text/csv",
        "size": len(files.CSV),
        "sha256": upload().digest,
    }


def test_the_public_snapshot_has_only_what_may_be_published(frozen: Snapshot) -> None:
    public = {item["source"]: item for item in evidence_of(frozen.public)}
    report = public["Open report"]

    assert set(public) == {"Open report", "Of a need"}
    assert set(report) == {"source", "page", "url", "file"}
    assert set(report["file"]) == {"media_type", "size", "sha256"}
    text = json.dumps(frozen.public)
    for secret in ("amara secret", "Bank only", "Country only", "Removed", "stored_as"):
        assert secret not in text


def test_a_dossier_without_sources_is_frozen_as_before(walk: Walk) -> None:
    full = walk(State.APPROVED).snapshots.get().full

    assert '"evidence": ' not in json.dumps(full)


def test_the_plan_lists_the_sources(frozen: Snapshot) -> None:
    lines = {
        name: [str(item) for item in printed_sources(Dossier(row, digest="0" * 64, language="en"))]
        for name, row in (("full", frozen.full), ("public", frozen.public))
    }

    text = "Open report, page 12, https://example.org/r (file of"
    assert sum(text in item for item in lines["full"]) == 1
    assert any("Bank only" in item for item in lines["full"])
    assert not any("Bank only" in item for item in lines["public"])
