"""Prints for people who work on paper: the blank questionnaire, and a dossier as it is now.

A print is identified by a key, computed from everything it is made of. Requesting one that exists
or is queued changes nothing; a dossier that was changed since then has another key.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from assessments.dossiers.operations.limits import DAY, require_room_for_print
from assessments.models import Assessment
from assessments.publication.documents import store
from assessments.questions import VERSIONS
from assessments.reading.queries.whole import facts_of
from assessments.states import DocumentState
from partners.models import User
from techbank import audit, outbox
from techbank.exceptions import Hidden
from techbank.outbox.counts import asked_since

BLANK_KIND = "assessments.render_blank_form"
DOSSIER_KIND = "assessments.render_dossier_print"
BLANKS, DOSSIERS = "blank", "prints"
KEPT_FOR = timedelta(days=7)
# Raise one when the same content gives another print than before: it is part of the key.
RENDERERS = {BLANKS: "blank-2", DOSSIERS: "print-3"}


@dataclass(frozen=True)
class Print:
    """One print; ``state`` is empty when nobody has requested it yet."""

    folder: str
    key: str
    on: date

    @property
    def path(self) -> Path:
        return store.print_path(self.folder, self.key)

    @property
    def outbox_key(self) -> str:
        # By day: what was lost with its disk can be asked for again tomorrow.
        return f"{self.folder}:{self.key}:{self.on.isoformat()}"

    @property
    def state(self) -> str:
        """A ``DocumentState``, or "" before it was requested. One or two queries."""
        if self.path.exists():
            return DocumentState.READY
        if outbox.dead_reason(self.outbox_key):
            return DocumentState.FAILED
        return DocumentState.QUEUED if outbox.is_waiting(self.outbox_key) else ""


@cache
def _words_of(language: str) -> str:
    """A digest of the translations, so that better words make a new print."""
    digest = hashlib.sha256()
    for folder in settings.LOCALE_PATHS:
        for path in sorted(Path(folder).glob(f"{language.replace('-', '_')}/LC_MESSAGES/*.mo")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(*parts: Any) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def printable(language: str) -> bool:
    """Whether there are translations and typefaces for it."""
    return language in dict(settings.DOCUMENT_LANGUAGES)


def blank_form(version: str, language: str, on: date) -> Print:
    """The blank form of a questionnaire. Raises ``Hidden`` for one that does not exist."""
    if version not in VERSIONS or not printable(language):
        raise Hidden
    key = _key(version, language, RENDERERS[BLANKS], _words_of(language))
    return Print(BLANKS, key, on)


def dossier_print(
    assessment: Assessment, *, on: date, language: str, of_country: bool
) -> tuple[Print, dict[str, Any]]:
    """The print of the dossier as it is now, and the facts it is made of."""
    if not printable(language):
        raise Hidden
    facts = facts_of(assessment, on=on, language=language, of_country=of_country)
    key = _key(facts, RENDERERS[DOSSIERS], _words_of(language))
    return Print(DOSSIERS, key, on), facts


def _ask(kind: str, print: Print, payload: dict[str, Any]) -> None:
    if print.path.exists():
        return
    outbox.ask(kind=kind, key=print.outbox_key, payload=payload)
    if outbox.dead_reason(print.outbox_key):
        outbox.ask_again(print.outbox_key)


@transaction.atomic
def ask_for_blank_form(*, version: str, language: str, at: datetime) -> Print:
    """Request a blank form, once for everybody. It contains no personal data."""
    form = blank_form(version, language, at.date())
    payload = {"version": version, "language": language, "on": at.date().isoformat()}
    _ask(BLANK_KIND, form, payload)
    return form


@transaction.atomic
def ask_for_dossier_print(
    *, assessment: Assessment, language: str, of_country: bool, by: User, at: datetime
) -> Print:
    """Request a print of the dossier as it is now. The caller checks that the person may read it.

    Writes a trail entry, because the content leaves the portal. Raises ``Invalid`` when too many
    were requested.
    """
    on = at.date()
    requested, _facts = dossier_print(assessment, on=on, language=language, of_country=of_country)
    payload = {
        "assessment_id": str(assessment.pk),
        "language": language,
        "of_country": of_country,
        "on": on.isoformat(),
    }
    if not requested.state:
        of_dossier = {"assessment_id": str(assessment.pk)}
        asked = asked_since(at - DAY, kind=DOSSIER_KIND, payload=of_dossier)
        require_room_for_print(asked)
    _ask(DOSSIER_KIND, requested, payload)
    audit.record(
        verb="assessment.printed",
        sentence=f"{by} asked for a print of “{assessment}” in {language}.",
        by=by,
        subject=assessment,
        country=assessment.country_id,
        details={"print": requested.key, "language": language},
    )
    return requested


def forget_prints(*, at: datetime) -> int:
    """Delete prints of dossiers a week after they were made. Returns how many."""
    return store.forget_prints(DOSSIERS, at - KEPT_FOR)
