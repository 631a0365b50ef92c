"""Opening a dossier and recording its endorsement."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessments.dossiers.queries.notices import long_text_notices
from assessments.models import Assessment, Cycle, Endorsement
from assessments.questions import catalogues
from assessments.questions.languages import offered
from partners.models import Country
from techbank.web.form_fields import field_of, hide_optional, length_of

from .base import DossierForm
from .fields import DossierDayField, LongText, PlainText, WholeNumber, show_notices


class OpenForm(DossierForm):
    """Which country's dossier is opened, for which cycle."""

    country = forms.ModelChoiceField(
        label=gettext_lazy("Country"), queryset=Country.objects.none(), empty_label=None
    )
    cycle = forms.ModelChoiceField(
        label=gettext_lazy("Cycle"),
        help_text=gettext_lazy("The planning period. One assessment is open a country and cycle."),
        queryset=Cycle.objects.all(),
        empty_label=None,
    )
    title = PlainText(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("The title on the cover of the plan."),
        max_length=length_of(Assessment, "title"),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the answers"),
        help_text=gettext_lazy("What the country writes keeps this language in every document."),
    )

    def __init__(self, data: Any = None, *, countries: Iterable[str], language: str) -> None:
        super().__init__(data, initial={"language": language})
        _offer_languages(self)
        field = field_of(self, "country", forms.ModelChoiceField)
        field.queryset = Country.objects.filter(pk__in=countries)


class LanguageForm(DossierForm):
    """In which language the country writes its answers."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the answers"),
        help_text=gettext_lazy(
            "The language in which the country writes. Nothing is translated by changing it; pages "
            "and documents say it, so that browsers and screen readers treat the text rightly."
        ),
    )

    def __init__(self, data: Any = None, *, language: str) -> None:
        super().__init__(data, initial={"language": language})
        _offer_languages(self)


def _offer_languages(form: forms.Form) -> None:
    field_of(form, "language", forms.ChoiceField).choices = offered(get_language() or "en")


class EndorsementForm(DossierForm):
    """The validation workshop. ``sector-<key>`` counts its participants by stakeholder sector."""

    held_on = DossierDayField(label=gettext_lazy("Date of the workshop"))
    place = PlainText(label=gettext_lazy("Place"), max_length=length_of(Endorsement, "place"))
    women = WholeNumber(label=gettext_lazy("Women"))
    men = WholeNumber(label=gettext_lazy("Men"))
    minutes = LongText(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy("What was presented, discussed and decided."),
        rows=12,
    )

    def __init__(self, data: Any = None, *, endorsement: Endorsement | None, today: date) -> None:
        self.today = today
        super().__init__(data, initial=_recorded(endorsement))
        if endorsement is not None:
            notices = long_text_notices(endorsement.minutes, endorsement.dialect)
            show_notices(self.fields["minutes"], notices)
        for choice in catalogues.STAKEHOLDER_SECTORS:
            self.fields[f"sector-{choice.key}"] = WholeNumber(label=choice.label, required=False)
            hide_optional(self.fields[f"sector-{choice.key}"])

    def clean_held_on(self) -> date:
        held_on: date = self.cleaned_data["held_on"]
        if held_on > self.today:
            raise ValidationError(_("The workshop lies in the future; record it once it was held."))
        return held_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        women, men = cleaned.get("women"), cleaned.get("men")
        if women is None or men is None or self._sectors_in_error():
            return cleaned
        if women + men == 0:
            self.add_error("women", _("Say how many women and men took part."))
        elif sum(self.by_sector.values()) != women + men:
            self.add_error(
                f"sector-{catalogues.STAKEHOLDER_SECTORS[0].key}",
                _(
                    "The participants by sector add up to %(sectors)d, women and men to "
                    "%(people)d. Make both the same."
                )
                % {"sectors": sum(self.by_sector.values()), "people": women + men},
            )
        return cleaned

    def _sectors_in_error(self) -> bool:
        return any(name.startswith("sector-") for name in self.errors)

    @property
    def by_sector(self) -> dict[str, int]:
        """Head counts by sector; sectors nobody came from are left out."""
        counts = {
            choice.key: self.cleaned_data.get(f"sector-{choice.key}")
            for choice in catalogues.STAKEHOLDER_SECTORS
        }
        return {key: count for key, count in counts.items() if count}

    @property
    def sector_fields(self) -> list[forms.BoundField]:
        return [self[f"sector-{choice.key}"] for choice in catalogues.STAKEHOLDER_SECTORS]

    def say(self, field: str, sentence: str) -> None:
        first = f"sector-{catalogues.STAKEHOLDER_SECTORS[0].key}"
        super().say(first if field == "by_sector" else field, sentence)


def _recorded(endorsement: Endorsement | None) -> dict[str, Any]:
    if endorsement is None:
        return {}
    names = ("held_on", "place", "women", "men", "minutes")
    counts = {f"sector-{key}": count for key, count in endorsement.by_sector.items()}
    return {name: getattr(endorsement, name) for name in names} | counts
