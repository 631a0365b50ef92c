"""The endpoint for writes that browsers send by themselves: one write in, one JSON response out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
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
from assessments.answers.operations.answers import Written, keep_unread, save_answers
from assessments.dossiers.forms.fields import reader_locale
from assessments.dossiers.views.pages import Page, open_page
from assessments.history.queries.answers import value_at
from assessments.models import Record
from assessments.records.forms.registry import record_kind
from assessments.records.operations.states import get_record
from assessments.records.operations.writes import keep_unread_field
from assessments.records.operations.writing import write_field
from partners.models import User
from techbank.exceptions import Hidden, Invalid, Refused, Stale
from techbank.templatetags.techbank import moment
from techbank.text.glyphs import unprintable_sentence
from techbank.web.context_processors import person_key
from techbank.web.refused_attempts import record_refused_attempt


@login_not_required
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, assessment_id: UUID) -> JsonResponse:
    """Save one answer or one field of a record. The response is JSON and repeats the write's UUID.

    200 saved · 401 signed out · 403 refused · 404 not found · 409 conflict · 413 too long ·
    422 cannot be read as an answer, kept in the history. GET returns a new CSRF token and the
    person it is for.
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
    unprintable = unprintable_sentence(sent.raw) if isinstance(sent.raw, str) else ""
    return _answer(
        200,
        "saved",
        sent.client_uuid,
        version=version,
        saved_at=page.now.isoformat(),
        saved_words=" · ".join(filter(None, (_("Saved %(time)s") % {"time": time}, unprintable))),
    )


def _save(page: Page, sent: saves.BrowserWrite) -> JsonResponse:
    """The one way in for an answer and for a field of a record, and the one answer back."""
    try:
        target: _Target = _FieldTarget(page, sent) if sent.kind else _AnswerTarget(page, sent)
        try:
            outcome = target.write(target.read())
        except Invalid as invalid:
            target.keep_unread(saves.storable(sent.raw))
            return _answer(422, "not_read", sent.client_uuid, sentence=invalid.sentence)
    except Refused as refused:
        record_refused_attempt(page.request, refused)
        return _answer(403, "refused", sent.client_uuid, sentence=refused.sentence)
    if isinstance(outcome, _Theirs):
        return _conflict(sent, outcome)
    return _saved(page, sent, outcome)


@dataclass(frozen=True)
class _Theirs:
    """What another person saved since the version this write is based on.

    ``text`` and ``base`` (the text both began from, None where it is not known) are as the field
    takes them: a text, or a list of texts.
    """

    version: int
    text: Any
    not_known: bool
    by: User
    at: datetime
    base: Any
    sentence: str


class _Target(Protocol):
    """What a browser writes to: it reads the text, stores the value, or keeps the text unread."""

    def read(self) -> Any:
        """The value to store. Raises ``Invalid`` with the sentence for the field."""

    def write(self, value: Any) -> int | _Theirs:
        """The new version, or what stands against it."""

    def keep_unread(self, text: Any) -> None:
        """Keep in the history what could not be read."""


class _AnswerTarget:
    """An answer. Raises ``Hidden`` for a question this dossier's questionnaire does not ask."""

    def __init__(self, page: Page, sent: saves.BrowserWrite) -> None:
        self.page, self.sent = page, sent
        try:
            self.section = page.questionnaire.section_of(sent.key)
            self.question = page.questionnaire.question(sent.key)
        except KeyError:
            raise Hidden from None

    def _written(self, value: Any, not_known: bool) -> Written:
        sent = self.sent
        return Written(sent.key, value, not_known, sent.base_version, sent.client_uuid)

    def read(self) -> Any:
        return saves.read_answer(self.sent, self.question, reader_locale())

    def write(self, value: Any) -> int | _Theirs:
        saved = save_answers(
            assessment=self.page.assessment,
            section=self.section.key,
            written=[self._written(value, self.sent.not_known)],
            by=self.page.user,
            at=self.page.now,
            auto=True,
        )
        if not saved.conflicts:
            return saved.versions.get(self.sent.key, 0)
        conflict = saved.conflicts[0]
        base = value_at(self.page.assessment, self.sent.key, self.sent.base_version)
        return _Theirs(
            version=conflict.version,
            text=saves.as_typed(conflict.theirs, self.question),
            not_known=conflict.theirs_not_known,
            by=conflict.theirs_by,
            at=conflict.theirs_at,
            base=None if base is None else saves.as_typed(base[0], self.question),
            sentence=_("Somebody changed this answer in the meantime. Both texts are kept."),
        )

    def keep_unread(self, text: Any) -> None:
        keep_unread(
            assessment=self.page.assessment,
            section=self.section.key,
            written=self._written(text, False),
            by=self.page.user,
            at=self.page.now,
        )


class _FieldTarget:
    """A field of a record that is there. Raises ``Hidden`` for an unknown kind or record."""

    def __init__(self, page: Page, sent: saves.BrowserWrite) -> None:
        self.page, self.sent = page, sent
        kind = record_kind(sent.kind)
        assert sent.record is not None  # noqa: S101 - a write that names a kind names a record
        self.record = get_record(assessment=page.assessment, kind=sent.kind, record_id=sent.record)
        self.form = kind.form(assessment=page.assessment, record=self.record)

    @property
    def _names(self) -> dict[str, Any]:
        return {
            "assessment": self.page.assessment,
            "kind": self.sent.kind,
            "record_id": self.record.pk,
            "field": self.sent.field,
            "client_uuid": self.sent.client_uuid,
            "by": self.page.user,
            "at": self.page.now,
        }

    def read(self) -> Any:
        try:
            return saves.read_field(self.form, self.sent.field, self.sent.raw)
        except KeyError:
            raise Hidden from None

    def write(self, value: Any) -> int | _Theirs:
        try:
            base_version = self.sent.base_version
            _record, version = write_field(value=value, base_version=base_version, **self._names)
        except KeyError:
            raise Hidden from None
        except Stale as stale:
            return self._theirs(stale)
        return version

    def _theirs(self, stale: Stale) -> _Theirs:
        record = stale.theirs
        assert isinstance(record, Record)  # noqa: S101 - what write_field raises
        return _Theirs(
            version=record.version,
            text=saves.field_as_typed(self.form, record, self.sent.field),
            not_known=False,
            by=record.updated_by,
            at=record.updated_at,
            base=None,
            sentence=_("Somebody changed this field in the meantime. Both texts are kept."),
        )

    def keep_unread(self, text: Any) -> None:
        keep_unread_field(text=text, **self._names)


def _conflict(sent: saves.BrowserWrite, theirs: _Theirs) -> JsonResponse:
    return _answer(
        409,
        "conflict",
        sent.client_uuid,
        version=theirs.version,
        theirs=theirs.text,
        theirs_not_known=theirs.not_known,
        theirs_by=str(theirs.by),
        theirs_at=theirs.at.isoformat(),
        theirs_words=_("%(person)s, %(moment)s")
        % {"person": str(theirs.by), "moment": moment(theirs.at)},
        base=theirs.base,
        sentence=theirs.sentence,
    )


@require_http_methods(["GET"])
def signed_in(request: HttpRequest) -> HttpResponse:
    """The last page of a sign-in that was started from a page with unsaved text."""
    return render(request, "assessments/answers/signed_in.html")
