"""Fields shared by the forms of all apps."""

from typing import Any

from django import forms

from techbank.exceptions import Invalid
from techbank.text import clean_input


class Text(forms.CharField):
    """A line or a text that a database can store: no NUL, no lone surrogates."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean_input(text) if text else text


class DayField(forms.DateField):
    """A day, written the reader's way or picked from the browser's calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "width-10"})
        super().__init__(**({"widget": widget} | options))


def show(form: forms.Form, problem: Invalid) -> None:
    """Show an operation's problem beside the field it belongs to, else above the form."""
    field = problem.field if problem.field in form.fields else None
    form.add_error(field, str(problem.sentence))
