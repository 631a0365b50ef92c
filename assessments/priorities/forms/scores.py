"""How options are put in order, and the grid of their scores."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import LongText, Number, NumberInput, plain_decimal
from assessments.models import Criterion, Prioritisation, TechnologyOption
from assessments.priorities.queries.ranking import Ranking
from assessments.questions.records.priorities import LARGEST_SCORE


class MethodForm(DossierForm):
    """The method of the prioritisation, stored with every result."""

    kind = forms.ChoiceField(
        label=gettext_lazy("How are options put in order?"),
        choices=Prioritisation.Kind.choices,
        widget=forms.RadioSelect,
    )
    normalisation = forms.ChoiceField(
        label=gettext_lazy("How do scores become values from 0 to 100?"),
        choices=Prioritisation.Normalisation.choices,
        widget=forms.RadioSelect,
    )
    missing = forms.ChoiceField(
        label=gettext_lazy("What if a score is missing?"),
        choices=Prioritisation.Missing.choices,
        widget=forms.RadioSelect,
    )
    reason = LongText(
        label=gettext_lazy("Reason of the order"),
        help_text=gettext_lazy("Needed for an order without scores: which option comes when, why."),
        required=False,
    )

    def __init__(self, data: Any = None, *, ranking: Ranking) -> None:
        names = ("kind", "normalisation", "missing", "reason")
        super().__init__(
            data, prefix="method", initial={name: getattr(ranking, name) for name in names}
        )


@dataclass(frozen=True)
class ScoreRow:
    option: TechnologyOption
    cells: list[forms.BoundField]


class ScoresForm(DossierForm):
    """One field a cell, options down, criteria across. Only changed cells are handed on.

    What a cell showed at first travels with it, so a colleague's score in another cell is never
    written over by a page that was opened earlier.
    """

    hide_optional = True

    def __init__(self, data: Any = None, *, ranking: Ranking) -> None:
        super().__init__(data, prefix="scores")
        self.ranking = ranking
        direct = ranking.normalisation == Prioritisation.Normalisation.DIRECT
        for option in ranking.options:
            for criterion in ranking.criteria:
                score = ranking.scores.get((option.pk, criterion.pk))
                value = score.value if score else None
                self.fields[_name(option, criterion)] = Number(
                    label=_("%(option)s: %(criterion)s")
                    % {"option": option, "criterion": criterion},
                    initial=None if value is None else plain_decimal(value),
                    required=False,
                    decimals=4,
                    least=0 if direct else -LARGEST_SCORE,
                    most=100 if direct else LARGEST_SCORE,
                    show_hidden_initial=True,
                    widget=NumberInput({"class": "width-5"}),
                )

    @property
    def rows(self) -> Iterator[ScoreRow]:
        for option in self.ranking.options:
            names = [_name(option, criterion) for criterion in self.ranking.criteria]
            yield ScoreRow(option, [self[name] for name in names])

    def changed_scores(self) -> dict[tuple[UUID, UUID], Decimal | None]:
        """(option, criterion) → score of the cells that were changed on this page."""
        return {
            (option.pk, criterion.pk): self.cleaned_data[_name(option, criterion)]
            for option in self.ranking.options
            for criterion in self.ranking.criteria
            if _name(option, criterion) in self.changed_data
        }


@dataclass(frozen=True)
class WeightRow:
    """``saved`` is the stored share of one, as it travels with the page."""

    criterion: Criterion
    field: forms.BoundField
    saved: Decimal


class WeightsForm(DossierForm):
    """One percent field a criterion. The weights this page was opened with travel with it."""

    hide_optional = True

    def __init__(self, data: Any = None, *, ranking: Ranking) -> None:
        super().__init__(data, prefix="weights")
        self.ranking = ranking
        for criterion in ranking.criteria:
            self.fields[str(criterion.pk)] = Number(
                label=str(criterion),
                initial=plain_decimal(criterion.weight * 100),
                error_messages={"required": _("Fill this in.")},
                least=0,
                most=100,
                widget=NumberInput({"class": "width-5"}),
            )

    @property
    def rows(self) -> Iterator[WeightRow]:
        for criterion in self.ranking.criteria:
            yield WeightRow(criterion, self[str(criterion.pk)], criterion.weight)

    @property
    def total(self) -> Decimal | None:
        """The sum of what the fields show, as a share of one; None when one cannot be read."""
        if not self.is_bound:
            return sum((criterion.weight for criterion in self.ranking.criteria), Decimal(0))
        typed = [] if self.errors.keys() & self.fields.keys() else self.shares().values()
        return sum(typed, Decimal(0)) if typed else None

    def seen(self) -> dict[UUID, Decimal]:
        """The weights this page was opened with; what cannot be read is left out."""
        seen_weights = {}
        for criterion in self.ranking.criteria:
            sent = self.data.get(self[str(criterion.pk)].html_initial_name, "")
            try:
                seen_weights[criterion.pk] = Decimal(sent)
            except InvalidOperation:
                continue
        return seen_weights

    def shares(self) -> dict[UUID, Decimal]:
        """Criterion → share of one, as typed."""
        return {
            criterion.pk: self.cleaned_data[str(criterion.pk)] / 100
            for criterion in self.ranking.criteria
        }


def _name(option: TechnologyOption, criterion: Criterion) -> str:
    return f"{option.pk}.{criterion.pk}"
