"""Forms of sectors, needs and technology options."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Need, Record, Sector, TechnologyOption
from assessments.questions import catalogues

from .fields import Currency, LongText, Number, OneOf, PlainText, WholeNumber, Year
from .record_form import RecordForm

LARGEST_SUM = Decimal("99999999999999.99")
NEGATIVE_COST = gettext_lazy("A cost cannot be negative. Leave it empty if it is not known.")


class SectorForm(RecordForm):
    model = Sector
    key = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        help_text=gettext_lazy("The fifteen priorities come from A/76/272, figure 6."),
        choices=[("", gettext_lazy("Choose one")), *catalogues.pairs(catalogues.SECTORS)],
    )
    name = PlainText(
        label=gettext_lazy("The country’s own name for it"),
        help_text=gettext_lazy("Needed for “Other sector”."),
        max_length=120,
        required=False,
    )
    reason = LongText(
        label=gettext_lazy("Why this sector?"),
        help_text=gettext_lazy("What technology can change here, and for how many."),
        required=False,
    )
    sdg_targets = PlainText(
        label=gettext_lazy("SDG targets it serves"),
        help_text=gettext_lazy("For example 2.3, 9.5 and 13.1."),
        max_length=200,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("key") == "other" and not cleaned.get("name"):
            self.add_error("name", _("Name the sector."))
        return cleaned


class NeedForm(RecordForm):
    model = Need
    sector = OneOf(label=gettext_lazy("Sector"))
    challenge = LongText(
        label=gettext_lazy("Challenge"),
        help_text=gettext_lazy("What is difficult today, for whom, and how that is known."),
    )
    statement = PlainText(
        label=gettext_lazy("Need"),
        help_text=gettext_lazy("What technology would have to do about it, in one sentence."),
        max_length=300,
    )
    who_benefits = LongText(label=gettext_lazy("Who benefits"), required=False, rows=3)

    offers = {"sector": Sector}


class OptionForm(RecordForm):
    model = TechnologyOption
    name = PlainText(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("The country’s own name for it. A fund or a scheme counts too."),
        max_length=200,
    )
    need = OneOf(label=gettext_lazy("Need it would meet"))
    description = LongText(label=gettext_lazy("Description"), required=False)
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage of the technology"),
        choices=[("", gettext_lazy("Not stated")), *catalogues.pairs(catalogues.STAGES)],
        required=False,
    )
    hardware = WholeNumber(label=gettext_lazy("Hardware (%)"), most=100, required=False)
    software = WholeNumber(label=gettext_lazy("Software (%)"), most=100, required=False)
    orgware = WholeNumber(label=gettext_lazy("Orgware (%)"), most=100, required=False)
    capital_cost = Number(
        label=gettext_lazy("Capital cost"),
        least=0,
        most=LARGEST_SUM,
        below=NEGATIVE_COST,
        required=False,
    )
    running_cost = Number(
        label=gettext_lazy("Running cost a year"),
        least=0,
        most=LARGEST_SUM,
        below=NEGATIVE_COST,
        required=False,
    )
    currency = Currency(label=gettext_lazy("Currency"), required=False)
    lifetime_years = WholeNumber(label=gettext_lazy("Lifetime in years"), most=200, required=False)
    screened_in = forms.TypedChoiceField(
        label=gettext_lazy("Does it pass the screening?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda word: word == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )
    screening_reason = LongText(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed before submission if it does not pass."),
        required=False,
        rows=3,
    )
    chosen = forms.BooleanField(
        label=gettext_lazy("The country chooses this technology for its plan"), required=False
    )
    ambition_target = LongText(
        label=gettext_lazy("Target"),
        help_text=gettext_lazy("What is to be in use, and where."),
        required=False,
        rows=3,
    )
    ambition_scale = PlainText(label=gettext_lazy("Scale"), max_length=200, required=False)
    ambition_year = Year(label=gettext_lazy("By year"), required=False)
    ambition_beneficiaries = PlainText(
        label=gettext_lazy("Beneficiaries"), max_length=200, required=False
    )
    source = PlainText(label=gettext_lazy("Source"), max_length=300, required=False)
    source_page = PlainText(label=gettext_lazy("Page"), max_length=40, required=False)

    offers = {"need": Need}
    groups = (
        (gettext_lazy("What it is"), "", ("name", "need", "description", "stage")),
        (
            gettext_lazy("What it is made of"),
            gettext_lazy(
                "Shares in percent that add up to 100, or all three empty. Orgware is the "
                "organisation around the technology."
            ),
            (("hardware", "software", "orgware"),),
        ),
        (
            gettext_lazy("Cost and lifetime"),
            gettext_lazy("Leave a cost empty if it is not known: it is then shown as not known."),
            (("capital_cost", "running_cost", "currency"), "lifetime_years"),
        ),
        (gettext_lazy("Screening"), "", ("screened_in", "screening_reason")),
        (
            gettext_lazy("Choice and ambition"),
            gettext_lazy("Fill this in once the options are in order."),
            (
                "chosen",
                "ambition_target",
                ("ambition_scale", "ambition_year"),
                "ambition_beneficiaries",
            ),
        ),
        (gettext_lazy("Where this is from"), "", (("source", "source_page"),)),
    )

    def of_record(self, record: Record) -> dict[str, Any]:
        initial = super().of_record(record)
        return initial | {"screened_in": "yes" if initial["screened_in"] else "no"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._shares(cleaned)
        costs = [cleaned.get("capital_cost"), cleaned.get("running_cost")]
        costed = any(cost is not None for cost in costs)
        if costed and "currency" not in self.errors and not cleaned.get("currency"):
            self.add_error("currency", _("Give the currency of the costs."))
        if cleaned.get("chosen") and cleaned.get("screened_in") is False:
            self.add_error("chosen", _("An option that was screened out cannot be chosen."))
        return cleaned

    def _shares(self, cleaned: dict[str, Any]) -> None:
        names = ("hardware", "software", "orgware")
        if any(name in self.errors for name in names):
            return
        shares = [cleaned.get(name) for name in names]
        given = [share for share in shares if share is not None]
        if not given:
            return
        if len(given) < len(shares):
            self.add_error(
                names[shares.index(None)],
                _("Give all three shares, nought included, or leave all three empty."),
            )
        elif sum(given) != 100:
            self.add_error(
                "hardware",
                _("The three shares add up to %d. They must add up to 100.") % sum(given),
            )
