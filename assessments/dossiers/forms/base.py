"""What all forms of a dossier share: nothing is checked by the browser, errors name their field."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _


class DossierForm(forms.Form):
    """The error summary names the field, so the sentence for an empty one can be short."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            one_of = isinstance(field.widget, forms.RadioSelect)
            field.error_messages["required"] = (
                _("Choose one of the answers.") if one_of else _("Fill this in.")
            )
            if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
                field.error_messages["invalid_choice"] = _(
                    "“%(value)s” is not in the list. Choose one that is."
                )

    def say(self, field: str, sentence: str) -> None:
        """Put a refusal of an operation where it belongs: its field, else the whole form."""
        self.add_error(field if field in self.fields else None, sentence)

    def clean(self) -> dict[str, Any]:
        """What was read so far; forms that check fields together go on from here."""
        super().clean()
        return self.cleaned_data
