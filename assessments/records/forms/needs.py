"""Forms of sectors, needs and technology options."""

from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Record
from assessments.questions.records import NEED, OPTION, SECTOR

from .described import written_from
from .form import RecordForm


@written_from(SECTOR)
class SectorForm(RecordForm):
    in_row = ("key", "name", "reason", "sdg_targets")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("key") == "other" and not cleaned.get("name"):
            self.add_error("name", _("Name the sector."))
        return cleaned


@written_from(NEED)
class NeedForm(RecordForm):
    in_row = ("sector", "statement", "challenge", "who_benefits")


@written_from(OPTION)
class OptionForm(RecordForm):
    in_row = ("name", "need", "screened_in", "capital_cost", "currency", "chosen")

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
        if cleaned.get("catalogue_match") and not cleaned.get("catalogue_entry"):
            self.add_error("catalogue_entry", _("Choose the entry that it is, or “Not stated”."))
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
                _("Give all three shares, zero included, or leave all three empty."),
            )
        elif sum(given) != 100:
            self.add_error(
                "hardware",
                _("The three shares add up to %d. They must add up to 100.") % sum(given),
            )
