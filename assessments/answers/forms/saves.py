"""One write that a browser sends by itself: its address, and its text read as the form reads it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from assessments.models import Record
from assessments.questions import answers
from assessments.questions.definitions import Question, QuestionKind
from assessments.questions.record_definitions import FieldKind
from assessments.records.forms.form import RecordForm, shown_value
from techbank.exceptions import Invalid

from .sections import AnswerField, stored_number

# Fifty thousand characters of any script, and what JSON adds.
MOST_BYTES = 600_000


@dataclass(frozen=True)
class BrowserWrite:
    """A write as received. Its address is a question's ``key``, or ``kind``, ``record``, ``field``.

    ``raw`` is a text or a list of texts, as typed.
    """

    client_uuid: UUID
    raw: Any
    not_known: bool
    base_version: int
    key: str = ""
    kind: str = ""
    record: UUID | None = None
    field: str = ""


def read_sent(body: bytes) -> BrowserWrite:
    """The write in ``body`` (JSON). Raises ``Invalid`` when it cannot be read as one."""
    try:
        payload = json.loads(body)
        return _sent(payload)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Invalid(_("This is not a write the portal can read.")) from error


def _sent(payload: Mapping[str, Any]) -> BrowserWrite:
    raw, base = payload.get("value"), payload["base_version"]
    texts = raw if isinstance(raw, list) else [raw]
    if not all(text is None or isinstance(text, str) for text in texts):
        raise TypeError("value")
    if not isinstance(base, int) or isinstance(base, bool) or not 0 <= base < 2**31:
        raise TypeError("base_version")
    about = {name: str(payload[name])[:120] for name in ("kind", "field") if payload.get("kind")}
    return BrowserWrite(
        client_uuid=UUID(payload["client_uuid"]),
        raw=raw,
        not_known=payload.get("not_known") is True,
        base_version=base,
        key="" if about else str(payload["key"])[:80],
        record=UUID(payload["record"]) if about else None,
        **about,
    )


def storable(raw: Any) -> Any:
    """The typed text without the characters that the database cannot store, for the history."""
    if isinstance(raw, list):
        return [storable(text) for text in raw]
    if raw is None:
        return None
    stored = (mark for mark in raw if mark != "\x00" and not "\ud800" <= mark <= "\udfff")
    return "".join(stored)


def read_answer(sent: BrowserWrite, question: Question, locale: str) -> Any:
    """The value to store. Raises ``Invalid`` with the sentence for the field."""
    try:
        value = answers.clean(sent.raw, question, locale=locale)
    except ValueError as error:
        raise Invalid(str(error), field=question.key) from None
    if sent.not_known and value is not None:
        raise Invalid(
            _("There is an answer and “Not known” is ticked. Keep one of them."),
            field=question.key,
        )
    return value


def as_typed(value: Any, question: Question) -> Any:
    """A stored value as the question's field expects it: a text or a list of texts."""
    if value is None:
        return ""
    if question.kind is QuestionKind.NUMBER:
        value = stored_number(value)
    raw = AnswerField(question, help_text="").prepare_value(value)
    return raw if isinstance(raw, list) else str(raw)


def read_field(form: RecordForm, name: str, raw: Any) -> Any:
    """The value of one field of a record, as the form would read it.

    Raises ``Invalid`` with the sentence for the field, ``KeyError`` for an unknown field.
    """
    if name not in form.stored:
        raise KeyError(name)
    field = form.fields[name]
    texts = raw if isinstance(raw, list) else [] if raw is None else [raw]
    data = MultiValueDict({name: texts} if texts else {})
    try:
        value = field.clean(field.widget.value_from_datadict(data, MultiValueDict(), name))
    except ValidationError as error:
        raise Invalid(storable(" ".join(error.messages)), field=name) from None
    # Typed as percent, which the whole form makes a share of one.
    is_share = form.described.field(name).kind is FieldKind.SHARE
    return value / 100 if is_share and value is not None else value


def field_as_typed(form: RecordForm, record: Record, name: str) -> Any:
    """The stored value of a record's field, as the form expects it: a text or a list of texts."""
    field = form.fields[name]
    value = form.of_record(record).get(name, shown_value(record, name))
    if isinstance(value, list):
        return [str(item) for item in value]
    if isinstance(field, forms.BooleanField):
        return "on" if value else ""
    raw = field.widget.format_value(field.prepare_value(value))
    if isinstance(raw, list):
        raw = raw[0] if raw else ""
    return "" if raw is None else str(raw)
