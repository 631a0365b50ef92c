"""What a security review found in the dossiers, and what holds since."""

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.answers.operations import answers
from assessments.dossiers.operations import endorsement
from assessments.history.queries.comparison import by_words
from assessments.models import (
    Assessment,
    Criterion,
    Endorsement,
    Prioritisation,
    Score,
    TechnologyOption,
)
from assessments.priorities.operations import scores
from assessments.records.operations import kinds, writing
from assessments.review.operations import path
from assessments.states import State
from partners.models import Country
from partners.roles import Role
from techbank.exceptions import Invalid, Refused
from tests.assessments.conftest import NOW, Cast
from tests.factories.cast import appoint, enter


def _score(draft: Assessment, cast: Cast) -> None:
    cell = Score.objects.filter(assessment=draft).first()
    assert cell is not None
    scores.save_scores(
        assessment=draft,
        scores={(cell.option_id, cell.criterion_id): (cell.value or Decimal(0)) + 1},
        by=cast.farida,
        at=NOW,
    )


def _weigh(draft: Assessment, cast: Cast) -> None:
    weights = {item.pk: item.weight for item in Criterion.objects.filter(assessment=draft)}
    scores.save_weights(assessment=draft, weights=weights, by=cast.farida, at=NOW)


def _choose_the_method(draft: Assessment, cast: Cast) -> None:
    prioritisation = Prioritisation.objects.get(assessment=draft)
    scores.set_method(
        assessment=draft,
        kind=prioritisation.kind,
        normalisation=prioritisation.normalisation,
        missing=prioritisation.missing,
        reason="Of the approver.",
        by=cast.farida,
        at=NOW,
    )


def _endorse(draft: Assessment, cast: Cast) -> None:
    item = Endorsement.objects.get(assessment=draft)
    endorsement.record_endorsement(
        assessment=draft,
        held_on=date(2026, 11, 1),
        place=item.place,
        women=item.women,
        men=item.men,
        by_sector=item.by_sector,
        minutes="Of the approver.",
        by=cast.farida,
        at=NOW,
    )


def _mark(draft: Assessment, cast: Cast) -> None:
    answers.mark_section(
        assessment=draft, section="priorities", complete=True, by=cast.farida, at=NOW
    )


@pytest.mark.parametrize("writes", [_score, _weigh, _choose_the_method, _endorse, _mark])
def test_a_person_who_wrote_anything_in_a_dossier_does_not_approve_it(
    draft: Assessment, cast: Cast, writes: Any
) -> None:
    appoint(cast.farida, Role.COORDINATOR, country=Country.objects.get(pk="XTL"))
    writes(draft, cast)
    path.submit(assessment=draft, by=cast.amara, at=NOW)
    path.take(assessment=draft, by=cast.dolma, at=NOW)
    path.recommend(assessment=draft, by=cast.dolma, at=NOW)
    with pytest.raises(Refused, match="You wrote in this dossier"):
        path.approve(assessment=draft, by=cast.farida, at=NOW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 1490, "b a " * 745),
        ("a\n" * 4000, "b\na\n" * 2000),
        (", " * 1490, ". , " * 745),
        ("a " * 310, "b a " * 155),
    ],
)
def test_no_pair_of_texts_keeps_the_history_busy(before: str, after: str) -> None:
    started = time.process_time()
    pieces = by_words(before, after)
    assert time.process_time() - started < 1
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


@pytest.mark.parametrize(("kind", "most"), [("criterion", 30), ("option", 100), ("sector", 1000)])
def test_a_dossier_holds_so_many_of_a_kind_and_no_more(
    draft: Assessment, cast: Cast, kind: str, most: int
) -> None:
    model = kinds.RECORD_TABLES[kind].model
    first = model._default_manager.filter(assessment=draft).first()
    assert first is not None
    there = model._default_manager.filter(assessment=draft).count()
    values = {f.attname: getattr(first, f.attname) for f in first._meta.concrete_fields}
    del values["id"]
    if kind == "sector":
        values["key"] = "other"
    name = {"name": ""}
    copies = [
        model(**(values | {"name": f"Copy {number}"} if "name" in values else values | name))
        for number in range(most - there)
    ]
    model._default_manager.bulk_create(copies)
    with pytest.raises(Invalid, match=f"There are {most} of these"):
        writing.save_record(
            assessment=draft,
            kind=kind,
            record_id=None,
            values=_one_more(draft, kind),
            base_version=None,
            by=cast.amara,
            at=NOW,
        )


def _one_more(draft: Assessment, kind: str) -> dict[str, Any]:
    option = TechnologyOption.objects.filter(assessment=draft).first()
    assert option is not None
    values: dict[str, dict[str, Any]] = {
        "criterion": {"name": "One more", "direction": "max", "weight": Decimal(0)},
        "option": {"name": "One more", "need": option.need},
        "sector": {"key": "other", "name": "One more"},
    }
    return values[kind]


def test_a_score_no_column_can_hold_is_said_to_be_too_large(draft: Assessment, cast: Cast) -> None:
    client = enter(Client(raise_request_exception=False), cast.amara)
    cell = Score.objects.filter(assessment=draft).first()
    assert cell is not None
    Prioritisation.objects.filter(assessment=draft).update(normalisation="min_max")
    name = f"scores-{cell.option_id}.{cell.criterion_id}"
    answer = client.post(
        reverse("scores", args=[draft.pk]), {"part": "scores", name: "99999999999999999"}
    )
    assert answer.status_code == 200
    assert draft.state == State.DRAFTING


def test_an_end_of_a_range_no_column_can_hold_is_said_to_be_too_large(
    draft: Assessment, cast: Cast
) -> None:
    client = enter(Client(raise_request_exception=False), cast.amara)
    answer = client.post(
        reverse("record_add", args=[draft.pk, "criterion"]),
        {"name": "x", "direction": "max", "weight": "0", "low": "0", "high": "99999999999999999"},
    )
    assert answer.status_code == 200
