"""What a phone without account fills in: the code, a word about the person, marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import Number, NumberInput, PlainText, typed_number
from assessments.models import ScoringSession, Seat, SeatScore
from assessments.questions import catalogues
from assessments.workshop.operations.seats import Mark
from assessments.workshop.queries.sessions import POINT_SCALES

NO_OPINION = "none"
# Up to here every value is a button of its own; beyond, a number is typed.
MOST_BUTTONS = 11


class CodeForm(DossierForm):
    """The code on the wall; small letters, blanks and dashes are read, too."""

    code = PlainText(
        label=gettext_lazy("Code of the session"),
        help_text=gettext_lazy("Six letters and digits, as shown in the room."),
        max_length=20,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-input",
            }
        ),
    )

    def clean_code(self) -> str:
        return plain_code(self.cleaned_data["code"])


def plain_code(written: str) -> str:
    """As it is stored: capitals without blanks and dashes."""
    return "".join(written.upper().replace("-", " ").split())


class JoinForm(DossierForm):
    """Who holds the seat, as far as they say: counted, never named."""

    sex = forms.ChoiceField(
        label=gettext_lazy("You are"), choices=Seat.Sex.choices, widget=forms.RadioSelect
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("You are here for"),
        choices=[
            *catalogues.pairs(catalogues.STAKEHOLDER_SECTORS),
            ("not_said", gettext_lazy("I prefer not to say")),
        ],
        widget=forms.RadioSelect,
    )

    def clean_sector(self) -> str:
        chosen = str(self.cleaned_data["sector"])
        return "" if chosen == "not_said" else chosen


class LeaveForm(DossierForm):
    marks = forms.ChoiceField(
        label=gettext_lazy("What about your marks?"),
        choices=[
            ("keep", gettext_lazy("They stay in the result")),
            ("withdraw", gettext_lazy("Take them out: they are deleted")),
        ],
        widget=forms.RadioSelect,
        initial="keep",
    )


@dataclass(frozen=True)
class CellField:
    """One option on this page: ``buttons`` of a short scale, else a ``number`` to type."""

    option: dict[str, Any]
    value: forms.BoundField
    no_opinion: forms.BoundField | None


class StepForm(DossierForm):
    """All options on one criterion. ``marks`` after cleaning are those that differ from before."""

    hide_optional = True

    def __init__(
        self,
        data: Any = None,
        *,
        session: ScoringSession,
        number: int,
        marks: dict[tuple[str, str], SeatScore],
    ) -> None:
        self.criterion: dict[str, Any] = session.criteria[number - 1]
        self.options: list[dict[str, Any]] = session.options
        self.number, self.before = number, marks
        super().__init__(data, prefix=f"c{number}")
        for place, option in enumerate(self.options):
            self._add(place, option)

    @property
    def buttons(self) -> list[str]:
        """Every value of a short scale; none for one where a number is typed."""
        if self.criterion["scale"] not in POINT_SCALES:
            return []
        low, high = int(self.criterion["low"]), int(self.criterion["high"])
        span = range(low, high + 1)
        return [str(value) for value in span] if len(span) <= MOST_BUTTONS else []

    def mark(self, option: dict[str, Any]) -> SeatScore | None:
        return self.before.get((option["id"], self.criterion["id"]))

    def _add(self, place: int, option: dict[str, Any]) -> None:
        mark = self.mark(option)
        if self.buttons:
            choices = [(button, button) for button in self.buttons]
            self.fields[f"o{place}"] = forms.ChoiceField(
                label=option["name"],
                required=False,
                choices=[*choices, (NO_OPINION, _("No opinion"))],
                widget=forms.RadioSelect,
                initial=_chosen(mark),
            )
            return
        whole = self.criterion["scale"] in POINT_SCALES
        self.fields[f"o{place}"] = Number(
            label=option["name"],
            required=False,
            initial=mark.value.normalize() if mark and mark.value is not None else None,
            least=Decimal(self.criterion["low"]),
            most=Decimal(self.criterion["high"]),
            decimals=0 if whole else 4,
            widget=NumberInput({"class": "width-10"}),
        )
        self.fields[f"n{place}"] = forms.BooleanField(
            label=_("No opinion"), required=False, initial=bool(mark and mark.no_opinion)
        )

    @property
    def cells(self) -> Iterator[CellField]:
        for place, option in enumerate(self.options):
            beside = None if self.buttons else self[f"n{place}"]
            yield CellField(option, self[f"o{place}"], beside)

    @property
    def ends(self) -> dict[str, str]:
        """Which number is worst and which best, as the reader writes numbers."""
        low, high = (typed_number(self.criterion[name]) for name in ("low", "high"))
        better_high = self.criterion["direction"] == "max"
        if self.criterion["curve"]:
            return {"low": low, "high": high}
        worst, best = (low, high) if better_high else (high, low)
        return {"worst": worst, "best": best}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for place, _option in enumerate(self.options):
            if cleaned.get(f"n{place}") and cleaned.get(f"o{place}") is not None:
                self.add_error(f"o{place}", _("Give a number or no opinion, not both."))
        return cleaned

    def marks(self) -> list[Mark]:
        """What this page changes; without sequence, for it comes in order."""
        marks = []
        for place, option in enumerate(self.options):
            value, no_opinion = self._choice(place)
            if self._differs(self.mark(option), value, no_opinion):
                marks.append(
                    Mark(
                        option=UUID(option["id"]),
                        criterion=UUID(self.criterion["id"]),
                        value=value,
                        no_opinion=no_opinion,
                        client_uuid=uuid4(),
                    )
                )
        return marks

    def _choice(self, place: int) -> tuple[Decimal | None, bool]:
        choice = self.cleaned_data.get(f"o{place}")
        if not self.buttons:
            return choice, bool(self.cleaned_data.get(f"n{place}"))
        if choice in ("", NO_OPINION, None):
            return None, choice == NO_OPINION
        return Decimal(str(choice)), False

    @staticmethod
    def _differs(mark: SeatScore | None, value: Decimal | None, no_opinion: bool) -> bool:
        if mark is None:
            return value is not None or no_opinion
        return mark.carried or (mark.value, mark.no_opinion) != (value, no_opinion)


def _chosen(mark: SeatScore | None) -> str:
    if mark is None:
        return ""
    if mark.no_opinion:
        return NO_OPINION
    return "" if mark.value is None else f"{mark.value.normalize():f}"
