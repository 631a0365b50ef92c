"""The door for what browsers save by themselves: one write in, one JSON answer out."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.answers.forms import saves
from assessments.answers.operations.answers import Conflict, Written, keep_unread, save_answers
from assessments.dossiers.forms.fields import reader_locale
from assessments.dossiers.views.pages import Page, open_page
from assessments.history.queries.answers import value_at
from assessments.models import Record
from assessments.questions.definitions import Question, Section
from assessments.records.forms.registry import record_kind
from assessments.records.operations.states import get_record
from assessments.records.operations.writing import keep_unread_field, write_field
from techbank.exceptions import Hidden, Invalid, Refused, Stale
from techbank.templatetags.techbank import moment
from techbank.web.context_processors import person_key
from techbank.web.refused_attempts import record_refused_attempt


@login_not_required
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, assessment_id: UUID) -> JsonResponse:
    """Save one answer or one field of a record; every answer is JSON and echoes the write's UUID.

    200 saved · 401 signed out · 403 refused · 404 not there · 409 conflict · 413 too long ·
    422 cannot be read as an answer, kept in the history. GET gives a fresh token and says whose.
    """
    if not request.user.is_authenticated:
        sentence = _("You are signed out. What you wrote is kept; sign in and it is sent.")
        sign_in = f"{reverse('account_login')}?next={reverse('signed_in')}"
        return _answer(401, "signed_out", None, sentence=sentence, sign_in=sign_in)
    try:
        page = open_page(request, assessment_id)
        if request.method == "GET":
            return JsonResponse({"csrf": get_token(request), "person": person_key(request.user)})
        if len(request.body) > saves.MOST_BYTES:
            return _answer(413, "too_long", None, sentence=_("Shorten the text: it is too long."))
        return _save(page, saves.read_sent(request.body))
    except Invalid as invalid:
        return _answer(400, "not_understood", None, sentence=invalid.sentence)
    except Hidden as hidden:
        record_refused_attempt(request, hidden)
        return _answer(404, "gone", None, sentence=_("This is not there any more."))
    except Refused as refused:
        record_refused_attempt(request, refused)
        return _answer(403, "refused", None, sentence=refused.sentence)


def _answer(status: int, outcome: str, client_uuid: UUID | None, **more: Any) -> JsonResponse:
    payload = {"outcome": outcome, "client_uuid": str(client_uuid) if client_uuid else None, **more}
    response = JsonResponse(payload, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, no-store"
    return response


def _saved(page: Page, sent: saves.BrowserWrite, version: int) -> JsonResponse:
    time = timezone.localtime(page.now).strftime("%H:%M")
    return _answer(
        200,
        "saved",
        sent.client_uuid,
        version=version,
        saved_at=page.now.isoformat(),
        saved_words=_("Saved %(time)s") % {"time": time},
    )


def _save(page: Page, sent: saves.BrowserWrite) -> JsonResponse:
    try:
        return _save_field(page, sent) if sent.kind else _save_answer(page, sent)
    except Refused as refused:
        record_refused_attempt(page.request, refused)
        return _answer(403, "refused", sent.client_uuid, sentence=refused.sentence)


# --- Answers --------------------------------------------------------------------------------------
def _asked(page: Page, key: str) -> tuple[Section, Question]:
    """Raises ``Hidden`` for a question this dossier's questionnaire does not ask."""
    try:
        return page.questionnaire.section_of(key), page.questionnaire.question(key)
    except KeyError:
        raise Hidden from None


def _save_answer(page: Page, sent: saves.BrowserWrite) -> JsonResponse:
    section, question = _asked(page, sent.key)
    try:
        value = saves.read_answer(sent, question, reader_locale())
    except Invalid as invalid:
        _keep_answer(page, section, sent)
        return _answer(422, "not_read", sent.client_uuid, sentence=invalid.sentence)
    saved = save_answers(
        assessment=page.assessment,
        section=section.key,
        written=[Written(sent.key, value, sent.not_known, sent.base_version, sent.client_uuid)],
        by=page.user,
        at=page.now,
        auto=True,
    )
    if saved.conflicts:
        return _conflict(page, sent, question, saved.conflicts[0])
    return _saved(page, sent, saved.versions.get(sent.key, 0))


def _keep_answer(page: Page, section: Section, sent: saves.BrowserWrite) -> None:
    text = saves.storable(sent.raw)
    keep_unread(
        assessment=page.assessment,
        section=section.key,
        written=Written(sent.key, text, False, sent.base_version, sent.client_uuid),
        by=page.user,
        at=page.now,
    )


def _conflict(
    page: Page, sent: saves.BrowserWrite, question: Question, conflict: Conflict
) -> JsonResponse:
    base = value_at(page.assessment, sent.key, sent.base_version)
    return _answer(
        409,
        "conflict",
        sent.client_uuid,
        version=conflict.version,
        theirs=saves.as_typed(conflict.theirs, question),
        theirs_not_known=conflict.theirs_not_known,
        theirs_by=str(conflict.theirs_by),
        theirs_at=conflict.theirs_at.isoformat(),
        theirs_words=_who_and_when(str(conflict.theirs_by), conflict.theirs_at),
        base=None if base is None else saves.as_typed(base[0], question),
        sentence=_("Somebody changed this answer in the meantime. Both texts are kept."),
    )


def _who_and_when(who: str, when: Any) -> str:
    return _("%(person)s, %(moment)s") % {"person": who, "moment": moment(when)}


# --- Fields of records ----------------------------------------------------------------------------
@dataclass(frozen=True)
class _Place:
    """A field of a record that is there."""

    page: Page
    sent: saves.BrowserWrite
    record: Record

    @property
    def names(self) -> dict[str, Any]:
        return {
            "assessment": self.page.assessment,
            "kind": self.sent.kind,
            "record_id": self.record.pk,
            "field": self.sent.field,
            "client_uuid": self.sent.client_uuid,
            "by": self.page.user,
            "at": self.page.now,
        }


def _save_field(page: Page, sent: saves.BrowserWrite) -> JsonResponse:
    kind = record_kind(sent.kind)
    assert sent.record is not None  # noqa: S101 - a write that names a kind names a record
    record = get_record(assessment=page.assessment, kind=sent.kind, record_id=sent.record)
    form = kind.form(assessment=page.assessment, record=record)
    place = _Place(page, sent, record)
    try:
        value = saves.read_field(form, sent.field, sent.raw)
        _record, version = write_field(value=value, base_version=sent.base_version, **place.names)
    except KeyError:
        raise Hidden from None
    except Invalid as invalid:
        keep_unread_field(text=saves.storable(sent.raw), **place.names)
        return _answer(422, "not_read", sent.client_uuid, sentence=invalid.sentence)
    except Stale as stale:
        return _field_conflict(place, form, stale)
    return _saved(page, sent, version)


def _field_conflict(place: _Place, form: Any, stale: Stale) -> JsonResponse:
    theirs = stale.theirs
    assert isinstance(theirs, Record)  # noqa: S101 - what write_field raises
    return _answer(
        409,
        "conflict",
        place.sent.client_uuid,
        version=theirs.version,
        theirs=saves.field_as_typed(form, theirs, place.sent.field),
        theirs_not_known=False,
        theirs_by=str(theirs.updated_by),
        theirs_at=theirs.updated_at.isoformat(),
        theirs_words=_who_and_when(str(theirs.updated_by), theirs.updated_at),
        base=None,
        sentence=_("Somebody changed this field in the meantime. Both texts are kept."),
    )


@require_http_methods(["GET"])
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where a sign-in from a page that is still being written on ends."""
    return render(request, "assessments/answers/signed_in.html")
