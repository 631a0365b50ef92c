"""The questionnaire as a form to print and to fill in by hand."""

from typing import Final

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from techbank import press

from .form_sections import blank_sections

STYLESHEETS: Final = ("document.css", "form.css")


def blank_pdf(*, version: str, language: str, identifier: str) -> bytes:
    """The form of a version of the questionnaire; the same arguments, the same bytes.

    Raises KeyError for a version that was never released.
    """
    with translation.override(language):
        title = _("Technology needs assessment: questionnaire %(version)s") % {"version": version}
        html = render_to_string(
            "documents/blank/blank.html",
            {
                "language": language,
                "direction": press.direction(language),
                "document_title": title,
                "version": version,
                "standing": _("Questionnaire %(version)s · form to fill in by hand")
                % {"version": version},
                "sections": blank_sections(version),
            },
        )
        return press.render(
            html=html,
            css=STYLESHEETS,
            language=language,
            title=title,
            identifier=identifier,
        )
