"""The filter of the assessments made elsewhere."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from techbank.web.form_fields import field_of


class ExternalFilter(forms.Form):
    """What to show of the assessments made elsewhere."""

    hide_optional = True
    round = forms.TypedChoiceField(
        label=_("Round"),
        required=False,
        choices=[("", _("Both rounds")), ("1", _("First round")), ("2", _("Second round"))],
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    differing = forms.BooleanField(label=_("Only where sources disagree"), required=False)

    def __init__(self, data: Any = None, *, regions: Iterable[str]) -> None:
        super().__init__(data)
        field_of(self, "region", forms.ChoiceField).choices = [
            ("", _("All regions")),
            *((name, name) for name in regions),
        ]
