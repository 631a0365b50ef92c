"""The questions a donor asks of a plan, and the places where they are answered.

Two weights: without what comes first a donor cannot act; the rest is what they ask next.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from assessments.models import Barrier, CostLine, Measure, TechnologyOption
from assessments.plan.queries.costs import CostedActivity
from assessments.questions.definitions import Text


class Weight(StrEnum):
    """How much depends on it: without FIRST a donor cannot act; SECOND is what they ask next."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class AnswerLocation:
    """Where the answer is written: a ``record`` of a kind to open at its ``field``, or one to add
    under ``parent``. Without a kind it is the ``section`` as a whole.
    """

    kind: str = ""
    record: UUID | None = None
    parent: UUID | None = None
    field: str = ""
    section: str = ""


@dataclass(frozen=True)
class Advice:
    """What is missing of ``about``, the thing's own name, and what a donor asks then."""

    about: str
    missing: Text
    question: Text
    weight: Weight
    place: AnswerLocation

    @property
    def first(self) -> bool:
        return self.weight is Weight.FIRST


@dataclass(frozen=True)
class Rule:
    """Something a donor asks: ``open`` says of a thing whether the answer is not there."""

    open: Callable[[Any], bool]
    missing: Text
    question: Text
    weight: Weight
    place: Callable[[Any], AnswerLocation]

    def of(self, about: str, thing: Any) -> Iterator[Advice]:
        if self.open(thing):
            yield Advice(about, self.missing, self.question, self.weight, self.place(thing))


@dataclass(frozen=True)
class Technology:
    """A chosen technology with its barriers, and whether an action brings it in."""

    option: TechnologyOption
    barriers: list[Barrier]
    acted: bool


@dataclass(frozen=True)
class Answering:
    """A measure that answers a barrier of a technology, and whether an action takes it up."""

    measure: Measure
    option: TechnologyOption
    acted: bool


@dataclass(frozen=True)
class PlannedCost:
    """A cost line and the activity it stands in."""

    line: CostLine
    part: CostedActivity


def _option(field: str) -> Callable[[Technology], AnswerLocation]:
    return lambda subject: AnswerLocation("option", subject.option.pk, field=field)


def _activity(field: str) -> Callable[[CostedActivity], AnswerLocation]:
    return lambda subject: AnswerLocation("activity", subject.activity.pk, field=field)


def _line(field: str) -> Callable[[PlannedCost], AnswerLocation]:
    return lambda subject: AnswerLocation("cost_line", subject.line.pk, field=field)


def _too_early(activity: CostedActivity) -> bool:
    before, starts = activity.activity.predecessor, activity.activity.starts_on
    return bool(before and before.ends_on and starts and starts <= before.ends_on)


def _outside(cost: PlannedCost) -> bool:
    starts, ends, year = cost.part.activity.starts_on, cost.part.activity.ends_on, cost.line.year
    if year is None:
        return False
    return bool((starts and year < starts.year) or (ends and year > ends.year))


