"""The reasoned order: a place and, if somebody has one, a reason for each option."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import LongText, Number, NumberInput, PlainText, show_notices
from assessments.dossiers.queries.notices import long_text_notices
from assessments.models import Prioritisation, TechnologyOption
from assessments.priorities.operations.order import Placed
from assessments.priorities.queries.ranking import OrderPlace, Ranking

LONGEST_REASON = 500


@dataclass(frozen=True)
class OrderRow:
    """``saved`` is the place the option has in what is stored now, None without one."""

    option: TechnologyOption
    place: forms.BoundField
    reason: forms.BoundField
    saved: OrderPlace | None


class OrderForm(DossierForm):
    """Options with their places, in the order of the places. Gaps close by themselves.

    The version the page was opened with travels with it.
    """

    hide_optional = True
    reason = LongText(label=gettext_lazy("Why is it this order?"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Which order does the assessment follow?"),
        choices=Prioritisation.Kind.choices,
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, ranking: Ranking) -> None:
        initial = {name: getattr(ranking, name) for name in ("reason", "kind", "version")}
        super().__init__(data, prefix="order", initial=initial)
        notices = long_text_notices(ranking.reason, ranking.dialect)
        show_notices(self.fields["reason"], notices)
        self.ranking = ranking
        self.saved = {record.option.pk: record for record in ranking.order}
        options = {str(ranked_option.pk): ranked_option for ranked_option in ranking.options}
        sent = [key for key in (data.getlist("order-option") if data else []) if key in options]
        first = [str(record.option.pk) for record in ranking.order]
        # As the page showed them; one that came since stands last.
        self.options = [options[key] for key in dict.fromkeys([*(sent or first), *options])]
        for option in self.options:
            self._add(option)

    def _add(self, option: TechnologyOption) -> None:
        saved = self.saved.get(option.pk)
        self.fields[f"{option.pk}.place"] = Number(
            label=_("%(option)s: place") % {"option": option},
            initial=saved.place if saved else None,
            required=False,
            decimals=0,
            least=1,
            most=len(self.options),
            widget=NumberInput({"class": "width-5", "inputmode": "numeric"}),
        )
        self.fields[f"{option.pk}.reason"] = PlainText(
            label=_("%(option)s: reason of its place") % {"option": option},
            initial=saved.reason if saved else "",
            required=False,
            max_length=LONGEST_REASON,
        )

    @property
    def rows(self) -> Iterator[OrderRow]:
        for option in self.options:
            yield OrderRow(
                option,
                self[f"{option.pk}.place"],
                self[f"{option.pk}.reason"],
                self.saved.get(option.pk),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        taken: dict[int, TechnologyOption] = {}
        for option in self.options:
            place = cleaned.get(f"{option.pk}.place")
            if place is not None and taken.setdefault(int(place), option) is not option:
                self.add_error(
                    f"{option.pk}.place",
                    _("“%(option)s” has this place already.") % {"option": taken[int(place)]},
                )
        return cleaned

    def order(self) -> list[Placed]:
        """The options that have a place, first first."""
        placed = [
            (self.cleaned_data[f"{option.pk}.place"], option)
            for option in self.options
            if self.cleaned_data[f"{option.pk}.place"] is not None
        ]
        ordered = [option for _place, option in sorted(placed, key=lambda row: row[0])]
        return [Placed(option.pk, self.cleaned_data[f"{option.pk}.reason"]) for option in ordered]


def moved(data: Any, ranking: Ranking) -> Any:
    """What was sent, with the option of the pressed button one place up or down; nothing is lost.

    ``move`` is "<option id>:up" or ":down". Options without a place stand behind those with one;
    afterwards all down to the moved one have places.
    """
    sent = data.copy()
    key, _colon, way = sent.get("move", "").partition(":")
    ids = _in_order(sent, [str(option.pk) for option in ranking.options])
    if key in ids:
        here = ids.index(key)
        there = max(0, min(len(ids) - 1, here + (-1 if way == "up" else 1)))
        ids.insert(there, ids.pop(here))
        placed = sum(bool(sent.get(f"order-{option_id}.place", "").strip()) for option_id in ids)
        last = max(placed, max(here, there) + 1)
        for place, option_id in enumerate(ids, start=1):
            sent[f"order-{option_id}.place"] = str(place) if place <= last else ""
    sent.setlist("order-option", ids)
    return sent


def _in_order(sent: Any, here: Sequence[str]) -> list[str]:
    """The options by their typed places; those without a readable one behind, as shown."""
    result = dict.fromkeys(
        [*(option_id for option_id in sent.getlist("order-option") if option_id in here), *here]
    )

    def place(text: str) -> int:
        typed = sent.get(f"order-{text}.place", "").strip()
        return int(typed) if typed.isdecimal() and len(typed) < 4 else len(here) + 1

    return sorted(result, key=place)
