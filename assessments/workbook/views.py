"""The workbook pages: issue, download, upload, preview the changes, accept or discard."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.dossiers.views.pages import Page, open_page
from assessments.models import WorkbookReturn
from assessments.workbook.exports.workbook import MEDIA_TYPE, workbook_file, workbook_name
from assessments.workbook.forms.issuing import IssueForm, WorkbookUploadForm
from assessments.workbook.forms.preview import Preview, WorkbookDecision, preview
from assessments.workbook.forms.rows import Reading
from assessments.workbook.imports.workbook import read_returned
from assessments.workbook.operations.accepting import NotTaken, accept_return
from assessments.workbook.operations.issuing import (
    ReturnedFile,
    discard_return,
    issue_workbook,
    keep_return,
)
from assessments.workbook.queries import files
from partners.views.asking import READ_OR_POST
from techbank.exceptions import Invalid, Refused

_SHOWN = 10


def _open(request: HttpRequest, assessment_id: UUID) -> Page:
    """The dossier, for its own country only: a workbook holds what the country keeps to itself."""
    page = open_page(request, assessment_id)
    if not page.of_country:
        raise Refused(_("Workbooks are for the people who write the dossier."))
    return page


def _issue_form(page: Page, data: Any = None) -> IssueForm:
    sections = [
        section for section in page.questionnaire.sections if page.editable_sections[section.key]
    ]
    return IssueForm(data, sections=sections)


@READ_OR_POST
def workbook(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Issue and upload workbooks; the list of those issued and returned before."""
    page = _open(request, assessment_id)
    if request.method == "POST":
        page.require_edit()
        return _issue(page)
    return _page(page)


def _page(
    page: Page,
    *,
    issue: IssueForm | None = None,
    back: WorkbookUploadForm | None = None,
    status: int = 200,
) -> HttpResponse:
    verdict = page.may_edit()
    issue = issue or (_issue_form(page) if verdict else None)
    back = back or (WorkbookUploadForm() if verdict else None)
    context = page.context(
        ("", _("Workbook")),
        issue_form=issue,
        return_form=back,
        forms=[form for form in (issue, back) if form],
        reason="" if verdict else verdict.reason,
        issued=files.issued_of(page.assessment)[:_SHOWN],
        returns=files.returns_of(page.assessment)[:_SHOWN],
        newest=page.request.GET.get("issued", ""),
    )
    return render(page.request, "assessments/workbook/workbook.html", context, status=status)


def _issue(page: Page) -> HttpResponse:
    form = _issue_form(page, page.request.POST)
    if not form.is_valid():
        return _page(page, issue=form)
    try:
        issued = issue_workbook(
            assessment=page.assessment,
            sections=form.cleaned_data["sections"],
            language=get_language() or "en",
            scorers=form.scorers_asked,
            by=page.user,
            at=page.now,
        )
    except Invalid as invalid:
        form.say(invalid.field, invalid.sentence)
        return _page(page, issue=form)
    return redirect(f"{page.url('workbook')}?issued={issued.pk}")


@require_safe
def workbook_download(request: HttpRequest, assessment_id: UUID, issued_id: UUID) -> HttpResponse:
    """The file of an issued workbook; every download is the same."""
    page = _open(request, assessment_id)
    issued = files.get_issued(page.assessment, issued_id)
    response = HttpResponse(workbook_file(issued), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{workbook_name(issued)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def workbook_return(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Read an uploaded workbook. The dossier does not change."""
    page = _open(request, assessment_id)
    page.require_edit()
    form = WorkbookUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(page, back=form)
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        content_read = read_returned(content, name=file.name, assessment=page.assessment)
    except Invalid as invalid:
        form.say(invalid.field, invalid.sentence)
        return _page(page, back=form)
    try:
        back = keep_return(
            issued=content_read.issued,
            returned=ReturnedFile(file.name, content_read.digest, len(content), content_read.cells),
            by=page.user,
            at=page.now,
        )
    except Invalid as invalid:
        form.say(invalid.field, invalid.sentence)
        return _page(page, back=form)
    return redirect(page.url("workbook_preview", back.pk))


@READ_OR_POST
def workbook_preview(request: HttpRequest, assessment_id: UUID, return_id: UUID) -> HttpResponse:
    """What a returned workbook would change, row by row; accept or discard it."""
    page = _open(request, assessment_id)
    back = files.get_return(page.assessment, return_id)
    if request.method == "POST":
        page.require_edit()
        return _discard(page, back) if "discard" in request.POST else _accept(page, back)
    if back.outcome != WorkbookReturn.Outcome.OPEN:
        return _settled(page, back)
    return _show(page, back, preview(_reading(page, back)))


def _reading(page: Page, back: WorkbookReturn) -> Reading:
    verdicts = page.editable_sections
    if back.issued.questionnaire != page.assessment.questionnaire:
        raise Refused(
            _("The dossier follows another questionnaire now. Issue a new workbook and copy.")
        )
    return Reading(back, page.assessment, verdicts)


def _show(page: Page, back: WorkbookReturn, changes: Preview, *, status: int = 200) -> HttpResponse:
    context = page.context(
        (page.url("workbook"), _("Workbook")),
        ("", _("What the workbook would change")),
        back=back,
        preview=changes,
        editable=bool(page.may_edit()),
    )
    return render(page.request, "assessments/workbook/preview.html", context, status=status)


def _settled(page: Page, back: WorkbookReturn) -> HttpResponse:
    context = page.context(
        (page.url("workbook"), _("Workbook")), ("", _("What was done with it")), back=back
    )
    return render(page.request, "assessments/workbook/settled.html", context)


def _accept(page: Page, back: WorkbookReturn) -> HttpResponse:
    here = page.url("workbook_preview", back.pk)
    if back.outcome != WorkbookReturn.Outcome.OPEN:
        return redirect(here)
    reading = _reading(page, back)
    changes = preview(reading, page.request.POST)
    decision = WorkbookDecision(reading, changes)
    if not decision.stands:
        return _show(page, back, changes, status=409)
    try:
        accept_return(
            back=back,
            taken=decision.taken,
            report=decision.report(),
            by=page.user,
            at=page.now,
        )
    except NotTaken as hindered:
        again = preview(reading, page.request.POST)
        again.say(hindered.row, hindered.sentence)
        return _show(page, back, again, status=409)
    messages.success(page.request, _("The chosen rows are in the dossier."))
    return redirect(here)


def _discard(page: Page, back: WorkbookReturn) -> HttpResponse:
    if discard_return(back=back, by=page.user, at=page.now):
        messages.success(page.request, _("Nothing was accepted from the workbook."))
    return redirect(page.url("workbook"))