TECHNOLOGY = (
    Rule(
        lambda subject: not subject.option.ambition_target,
        gettext_lazy("No target is set."),
        gettext_lazy("What is to be reached?"),
        Weight.FIRST,
        _option("ambition_target"),
    ),
    Rule(
        lambda subject: not subject.barriers,
        gettext_lazy("No barrier is named."),
        gettext_lazy("Why is it not in use already?"),
        Weight.FIRST,
        lambda subject: AnswerLocation("barrier", parent=subject.option.pk),
    ),
    Rule(
        lambda subject: not subject.acted,
        gettext_lazy("No action brings it in."),
        gettext_lazy("What would be done first?"),
        Weight.FIRST,
        lambda subject: AnswerLocation("action", parent=subject.option.pk),
    ),
    Rule(
        lambda subject: (
            bool(subject.option.ambition_target) and subject.option.ambition_year is None
        ),
        gettext_lazy("The target has no year."),
        gettext_lazy("By when is it reached?"),
        Weight.SECOND,
        _option("ambition_year"),
    ),
    Rule(
        lambda subject: not subject.option.ambition_beneficiaries,
        gettext_lazy("It is not said who benefits."),
        gettext_lazy("For whom is it?"),
        Weight.SECOND,
        _option("ambition_beneficiaries"),
    ),
)
BARRIER = (
    Rule(
        lambda subject: not subject.measures.all(),
        gettext_lazy("No measure answers this barrier."),
        gettext_lazy("What would overcome it?"),
        Weight.SECOND,
        lambda subject: AnswerLocation("measure", parent=subject.pk),
    ),
)
MEASURE = (
    Rule(
        lambda subject: not subject.acted,
        gettext_lazy("No action takes up this measure."),
        gettext_lazy("Who does it, and what does it cost?"),
        Weight.SECOND,
        lambda subject: AnswerLocation("action", parent=subject.option.pk),
    ),
)
ACTION = (
    Rule(
        lambda subject: not subject.action.responsible,
        gettext_lazy("No responsible body is named."),
        gettext_lazy("Who would sign the agreement?"),
        Weight.FIRST,
        lambda subject: AnswerLocation("action", subject.action.pk, field="responsible"),
    ),
    Rule(
        lambda subject: not subject.activities,
        gettext_lazy("It has no activity."),
        gettext_lazy("What exactly is done?"),
        Weight.FIRST,
        lambda subject: AnswerLocation("activity", parent=subject.action.pk),
    ),
    Rule(
        lambda subject: bool(subject.activities) and not subject.cost.lines,
        gettext_lazy("It has no cost."),
        gettext_lazy("How much is asked for?"),
        Weight.FIRST,
        lambda subject: AnswerLocation("cost_line", parent=subject.activities[0].activity.pk),
    ),
    Rule(
        lambda subject: (
            bool(subject.activities)
            and not any(part.activity.indicator for part in subject.activities)
        ),
        gettext_lazy("It has no indicator."),
        gettext_lazy("How would one see that it worked?"),
        Weight.FIRST,
        lambda subject: AnswerLocation(
            "activity", subject.activities[0].activity.pk, field="indicator"
        ),
    ),
    Rule(
        lambda subject: not subject.action.funding_sought.all(),
        gettext_lazy("It is not said what funding is sought."),
        gettext_lazy("A grant, a loan, equipment, experts?"),
        Weight.SECOND,
        lambda subject: AnswerLocation("funding_sought", parent=subject.action.pk),
    ),
)
ACTIVITY = (
    Rule(
        lambda subject: subject.activity.starts_on is None or subject.activity.ends_on is None,
        gettext_lazy("Its start or its end is not set."),
        gettext_lazy("When is it done?"),
        Weight.FIRST,
        _activity("starts_on"),
    ),
    Rule(
        lambda subject: (
            bool(subject.activity.indicator)
            and not (subject.activity.baseline and subject.activity.target)
        ),
        gettext_lazy("The indicator has no baseline or no target."),
        gettext_lazy("From where to where?"),
        Weight.SECOND,
        _activity("baseline"),
    ),
    Rule(
        lambda subject: bool(subject.activity.risk) and not subject.activity.contingency,
        gettext_lazy("A risk is named, and nothing to do about it."),
        gettext_lazy("What if it happens?"),
        Weight.SECOND,
        _activity("contingency"),
    ),
    Rule(
        _too_early,
        gettext_lazy("It starts before the activity it waits for has ended."),
        gettext_lazy("Can the dates be kept?"),
        Weight.SECOND,
        _activity("starts_on"),
    ),
)
LINE = (
    Rule(
        lambda subject: subject.line.amount is None,
        gettext_lazy("The amount is not known."),
        gettext_lazy("Sums say “at least” until it is. Is there an estimate?"),
        Weight.SECOND,
        _line("amount"),
    ),
    Rule(
        lambda subject: subject.line.year is None,
        gettext_lazy("The cost has no year."),
        gettext_lazy("In which budget does it stand?"),
        Weight.SECOND,
        _line("year"),
    ),
    Rule(
        _outside,
        gettext_lazy("The cost falls into a year in which the activity does not run."),
        gettext_lazy("Is the year right?"),
        Weight.SECOND,
        _line("year"),
    ),
)
PUBLISHED = (
    Rule(
        lambda subject: subject.differs,
        gettext_lazy("The published total differs from the sum of the cost lines."),
        gettext_lazy("Which of the two holds, and why do they differ?"),
        Weight.SECOND,
        lambda subject: AnswerLocation("published_total", subject.total.pk, field="amount"),
    ),
)


def advice_on(rules: Iterable[Rule], about: str, thing: Any) -> Iterator[Advice]:
    """What these rules miss in a thing, under its own name."""
    for rule in rules:
        yield from rule.of(about, thing)
