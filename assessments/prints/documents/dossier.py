"""A dossier as it stood on a day, printed for the people who work on it. No plan, no snapshot."""

from typing import Any, Final

from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.publication.documents.plan import LONGEST_HEAD
from techbank import press
from techbank.templatetags.techbank import localdate
from techbank.text import passage, printed, prose, shortened

STYLESHEETS: Final = ("document.css", "form.css")


def printed_pdf(facts: dict[str, Any], *, identifier: str) -> bytes:
    """The facts as PDF; the same facts, the same bytes. Reads no clock, no database."""
    language = facts["language"]
    with translation.override(language):
        title = f"{facts['country']}: {facts['title']}"
        day = localdate(facts["on"])
        html = render_to_string(
            "documents/print/print.html",
            {
                **facts,
                "direction": press.direction(language),
                "document_title": title,
                "running_title": shortened(title, LONGEST_HEAD),
                "day": day,
                "standing": _("As it stood on %(day)s · not an approved plan") % {"day": day},
                "sections": [_set(section, facts["text_dialect"]) for section in facts["sections"]],
            },
        )
        return press.render(
            html=html,
            css=STYLESHEETS,
            language=language,
            title=title,
            identifier=identifier,
            author=facts["country"],
        )


def _set(section: dict[str, Any], dialect: int) -> dict[str, Any]:
    """The section with its long texts as safe HTML."""
    answers = [
        {**answer, "html": printed(prose(answer["text"], dialect)) if answer["markdown"] else ""}
        for answer in section["answers"]
    ]
    kinds = [
        {**kind, "records": [_record(record, dialect) for record in kind["records"]]}
        for kind in section["kinds"]
    ]
    return {**section, "answers": answers, "kinds": kinds}


def _record(record: dict[str, Any], dialect: int) -> dict[str, Any]:
    facts = [
        (label, printed(passage(value, dialect)) if long else linebreaksbr(value))
        for label, value, long in record["facts"]
    ]
    return {**record, "facts": facts}
