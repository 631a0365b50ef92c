"""What a donor would ask about a plan and not find, each with the place where it is answered.

Nothing here forbids anything: a plan may be submitted with open questions. The list is made from
the live plan, never stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.models import Assessment, Barrier, Measure, TechnologyOption
from assessments.plan.queries.costs import CostedAction, Plan, plan_of
from assessments.plan.queries.published_totals import TotalComparison, compared, frozen
from assessments.plan.queries.published_words import covers
from assessments.questions import catalogues

from .donor_questions import (
    ACTION,
    ACTIVITY,
    BARRIER,
    LINE,
    MEASURE,
    PUBLISHED,
    TECHNOLOGY,
    Advice,
    Answering,
    AnswerLocation,
    PlannedCost,
    Technology,
    Weight,
    advice_on,
)

SECTIONS = ("options", "barriers", "plan")
"""What is read: while one of them is being rewritten the list is the country's own."""


@dataclass(frozen=True)
class Topic:
    """Everything about one technology or one action, most important first.

    ``number`` is the action's, "" for a technology; ``record`` is that of either.
    """

    title: str
    advice: list[Advice]
    record: UUID
    number: str = ""


@dataclass(frozen=True)
class Coaching:
    """``whole`` concerns the plan as such; topics without a question are left out."""

    whole: list[Advice]
    technologies: list[Topic]
    actions: list[Topic]

    @property
    def every(self) -> list[Advice]:
        topics = [*self.technologies, *self.actions]
        return [*self.whole, *(advice for topic in topics for advice in topic.advice)]

    @property
    def count(self) -> int:
        return len(self.every)

    @property
    def first(self) -> int:
        """How many of them a donor cannot act without."""
        return sum(item.first for item in self.every)


def coaching(assessment: Assessment, on: date) -> Coaching:
    """What the plan does not tell yet. Nine queries, however large the plan."""
    plan = plan_of(assessment, on)
    published = compared(assessment, plan)
    chosen = list(TechnologyOption.objects.filter(assessment=assessment, chosen=True))
    actions = [
        Topic(
            costed.action.title,
            sorted(_of_action(costed, published), key=_later),
            costed.action.pk,
            costed.number,
        )
        for costed in plan.actions
    ]
    return Coaching(
        list(_of_the_whole(plan, chosen, published)),
        [topic for topic in _technologies(assessment, plan, chosen) if topic.advice],
        [topic for topic in actions if topic.advice],
    )


def _later(advice: Advice) -> bool:
    return not advice.first


def _of_the_whole(
    plan: Plan, chosen: list[TechnologyOption], published: list[TotalComparison]
) -> Iterator[Advice]:
    if not chosen:
        yield Advice(
            _("Technologies"),
            _("No technology is chosen."),
            _("What is to be brought in?"),
            Weight.FIRST,
            AnswerLocation(section="options"),
        )
    for code in sorted(plan.cost.by_currency):
        if code != "USD" and code not in plan.rates.rates:
            yield Advice(
                code,
                _("There is no exchange rate for %(currency)s.") % {"currency": code},
                _("How much is it in dollars? Ask the Technology Bank to add the rate."),
                Weight.SECOND,
                AnswerLocation(section="plan"),
            )
    yield from _published(published, None)


def _published(published: list[TotalComparison], action: UUID | None) -> Iterator[Advice]:
    """Of the totals of one action, or of the whole plan."""
    for total in published:
        if total.total.action_id == action:
            yield from advice_on(PUBLISHED, f"{covers(frozen(total))}: {total.total.source}", total)


def _technologies(
    assessment: Assessment, plan: Plan, chosen: list[TechnologyOption]
) -> Iterator[Topic]:
    barriers = list(Barrier.objects.filter(assessment=assessment).prefetch_related("measures"))
    with_action = {costed.action.option_id for costed in plan.actions}
    answered = {costed.action.measure_id for costed in plan.actions}
    for option in chosen:
        own = [barrier for barrier in barriers if barrier.option_id == option.pk]
        technology = Technology(option, own, option.pk in with_action)
        advice = [
            *advice_on(TECHNOLOGY, str(option), technology),
            *(question for item in own for question in advice_on(BARRIER, str(item), item)),
            *_measures(option, own, answered),
        ]
        yield Topic(str(option), sorted(advice, key=_later), option.pk)


def _measures(
    option: TechnologyOption, barriers: list[Barrier], answered: set[UUID | None]
) -> Iterator[Advice]:
    """A measure that answers several barriers is asked about once: ``told`` grows."""
    measures: dict[UUID, Measure] = {
        measure.pk: measure for barrier in barriers for measure in barrier.measures.all()
    }
    for weak_measure in measures.values():
        yield from advice_on(
            MEASURE, str(weak_measure), Answering(weak_measure, option, weak_measure.pk in answered)
        )
        answered.add(weak_measure.pk)


def _of_action(costed: CostedAction, published: list[TotalComparison]) -> Iterator[Advice]:
    yield from advice_on(ACTION, costed.action.title, costed)
    yield from _published(published, costed.action.pk)
    for part in costed.activities:
        name = f"{part.number} {part.activity.title}"
        yield from advice_on(ACTIVITY, name, part)
        for line in part.lines:
            category = catalogues.label_of(catalogues.COST_CATEGORIES, line.category)
            yield from advice_on(LINE, f"{name}: {line.note or category}", PlannedCost(line, part))
