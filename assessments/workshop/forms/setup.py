"""Setting up a scoring session: its name and sector, options, criteria and ranges, opening."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import (
    Number,
    NumberInput,
    OneOf,
    PlainText,
    SomeOf,
    reader_locale,
    typed_number,
)
from assessments.models import Criterion, ScoringSession, Seat, Sector, TechnologyOption
from assessments.questions.answers import parse_number
from assessments.workshop.queries.sessions import MEASURED, POINT_SCALES, has_range
from techbank.web.form_fields import field_of, hide_optional, length_of

LARGEST = Decimal("9999999999999")
SCALES = (
    ("points_10", gettext_lazy("Points from 0 to 10")),
    ("points_5", gettext_lazy("Points from 1 to 5")),
    ("points_100", gettext_lazy("Points from 0 to 100")),
    (MEASURED, gettext_lazy("A measured value, in its unit")),
)
AGGREGATES = (
    ("mean", gettext_lazy("The mean of all marks")),
    ("median", gettext_lazy("The median: the mark in the middle")),
)
MISSING = (
    ("renormalise", gettext_lazy("Rank on the marks present, with their weights rescaled")),
    ("refuse", gettext_lazy("Refuse to rank while a cell has no mark at all")),
    ("zero", gettext_lazy("Count an empty cell as the worst")),
)


def plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


class SessionForm(DossierForm):
    """A new session: what it is called and what it is about."""

    title = PlainText(
        label=gettext_lazy("Name of the session"),
        help_text=gettext_lazy("As the people in the room know it."),
        max_length=length_of(ScoringSession, "title"),
    )
    sector = OneOf(
        label=gettext_lazy("Sector"),
        help_text=gettext_lazy("The options of this sector are scored."),
        required=False,
    )

    def __init__(self, data: Any = None, *, sectors: list[Sector]) -> None:
        super().__init__(data)
        field_of(self, "sector", OneOf).offer(
            sectors, blank=_("All sectors: every option of the assessment")
        )
        hide_optional(self.fields["sector"])


class SetupForm(DossierForm):
    """Carries the version of the session it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class OptionsForm(SetupForm):
    """Which of the options that passed the screening are scored."""

    options = SomeOf(label=gettext_lazy("Options to score"))

    def __init__(
        self, data: Any = None, *, session: ScoringSession, offered: list[TechnologyOption]
    ) -> None:
        chosen = [option["id"] for option in session.options]
        super().__init__(data, initial={"options": chosen, "version": session.version})
        field_of(self, "options", SomeOf).offer(offered)


@dataclass(frozen=True)
class CriterionRow:
    """The fields of one criterion, as one group of the page."""

    name: str
    unit: str
    used: forms.BoundField
    scale: forms.BoundField
    direction: forms.BoundField
    low: forms.BoundField
    high: forms.BoundField
    curve: forms.BoundField
    help: forms.BoundField

    @property
    def measured(self) -> bool:
        """Whether its range is looked at: it is chosen, or something is wrong with it."""
        wrong = any(field.errors for field in (self.low, self.high, self.curve))
        return wrong or self.scale.value() == MEASURED


