"""From one released version of the questionnaire to the next: what becomes of every question.

A running dossier stays on its version. When its coordinator asks, it rolls forward along these
steps. A step names every question of both versions once: silence about a question is not allowed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assessments.questions.definitions import Text


class QuestionOutcome(StrEnum):
    """What became of a question."""

    KEPT = "kept"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Given:
    """An answer as a step reads it."""

    value: Any
    not_known: bool = False

    @property
    def says(self) -> bool:
        return self.not_known or self.value not in (None, "", [])


def as_it_is(value: Any) -> Any:
    """Most answers are stored the same way in both versions."""
    return value


@dataclass(frozen=True)
class Moved:
    """A question that goes on under another key, or is answered in another way.

    ``convert`` makes the stored value of the old kind one of the new, None where that cannot be
    done; then the old answer is shown in the report and the question is open.
    """

    to: str
    reason: Text
    convert: Callable[[Any], Any] = as_it_is


@dataclass(frozen=True)
class StepRecord:
    """A record that a step makes of answers: its kind, its columns, the keys it was made of."""

    kind: str
    columns: Mapping[str, Any]
    made_of: tuple[str, ...]


def _no_rows(_given: Mapping[str, Given]) -> list[StepRecord]:
    return []


@dataclass(frozen=True)
class QuestionnaireStep:
    """How the questions of ``before`` become those of ``after``.

    ``kept`` are asked as they were; ``reworded`` keep key and kind, with what changed; ``moved`` go
    on elsewhere; ``gone`` are asked no more, with the reason; ``new`` were not there. ``rows``
    makes records of answers whose question is gone.
    """

    before: str
    after: str
    kept: tuple[str, ...]
    new: tuple[str, ...] = ()
    reworded: Mapping[str, Text] = field(default_factory=dict)
    moved: Mapping[str, Moved] = field(default_factory=dict)
    gone: Mapping[str, Text] = field(default_factory=dict)
    rows: Callable[[Mapping[str, Given]], list[StepRecord]] = _no_rows

    def outcome_of(self, key: str) -> QuestionOutcome:
        """What became of a question of ``before``; raises KeyError for another."""
        if key in self.moved or key in self.reworded:
            return QuestionOutcome.CHANGED
        if key in self.gone:
            return QuestionOutcome.GONE
        if key in self.kept:
            return QuestionOutcome.KEPT
        raise KeyError(key)
