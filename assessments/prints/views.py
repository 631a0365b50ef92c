"""For paper: a dossier on one page, the blank questionnaire, and both as PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.dossiers.views.pages import Page, open_page
from assessments.prints.documents.form_sections import blank_sections
from assessments.prints.operations import asking
from assessments.prints.operations.asking import Print
from assessments.questions.languages import name_of
from assessments.reading.queries.whole import whole_dossier
from assessments.states import DocumentState
from techbank.exceptions import Invalid

_SENTENCES = {
    "": lambda: _("It is not made yet."),
    DocumentState.QUEUED: lambda: _("It is being made. That takes a minute at most."),
    DocumentState.READY: lambda: _("The PDF is ready."),
    DocumentState.FAILED: lambda: _("It could not be made. Ask again, or tell the administrator."),
}


@dataclass(frozen=True)
class PrintRow:
    """A print as a page shows it; ``url`` is where it is asked for and fetched."""

    language: str
    state: str
    url: str

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.state]()


def _paper_language() -> str:
    """The reader's language where it can be printed, else English."""
    language = get_language() or "en"
    return language if asking.printable(language) else "en"


def _name_of(language: str) -> str:
    return name_of(language, get_language() or "en")


def _answer(
    request: HttpRequest, print: Print, row: PrintRow, name: str, back: Callable[[], HttpResponse]
) -> HttpResponseBase:
    """The state as JSON with ``?state``; else the file if there is one; else ``back()``."""
    if "state" in request.GET:
        answer = {"state": row.state, "sentence": row.sentence, "label": "", "url": row.url}
        return JsonResponse(answer, headers={"Cache-Control": "no-store"})
    try:
        file = print.path.open("rb")
    except FileNotFoundError:
        return back()
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# --- A dossier ------------------------------------------------------------------------------------
def _print_of(page: Page, language: str) -> tuple[Print, PrintRow]:
    requested, _facts = asking.dossier_print(
        page.assessment, on=page.now.date(), language=language, of_country=page.of_country
    )
    return requested, PrintRow(_name_of(language), requested.state, page.url("dossier_print_pdf"))


@require_GET
def dossier(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The whole dossier on one page, as far as this person may read it, made for printing."""
    page = open_page(request, assessment_id)
    sections = whole_dossier(
        page.assessment,
        on=page.now.date(),
        locale=get_language() or "en",
        reads=page.may_read,
        of_country=page.of_country,
    )
    _print, row = _print_of(page, _paper_language())
    context = page.context(
        ("", _("To print")), sections=sections, row=row, of_country=page.of_country, now=page.now
    )
    return render(request, "assessments/prints/dossier.html", context)


@require_http_methods(["GET", "POST"])
def dossier_pdf(request: HttpRequest, assessment_id: UUID) -> HttpResponseBase:
    """Ask for the dossier as PDF in the reader's language, or fetch it once it is made.

    The PDF is found by what the dossier holds at this moment: one that was written in since has
    to be asked for again, and nobody fetches what they may not read on the page.
    """
    page, language = open_page(request, assessment_id), _paper_language()
    if request.method == "POST":
        try:
            asking.ask_for_dossier_print(
                assessment=page.assessment,
                language=language,
                of_country=page.of_country,
                by=page.user,
                at=page.now,
            )
        except Invalid as invalid:
            messages.error(request, invalid.sentence)
        return redirect(f"{page.url('dossier_print')}#pdf")
    requested, row = _print_of(page, language)
    day = page.now.date().isoformat()
    name = f"{page.assessment.country_id}-{page.assessment.cycle_id}-{day}-{language}.pdf"

    def back() -> HttpResponse:
        messages.info(request, _("The assessment was changed since. Ask for its PDF again."))
        return redirect(f"{page.url('dossier_print')}#pdf")

    return _answer(request, requested, row, name, back)


# --- The blank questionnaire ----------------------------------------------------------------------
def _blank_row(version: str, language: str, on: Any) -> tuple[Print, PrintRow]:
    form = asking.blank_form(version, language, on)
    url = reverse("blank_form_pdf", args=[version, language])
    return form, PrintRow(_name_of(language), form.state, url)


@require_GET
def blank(request: HttpRequest, version: str) -> HttpResponse:
    """The questionnaire without answers, to read, to print, and as PDF in each language."""
    on = timezone.now().date()
    rows = [_blank_row(version, code, on)[1] for code, _name in settings.DOCUMENT_LANGUAGES]
    context = {
        "version": version,
        "rows": rows,
        "sections": blank_sections(version),
        "nav": "assessments",
    }
    return render(request, "assessments/prints/blank_form.html", context)


@require_http_methods(["GET", "POST"])
def blank_pdf(request: HttpRequest, version: str, language: str) -> HttpResponseBase:
    """Ask for the blank form in a language, or fetch it once it is made: one for everybody."""
    now = timezone.now()
    form, row = _blank_row(version, language, now.date())
    address = reverse("blank_form", args=[version])
    if request.method == "POST":
        asking.ask_for_blank_form(version=version, language=language, at=now)
        return redirect(f"{address}#pdf")
    name = f"questionnaire-{version}-{language}.pdf"
    return _answer(request, form, row, name, lambda: redirect(f"{address}#pdf"))