class CriteriaForm(SetupForm):
    """Every criterion of the dossier: whether it is scored, and in which scale."""

    aggregate = forms.ChoiceField(
        label=gettext_lazy("How do many marks become one?"),
        choices=AGGREGATES,
        widget=forms.RadioSelect,
    )
    missing = forms.ChoiceField(
        label=gettext_lazy("What if nobody marked a cell?"),
        choices=MISSING,
        widget=forms.RadioSelect,
    )
    parts = ("used", "scale", "direction", "low", "high", "curve", "help")

    def __init__(
        self, data: Any = None, *, session: ScoringSession, offered: list[Criterion]
    ) -> None:
        super().__init__(data, initial={"version": session.version, **session.method})
        self.offered = offered
        values = {criterion["id"]: criterion for criterion in session.criteria}
        for offered_criterion in offered:
            self._add(
                offered_criterion,
                values.get(str(offered_criterion.pk)),
                used=not values or str(offered_criterion.pk) in values,
            )

    def _add(self, criterion: Criterion, earlier: dict[str, Any] | None, *, used: bool) -> None:
        now = earlier or {"scale": "points_10", "direction": "max", "help": ""}
        measured = now["scale"] == MEASURED
        low = now["low"] if measured else plain(criterion.low)
        high = now["high"] if measured else plain(criterion.high)
        limits: dict[str, Any] = {"decimals": 4, "least": -LARGEST, "most": LARGEST}
        fields: dict[str, forms.Field] = {
            "used": forms.BooleanField(
                label=_("Score this criterion"), required=False, initial=used
            ),
            "scale": forms.ChoiceField(
                label=_("How is it marked?"), choices=SCALES, initial=now["scale"]
            ),
            "direction": forms.ChoiceField(
                label=_("Which end is better?"),
                help_text=_("As a measured value: less is better.")
                if criterion.direction == Criterion.Direction.MIN
                else "",
                choices=Criterion.Direction.choices,
                initial=now["direction"],
            ),
            "low": Number(
                label=_("Lowest measured value"), required=False, initial=_number(low), **limits
            ),
            "high": Number(
                label=_("Highest measured value"), required=False, initial=_number(high), **limits
            ),
            "curve": PlainText(
                label=_("Value function"),
                required=False,
                initial=_written(now.get("curve") or []),
                help_text=_(
                    "Only if the value does not grow evenly: measured value = points from 0 to "
                    "100, for example 20 = 100; 60 = 70; 130 = 0."
                ),
            ),
            "help": PlainText(
                label=_("What to think of when marking"),
                required=False,
                initial=now["help"],
                max_length=300,
            ),
        }
        for name in ("low", "high"):
            fields[name].widget.attrs["class"] = "width-10"
        for name, field in fields.items():
            field.error_messages.setdefault("required", _("Fill this in."))
            self.fields[f"{criterion.pk}.{name}"] = field

    @property
    def rows(self) -> Iterator[CriterionRow]:
        for criterion in self.offered:
            fields = {name: self[f"{criterion.pk}.{name}"] for name in self.parts}
            yield CriterionRow(criterion.name, criterion.unit, **fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.described = [
            self._described(criterion, cleaned)
            for criterion in self.offered
            if cleaned.get(f"{criterion.pk}.used")
        ]
        return cleaned

    def _described(self, criterion: Criterion, cleaned: dict[str, Any]) -> dict[str, Any]:
        scale = cleaned.get(f"{criterion.pk}.scale", "points_10")
        row = {
            "id": str(criterion.pk),
            "help": cleaned.get(f"{criterion.pk}.help", ""),
            "direction": cleaned.get(f"{criterion.pk}.direction", "max"),
            "scale": scale,
            "curve": [],
        }
        if scale in POINT_SCALES:
            low, high = POINT_SCALES[scale]
            return row | {"low": low, "high": high}
        return row | self._range(criterion, cleaned)

    def _range(self, criterion: Criterion, cleaned: dict[str, Any]) -> dict[str, Any]:
        curve = self._curve(criterion, cleaned.get(f"{criterion.pk}.curve", ""))
        if curve:
            return {"low": curve[0][0], "high": curve[-1][0], "curve": curve}
        low, high = cleaned.get(f"{criterion.pk}.low"), cleaned.get(f"{criterion.pk}.high")
        row = {"low": plain(low), "high": plain(high)}
        if not has_range(row) and not self.has_error(f"{criterion.pk}.low"):
            sentence = _("Say the lowest and the highest value an option can have.")
            self.add_error(f"{criterion.pk}.low", sentence)
        return row

    def _curve(self, criterion: Criterion, written: str) -> list[list[str]]:
        try:
            return read_curve(written)
        except ValidationError as error:
            self.add_error(f"{criterion.pk}.curve", error)
            return []


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _written(curve: list[list[str]]) -> str:
    return "; ".join(f"{typed_number(x)} = {typed_number(v)}" for x, v in curve)


def read_curve(written: str) -> list[list[str]]:
    """“20 = 100; 130 = 0” as [["20", "100"], ["130", "0"]]; raises ValidationError.

    Measured values grow from point to point; points lie between 0 and 100.
    """
    if not written.strip():
        return []
    wrong = _("Write it as measured value = points, such as 20 = 100; 130 = 0.")
    points = []
    for part in re.split("[;؛]", written):
        x, equals, value = part.partition("=")
        try:
            pair = [parse_number(typed.strip(), reader_locale()) for typed in (x, value)]
        except ValueError:
            raise ValidationError(wrong) from None
        if not equals or not 0 <= pair[1] <= 100:
            raise ValidationError(wrong)
        points.append(pair)
    grows = all(a[0] < b[0] for a, b in pairwise(points))
    if len(points) < 2 or not grows:
        raise ValidationError(_("Give at least two points, from the smallest measured value up."))
    return [[plain(x), plain(value)] for x, value in points]


class HoursForm(DossierForm):
    """How long phones may join and send."""

    hours = Number(
        label=gettext_lazy("For how many hours is it open?"),
        help_text=gettext_lazy("After that no mark is taken; you can keep it open for longer."),
        least=1,
        most=14 * 24,
        decimals=0,
        initial=8,
        widget=NumberInput({"inputmode": "numeric", "class": "width-5"}),
    )


class CloseForm(DossierForm):
    reason = PlainText(label=gettext_lazy("Why does it end without a result?"), max_length=300)


class SeatForm(DossierForm):
    """Why a seat is struck, or counts ``again``: what the page offered when it was opened."""

    again = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = PlainText(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept in the record of the session. Write no names."),
        max_length=length_of(Seat, "struck_reason"),
    )
