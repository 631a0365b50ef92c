"""Whatever goes wrong between a device and the server, no text is lost. A tenth of the soak."""

from collections.abc import Callable
from typing import Any

import pytest

from assessments.answers.operations import answers
from assessments.history.operations import revisions
from assessments.models import Answer, Assessment
from tests.assessments.conftest import Cast
from tests.factories.losses import run


def test_random_faults_lose_no_character(
    draft: Assessment, cast: Cast, second_coordinator: Any, capsys: Any
) -> None:
    losses = run(draft, (cast.amara, second_coordinator), sequences=30, steps=40)
    with capsys.disabled():
        print(f"\nFaults between device and server: {losses}")
    assert losses["characters lost"] == 0
    assert losses["characters"] > 1_000


def _texts_in_conflict_are_thrown_away(monkeypatch: Any) -> None:
    monkeypatch.setattr(revisions, "set_answer_aside", lambda *_args, **_more: None)


def _the_last_writer_wins(monkeypatch: Any) -> None:
    def write(assessment: Assessment, item: Any, by: Any, at: Any) -> bool:
        rows = Answer.objects.filter(assessment=assessment, key=item.key)
        version = rows.values_list("version", flat=True).get() + 1
        return bool(rows.update(value=item.value, version=version, updated_by=by))

    monkeypatch.setattr(answers, "_next_answer", write)
    monkeypatch.setattr(revisions, "_too_much", lambda *_args: False)


def _a_revision_takes_in_whatever_comes(monkeypatch: Any) -> None:
    monkeypatch.setattr(revisions, "_too_much", lambda *_args: False)


@pytest.mark.parametrize(
    "plant",
    [
        _texts_in_conflict_are_thrown_away,
        _the_last_writer_wins,
        _a_revision_takes_in_whatever_comes,
    ],
)
def test_the_count_sees_a_text_that_is_lost(
    draft: Assessment,
    cast: Cast,
    second_coordinator: Any,
    monkeypatch: Any,
    plant: Callable[[Any], None],
) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        run(draft, (cast.amara, second_coordinator), sequences=40, steps=30, shrink=False)
