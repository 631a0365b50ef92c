"""The day and the years a dashboard shows; both are parameters of the URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 2000, 2100


class PeriodForm(forms.Form):
    """``as_of`` is never after today; years out of order are put in order."""

    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    first = forms.IntegerField(
        label=_("From year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    last = forms.IntegerField(
        label=_("To year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    hide_optional = True


@dataclass(frozen=True)
class Period:
    as_of: date
    first: int | None
    last: int | None

    def years(self, known: Sequence[int]) -> list[int]:
        """The requested years, else every year that has data, oldest first."""
        first = self.first or (known[0] if known else self.as_of.year)
        last = self.last or (known[-1] if known else self.as_of.year)
        return list(range(min(first, last), max(first, last) + 1))


def period(asked: Mapping[str, str], today: date) -> Period:
    """The period of a query string; invalid parameters are ignored."""
    form = PeriodForm(asked)
    form.is_valid()
    cleaned = form.cleaned_data
    as_of = min(cleaned.get("as_of") or today, today)
    return Period(as_of, cleaned.get("first"), cleaned.get("last"))
